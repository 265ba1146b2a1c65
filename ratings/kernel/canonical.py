"""One way to write a record as bytes, and commitments to words that can be forgotten."""

import hashlib
import secrets

import rfc8785

type Json = bool | int | str | list["Json"] | dict[str, "Json"] | None

SALT_BYTES = 16


def canonical_json(value: Json) -> bytes:
    """
    Return the only UTF-8 bytes of a JSON value (RFC 8785).

    >>> canonical_json({"b": 1, "a": [True, None]})
    b'{"a":[true,null],"b":1}'
    """
    return rfc8785.dumps(value)


def new_salt() -> bytes:
    """Return 16 random bytes; once they are deleted a commitment says nothing any more."""
    return secrets.token_bytes(SALT_BYTES)


def commitment(salt: bytes, value: Json) -> str:
    """
    Return SHA-256(salt || canonical JSON) as 64 hexadecimal digits.

    >>> commitment(bytes(16), {"body": "Kind."})[:16]
    'a9c8209322b56104'
    """
    return hashlib.sha256(salt + canonical_json(value)).hexdigest()
