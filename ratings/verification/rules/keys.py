"""Which public keys a company may register: Ed25519 keys of full strength, in the shapes that tools write."""

import base64
import hashlib
import json
import re

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.utils.translation import gettext as _

from ratings.kernel.refusals import Invalid, invalid_field

LONGEST_KEY_TEXT = 4000
MOST_ACTIVE_KEYS = 5
KEY_BYTES = 32
KEY_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
BASE64URL = re.compile(r"[A-Za-z0-9_-]{43}")

# The curve of RFC 8032, section 5.1: -x^2 + y^2 = 1 + d x^2 y^2 over the integers modulo p, base point of order L.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)

type Point = tuple[int, int, int, int]


def read_public_key(text: str) -> bytes:
    """
    Return the 32 bytes of an Ed25519 public key written as PEM (SPKI), JWK (RFC 8037) or base64url.

    Raises Invalid (`key`): another kind of key, a private key, a weak one, no key at all.

    >>> read_public_key("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").hex()[:8]
    'd75a9801'
    """
    said = text.strip()
    if len(said) > LONGEST_KEY_TEXT:
        raise invalid_field("key", _("This is too long for a key; send one Ed25519 public key."))
    if "PRIVATE KEY" in said:
        raise _private()
    raw = _of_pem(said) if said.startswith("-----BEGIN") else _of_jwk(said) if said.startswith("{") else _of_text(said)
    if not has_full_strength(raw):
        raise invalid_field("key", _("This is no safe Ed25519 key; make a new pair with a common tool."))
    return raw


def _private() -> Invalid:
    return invalid_field(
        "key", _("This is a private key. Send it to nobody: make a new pair, and send the public key of that one.")
    )


def _of_pem(said: str) -> bytes:
    try:
        key = load_pem_public_key(said.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise invalid_field("key", _("This PEM holds no public key that can be read.")) from error
    if not isinstance(key, Ed25519PublicKey):
        raise invalid_field("key", _("Only Ed25519 keys are taken: openssl genpkey -algorithm ed25519."))
    return key.public_bytes_raw()


def _of_jwk(said: str) -> bytes:
    try:
        members = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise invalid_field("key", _("This JWK is not JSON.")) from error
    if "d" in members:
        raise _private()
    if members.get("kty") != "OKP" or members.get("crv") != "Ed25519" or not isinstance(members.get("x"), str):
        raise invalid_field("key", _("Only Ed25519 keys are taken: a JWK with kty OKP, crv Ed25519 and x."))
    return _of_text(members["x"])


def _of_text(said: str) -> bytes:
    if not BASE64URL.fullmatch(said):
        words = _("Send an Ed25519 public key as PEM, as JWK, or as 43 characters of base64url.")
        raise invalid_field("key", words)
    return base64.urlsafe_b64decode(said + "=")


def thumbprint(raw: bytes) -> str:
    """
    Return the SHA-256 thumbprint of an Ed25519 key (RFC 7638), as RFC 8037, appendix A.3 has it.

    >>> thumbprint(read_public_key("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"))
    'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'
    """
    members = f'{{"crv":"Ed25519","kty":"OKP","x":"{base64url(raw)}"}}'
    return base64url(hashlib.sha256(members.encode()).digest())


def base64url(data: bytes) -> str:
    """
    Return bytes as base64url without padding (RFC 7515, section 2).

    >>> base64url(b"even")
    'ZXZlbg'
    """
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def has_full_strength(raw: bytes) -> bool:
    """
    Tell whether 32 bytes are a point of the curve of prime order, as every honestly made key is.

    A signature under a point of small order fits any message.

    >>> has_full_strength(bytes(32)), has_full_strength((1).to_bytes(32, "little"))
    (False, False)
    """
    point = _decoded(raw)
    return point is not None and not _is_neutral(point) and _is_neutral(_times(L, point))


def _decoded(raw: bytes) -> Point | None:
    """Return the point that bytes stand for (RFC 8032, section 5.1.3), None where they do not, or not canonically."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if len(raw) != KEY_BYTES or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def _add(one: Point, other: Point) -> Point:
    """Add two points in extended coordinates (RFC 8032, section 5.1.4)."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(factor: int, point: Point) -> Point:
    total = NEUTRAL
    while factor:
        if factor & 1:
            total = _add(total, point)
        point = _add(point, point)
        factor >>= 1
    return total


def _is_neutral(point: Point) -> bool:
    return point[0] % P == 0 and (point[1] - point[2]) % P == 0
