"""
Privacy Pass tokens of type 0x0002, Blind RSA with 2048 bits: RFC 9577, section 2, and RFC 9578, section 6.

Every structure has one encoding; what is too short, too long, or of another type is refused.
"""

import hashlib
import os
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from ratings.verification.blind.rsabssa import (
    PSS_DETERMINISTIC,
    BlindSignatureError,
    PublicKey,
    Randomness,
    blind,
    finalize,
    verify,
)

TOKEN_TYPE = 2
KEY_BYTES = 256
KEY_ID_BYTES = 32
NONCE_BYTES = 32
DIGEST_BYTES = 32
CONTEXT_BYTES = 32
INPUT_BYTES = 2 + NONCE_BYTES + DIGEST_BYTES + KEY_ID_BYTES
TOKEN_BYTES = INPUT_BYTES + KEY_BYTES
REQUEST_BYTES = 2 + 1 + KEY_BYTES
LONGEST_TEXT = 2**16 - 1

# AlgorithmIdentifier of id-RSASSA-PSS with SHA-384, MGF1 with SHA-384 and 48 bytes of salt (RFC 9578, section 6.5).
ALGORITHM = bytes.fromhex(
    "303d06092a864886f70d01010a3030a00d300b0609608648016503040202"
    "a11a301806092a864886f70d010108300b0609608648016503040202a203020130"
)
DER_SEQUENCE = b"\x30"
DER_BIT_STRING = b"\x03"
DER_SHORT_LENGTH = 0x80


class TokenError(Exception):
    """What was given is not what RFC 9577 and RFC 9578 describe, or a token is not good; the message says what."""


def _der(tag: bytes, content: bytes) -> bytes:
    length = len(content)
    if length < DER_SHORT_LENGTH:
        return tag + bytes([length]) + content
    written = length.to_bytes((length.bit_length() + 7) // 8)
    return tag + bytes([DER_SHORT_LENGTH | len(written)]) + written + content


def encode_public_key(public: PublicKey) -> bytes:
    """Return the key's DER SubjectPublicKeyInfo, as directories show it and key ids are made of it."""
    key = rsa.RSAPublicNumbers(public.e, public.n).public_key()
    numbers = key.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    return _der(DER_SEQUENCE, ALGORITHM + _der(DER_BIT_STRING, b"\x00" + numbers))


def decode_public_key(spki: bytes) -> PublicKey:
    """Return the key of a DER SubjectPublicKeyInfo. Raises TokenError for another algorithm, size or encoding."""
    try:
        key = load_der_public_key(spki)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise TokenError("not a public key") from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise TokenError("not an RSA key")
    numbers = key.public_numbers()
    public = PublicKey(numbers.n, numbers.e)
    if public.size != KEY_BYTES:
        raise TokenError("not an RSA key of 2048 bits")
    if encode_public_key(public) != spki:
        raise TokenError("not a key for RSASSA-PSS with SHA-384 and a salt of 48 bytes")
    return public


def key_id(public: PublicKey) -> bytes:
    """Return the 32 bytes that name a key in tokens; requests carry the last of them only."""
    return hashlib.sha256(encode_public_key(public)).digest()


def _fields(data: bytes, *lengths: int) -> list[bytes]:
    if len(data) != sum(lengths):
        raise TokenError(f"{len(data)} bytes instead of {sum(lengths)}")
    fields, start = [], 0
    for length in lengths:
        fields.append(data[start : start + length])
        start += length
    return fields


def _refuse_type(field: bytes) -> None:
    if int.from_bytes(field) != TOKEN_TYPE:
        raise TokenError(f"token type {int.from_bytes(field)} instead of {TOKEN_TYPE}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenChallenge:
    """
    What a token is good for (RFC 9577, section 2.1): its issuer, where it is redeemed, and for what.

    `issuer_name` is a host name; `redemption_context` is 32 bytes or empty; `origin_info` is host names with commas
    between, or empty.
    """

    issuer_name: str
    redemption_context: bytes = b""
    origin_info: str = ""

    def __post_init__(self) -> None:
        if len(self.redemption_context) not in {0, CONTEXT_BYTES}:
            raise TokenError(f"a redemption context of {len(self.redemption_context)} bytes, not of 0 or 32")
        if not self.issuer_name:
            raise TokenError("no issuer name")
        for text in (self.issuer_name, self.origin_info):
            if not text.isascii() or len(text) > LONGEST_TEXT:
                raise TokenError("a name that is no host name")

    def encode(self) -> bytes:
        """Return the challenge in bytes."""
        issuer, origin = self.issuer_name.encode("ascii"), self.origin_info.encode("ascii")
        return b"".join(
            (
                TOKEN_TYPE.to_bytes(2),
                len(issuer).to_bytes(2) + issuer,
                len(self.redemption_context).to_bytes(1) + self.redemption_context,
                len(origin).to_bytes(2) + origin,
            )
        )

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """Read a challenge. Raises TokenError."""
        _refuse_type(data[:2])
        issuer, rest = _opaque(data[2:], 2)
        context, rest = _opaque(rest, 1)
        origin, rest = _opaque(rest, 2)
        if rest:
            raise TokenError(f"{len(rest)} bytes too many")
        try:
            names = issuer.decode("ascii"), origin.decode("ascii")
        except UnicodeDecodeError as error:
            raise TokenError("a name that is no host name") from error
        return cls(issuer_name=names[0], redemption_context=context, origin_info=names[1])

    @property
    def digest(self) -> bytes:
        """Return the 32 bytes by which a token names its challenge."""
        return hashlib.sha256(self.encode()).digest()


def _opaque(data: bytes, prefix: int) -> tuple[bytes, bytes]:
    """Return a field with its length in front, and what follows it."""
    end = prefix + int.from_bytes(data[:prefix])
    if len(data) < max(end, prefix):
        raise TokenError("cut short")
    return data[prefix:end], data[end:]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """What an issuer is asked to sign (RFC 9578, section 6.1)."""

    truncated_key_id: int
    blinded_message: bytes

    def encode(self) -> bytes:
        """Return the request in its 259 bytes."""
        return TOKEN_TYPE.to_bytes(2) + self.truncated_key_id.to_bytes(1) + self.blinded_message

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """Read a request. Raises TokenError."""
        token_type, truncated, blinded = _fields(data, 2, 1, KEY_BYTES)
        _refuse_type(token_type)
        return cls(truncated_key_id=truncated[0], blinded_message=blinded)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenResponse:
    """What an issuer answers (RFC 9578, section 6.2)."""

    blind_signature: bytes

    def encode(self) -> bytes:
        """Return the response in its 256 bytes."""
        return self.blind_signature

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """Read a response. Raises TokenError."""
        (signature,) = _fields(data, KEY_BYTES)
        return cls(blind_signature=signature)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as it is redeemed (RFC 9577, section 2.2)."""

    nonce: bytes
    challenge_digest: bytes
    token_key_id: bytes
    authenticator: bytes

    @property
    def signed_input(self) -> bytes:
        """Return the 98 bytes that the authenticator signs."""
        return TOKEN_TYPE.to_bytes(2) + self.nonce + self.challenge_digest + self.token_key_id

    def encode(self) -> bytes:
        """Return the token in its 354 bytes."""
        return self.signed_input + self.authenticator

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """Read a token. Raises TokenError."""
        token_type, nonce, digest, key, authenticator = _fields(
            data, 2, NONCE_BYTES, DIGEST_BYTES, KEY_ID_BYTES, KEY_BYTES
        )
        _refuse_type(token_type)
        return cls(nonce=nonce, challenge_digest=digest, token_key_id=key, authenticator=authenticator)


def verify_token(token: Token, public: PublicKey) -> None:
    """Raise TokenError unless the token was signed by this key. Whether its challenge is the right one is not seen."""
    if token.token_key_id != key_id(public):
        raise TokenError("made with another key")
    try:
        verify(public, token.signed_input, token.authenticator, PSS_DETERMINISTIC)
    except BlindSignatureError as error:
        raise TokenError(str(error)) from error


@dataclass(frozen=True, slots=True, repr=False)
class AskedToken:
    """A token between request and response, as its client keeps it: what was sent, and what only the client knows."""

    request: TokenRequest
    public: PublicKey
    signed_input: bytes
    inverse: int

    def finish(self, response: TokenResponse) -> Token:
        """Return the token. Raises TokenError where the issuer did not sign what was asked."""
        try:
            signature = finalize(
                self.public, self.signed_input, response.blind_signature, self.inverse, PSS_DETERMINISTIC
            )
        except BlindSignatureError as error:
            raise TokenError(str(error)) from error
        return Token.decode(self.signed_input + signature)


def ask_token(
    public: PublicKey, challenge: TokenChallenge, *, random: Randomness = os.urandom, r: int | None = None
) -> AskedToken:
    """
    Make the request for a token of a key and a challenge, as a client does.

    `random` gives the nonce, then the salt, then the blind unless `r` is given.
    """
    named = key_id(public)
    signed_input = TOKEN_TYPE.to_bytes(2) + random(NONCE_BYTES) + challenge.digest + named
    try:
        made = blind(public, signed_input, PSS_DETERMINISTIC, random=random, r=r)
    except BlindSignatureError as error:
        raise TokenError(str(error)) from error
    request = TokenRequest(truncated_key_id=named[-1], blinded_message=made.message)
    return AskedToken(request, public, signed_input, made.inverse)
