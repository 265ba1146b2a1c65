"""
RSA blind signatures with appendix, RFC 9474: prepare, blind, blind-sign, finalize, verify.

Integers are written as in RFC 8017: I2OSP to the length of the modulus in bytes, big-endian. What the signer keeps
secret goes through constant-time arithmetic (`gmpy2.powmod_sec`); what is public, or secret only to the caller who
asks for a signature, through Python's own.
"""

import hashlib
import math
import os
from collections.abc import Callable
from dataclasses import dataclass

import gmpy2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

HASH_BYTES = 48
PREFIX_BYTES = 32

type Randomness = Callable[[int], bytes]
"""A source of that many random bytes."""


class BlindSignatureError(Exception):
    """Blinding, signing or verifying cannot be done with what was given; the message is that of RFC 9474."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the four named variants (RFC 9474, section 5): salt length in bytes, and whether messages get a prefix."""

    name: str
    salt_bytes: int
    is_randomized: bool


PSS_RANDOMIZED = Variant("RSABSSA-SHA384-PSS-Randomized", 48, is_randomized=True)
PSSZERO_RANDOMIZED = Variant("RSABSSA-SHA384-PSSZERO-Randomized", 0, is_randomized=True)
PSS_DETERMINISTIC = Variant("RSABSSA-SHA384-PSS-Deterministic", 48, is_randomized=False)
PSSZERO_DETERMINISTIC = Variant("RSABSSA-SHA384-PSSZERO-Deterministic", 0, is_randomized=False)
VARIANTS = {
    variant.name: variant for variant in (PSS_RANDOMIZED, PSSZERO_RANDOMIZED, PSS_DETERMINISTIC, PSSZERO_DETERMINISTIC)
}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An RSA public key; `size` is the length of its modulus in bytes."""

    n: int
    e: int

    @property
    def size(self) -> int:
        return (self.n.bit_length() + 7) // 8


@dataclass(frozen=True, slots=True, repr=False)
class PrivateKey:
    """An RSA private key without its primes: signing does without the Chinese remainder theorem and its faults."""

    public: PublicKey
    d: int


@dataclass(frozen=True, slots=True, repr=False)
class Blinded:
    """A message that was made blind: what the signer sees, and the inverse that its requester keeps."""

    message: bytes
    inverse: int


def prepare(message: bytes, variant: Variant, *, random: Randomness = os.urandom) -> bytes:
    """Return the message as it will be signed: behind 32 random bytes in the randomized variants (section 4.1)."""
    return random(PREFIX_BYTES) + message if variant.is_randomized else message


def blind(
    public: PublicKey, prepared: bytes, variant: Variant, *, random: Randomness = os.urandom, r: int | None = None
) -> Blinded:
    """
    Make a prepared message blind (section 4.2). `random` gives the salt, and then the blind unless `r` is given.

    Raises BlindSignatureError: `encoding error`, `invalid input`, `blinding error`.
    """
    encoded = encode(prepared, public.n.bit_length() - 1, salt=random(variant.salt_bytes))
    m = int.from_bytes(encoded)
    if math.gcd(m, public.n) != 1:
        raise BlindSignatureError("invalid input")
    if r is None:
        r = random_below(public.n, random=random)
    try:
        inverse = pow(r, -1, public.n)
    except ValueError as error:
        raise BlindSignatureError("blinding error") from error
    z = m * pow(r, public.e, public.n) % public.n
    return Blinded(z.to_bytes(public.size), inverse)


def blind_sign(key: PrivateKey, blinded_message: bytes, *, random: Randomness = os.urandom) -> bytes:
    """
    Sign what was made blind (section 4.3): the base is blinded once more, so that timing tells nothing of `d`.

    Raises BlindSignatureError: `unexpected input size`, `message representative out of range`, `signing failure`.
    """
    public = key.public
    if len(blinded_message) != public.size:
        raise BlindSignatureError("unexpected input size")
    z = int.from_bytes(blinded_message)
    if z >= public.n:
        raise BlindSignatureError("message representative out of range")
    r = random_below(public.n, random=random)
    try:
        inverse = pow(r, -1, public.n)
    except ValueError as error:
        raise BlindSignatureError("signing failure") from error
    masked = z * pow(r, public.e, public.n) % public.n
    signed = int(gmpy2.powmod_sec(masked, key.d, public.n))
    return checked(signed * inverse % public.n, z, public).to_bytes(public.size)


def checked(s: int, z: int, public: PublicKey) -> int:
    """Return the signature of z if it is one; a wrong one would give the key away. Raises `signing failure`."""
    if pow(s, public.e, public.n) != z:
        raise BlindSignatureError("signing failure")
    return s


def finalize(public: PublicKey, prepared: bytes, blind_signature: bytes, inverse: int, variant: Variant) -> bytes:
    """
    Take the blind off a signature, and return it only if it is good (section 4.4).

    Raises BlindSignatureError: `unexpected input size`, `invalid signature`.
    """
    if len(blind_signature) != public.size:
        raise BlindSignatureError("unexpected input size")
    s = int.from_bytes(blind_signature) * inverse % public.n
    signature = s.to_bytes(public.size)
    verify(public, prepared, signature, variant)
    return signature


def verify(public: PublicKey, prepared: bytes, signature: bytes, variant: Variant) -> None:
    """Raise BlindSignatureError (`invalid signature`) unless this signs the prepared message (section 4.5)."""
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=variant.salt_bytes)
    try:
        key = rsa.RSAPublicNumbers(public.e, public.n).public_key()
        key.verify(signature, prepared, scheme, hashes.SHA384())
    except (InvalidSignature, ValueError) as error:
        raise BlindSignatureError("invalid signature") from error


def encode(message: bytes, em_bits: int, *, salt: bytes) -> bytes:
    """
    Return EMSA-PSS-ENCODE with SHA-384 and MGF1 (RFC 8017, section 9.1.1).

    `em_bits` is one less than the modulus has, as in RSASSA-PSS itself: only so does any verifier take the signature.
    """
    em_bytes = (em_bits + 7) // 8
    padding_bytes = em_bytes - HASH_BYTES - len(salt) - 2
    if padding_bytes < 0:
        raise BlindSignatureError("encoding error")
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(padding_bytes) + b"\x01" + salt
    masked = int.from_bytes(block) ^ int.from_bytes(mask(digest, len(block)))
    masked &= (1 << (em_bits - 8 * (HASH_BYTES + 1))) - 1
    return masked.to_bytes(len(block)) + digest + b"\xbc"


def mask(seed: bytes, length: int) -> bytes:
    """Return MGF1 with SHA-384 (RFC 8017, appendix B.2.1)."""
    blocks = (hashlib.sha384(seed + number.to_bytes(4)).digest() for number in range(-(-length // HASH_BYTES)))
    return b"".join(blocks)[:length]


def random_below(n: int, *, random: Randomness = os.urandom) -> int:
    """Return a number from 1 to n - 1, each as likely as any other, by rejection; ValueError where there is none."""
    if n <= 1:
        raise ValueError(f"no numbers from 1 to {n - 1}")
    bits = n.bit_length()
    while True:
        drawn = int.from_bytes(random((bits + 7) // 8)) >> (-bits % 8)
        if 0 < drawn < n:
            return drawn
