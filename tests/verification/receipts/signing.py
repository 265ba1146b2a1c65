"""
Mails of shops, and a signer of our own for what an honest one does not make: lengths, expiry, headers left out.

It follows RFC 6376, 3.4 and 3.7, in relaxed form, and shares nothing with the library that verifies.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from tests.dashboards import story

YESTERDAY = story.NOW - timedelta(days=1)
SIGNED = ("from", "to", "date", "subject", "message-id")
MULTIPART = 'Content-Type: multipart/mixed; boundary="x"\n'
HASHES = {"sha256": hashes.SHA256, "sha1": hashes.SHA1}


@dataclass(frozen=True)
class KeyPair:
    """A signing key, as PEM for signers and as the record that its owner publishes."""

    private: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

    @property
    def pem(self) -> bytes:
        is_rsa = isinstance(self.private, rsa.RSAPrivateKey)
        form = serialization.PrivateFormat.TraditionalOpenSSL if is_rsa else serialization.PrivateFormat.PKCS8
        return self.private.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())

    @property
    def record(self) -> str:
        public = self.private.public_key()
        if isinstance(public, ed25519.Ed25519PublicKey):
            return f"v=DKIM1; k=ed25519; p={base64.b64encode(public.public_bytes_raw()).decode()}"
        der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"

    @property
    def algorithm(self) -> str:
        return "rsa-sha256" if isinstance(self.private, rsa.RSAPrivateKey) else "ed25519-sha256"


@cache
def rsa_key(bits: int = 2048, number: int = 1) -> KeyPair:
    """Return the same key for the same size and number; made once a run, since it takes a while."""
    assert number
    return KeyPair(rsa.generate_private_key(65537, bits))


@cache
def ed25519_key() -> KeyPair:
    return KeyPair(ed25519.Ed25519PrivateKey.generate())


def ordered(**changes: str) -> bytes:
    """Return the mail that says only that an order has come in, three days before it is dispatched."""
    body = "Hello Ana,\n\nwe have received your order number 4711-0815 of one mug for 12.00 EUR.\n\nYour Acme team\n"
    given: dict[str, Any] = {"body": body, "message_id": "<m0@acme.example>", **changes}
    return mail(at=YESTERDAY - timedelta(days=3), **{"subject": "Thank you for your order 4711-0815", **given})


def mail(
    *,
    at: datetime = YESTERDAY,
    subject: str = "Your order 4711-0815 has been dispatched",
    body: str = "Hello Ana,\n\nyour order number 4711-0815 is on its way to you.\n\nYour Acme team\n",
    sender: str = "Acme <orders@acme.example>",
    to: str = "ana@mail.example",
    message_id: str = "<m1@acme.example>",
    extra: str = "",
) -> bytes:
    """Return a mail as a shop would send it, with CRLF line ends and no signature yet."""
    date = format_datetime(at)
    head = f"From: {sender}\nTo: {to}\nDate: {date}\nSubject: {subject}\nMessage-ID: {message_id}\n{extra}"
    return f"{head}\n{body}".replace("\n", "\r\n").encode()


def signed(
    raw: bytes,
    *,
    domain: str = "acme.example",
    selector: str = "k1",
    key: KeyPair | None = None,
    covers: tuple[str, ...] = SIGNED,
    tags: str = "",
    digest: str = "sha256",
    length: int | None = None,
) -> bytes:
    """Return the mail with a signature in front; `tags` are added as they stand, `length` is that of `l=`."""
    pair = key or rsa_key()
    head, _gap, body = raw.partition(b"\r\n\r\n")
    canonical = _body(body)
    if length is not None:
        canonical, tags = canonical[:length], f"{tags} l={length};"
    body_hash = base64.b64encode(hashlib.new(digest, canonical).digest()).decode()
    algorithm = pair.algorithm.replace("sha256", digest)
    value = (
        f" v=1; a={algorithm}; c=relaxed/relaxed; d={domain}; s={selector}; {tags} h={':'.join(covers)};"
        f" bh={body_hash}; b="
    )
    fields = [(name.lower(), text) for name, _colon, text in _fields(head)]
    lines = [f"{name}:{_relaxed(text)}\r\n" for wanted in covers for name, text in _last(fields, wanted)]
    data = "".join(lines).encode() + f"dkim-signature:{_relaxed(value)}".encode()
    return f"DKIM-Signature:{value}{_sign(pair, data, digest)}\r\n".encode() + raw


def without(name: str) -> tuple[str, ...]:
    """Return the headers that are signed, except one."""
    return tuple(one for one in SIGNED if one != name)


def _fields(head: bytes) -> list[tuple[str, str, str]]:
    return [line.partition(":") for line in re.split(r"\r\n(?![\t ])", head.decode())]


def _last(fields: list[tuple[str, str]], wanted: str) -> list[tuple[str, str]]:
    """Return the lowest field of a name: the tests that sign two of one name say so by another way."""
    return [one for one in fields if one[0] == wanted][-1:]


def _relaxed(value: str) -> str:
    return re.sub(r"[ \t]+", " ", value.replace("\r\n", "")).strip()


def _body(body: bytes) -> bytes:
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def _sign(pair: KeyPair, data: bytes, digest: str) -> str:
    if isinstance(pair.private, ed25519.Ed25519PrivateKey):
        made = pair.private.sign(hashlib.sha256(data).digest())
    else:
        made = pair.private.sign(data, padding.PKCS1v15(), HASHES[digest]())
    return base64.b64encode(made).decode()
