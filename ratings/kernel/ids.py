"""Ids that the outside sees: 128 random bits, with no time in them."""

import base64
import secrets

LENGTH = 26


def base32(data: bytes) -> str:
    """
    Return bytes as lower-case base32 without padding (RFC 4648).

    >>> base32(b"even")
    'mv3gk3q'
    """
    return base64.b32encode(data).decode("ascii").rstrip("=").lower()


def new_public_id() -> str:
    """Return 128 random bits as 26 lower-case base32 characters."""
    return base32(secrets.token_bytes(16))
