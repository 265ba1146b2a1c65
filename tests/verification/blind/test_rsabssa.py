"""Blind signatures: the vectors of RFC 9474, another implementation's verdict, and what must be refused."""

import json
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from ratings.verification.blind import rsabssa
from ratings.verification.blind.rsabssa import (
    PSS_DETERMINISTIC,
    PSS_RANDOMIZED,
    PSSZERO_DETERMINISTIC,
    VARIANTS,
    BlindSignatureError,
    PrivateKey,
    PublicKey,
    Variant,
)

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "rfc9474.json").read_text())
THEIRS = rsa.generate_private_key(65537, 2048)
NUMBERS = THEIRS.private_numbers()
PUBLIC = PublicKey(NUMBERS.public_numbers.n, NUMBERS.public_numbers.e)
KEY = PrivateKey(PUBLIC, NUMBERS.d)
ODD_SIZES = (1025, 1031, 1032, 2047, 2049)


def signature_of(message: bytes, variant: Variant, *, key: PrivateKey = KEY) -> tuple[bytes, bytes]:
    prepared = rsabssa.prepare(message, variant)
    made = rsabssa.blind(key.public, prepared, variant)
    signed = rsabssa.blind_sign(key, made.message)
    return prepared, rsabssa.finalize(key.public, prepared, signed, made.inverse, variant)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["_title"])
def test_the_vectors_of_rfc_9474_come_out(vector: dict[str, str]) -> None:
    data = {name: bytes.fromhex(text) for name, text in vector.items() if name != "_title"}
    variant = VARIANTS[vector["_title"].split()[0]]
    public = PublicKey(int(vector["n"], 16), int(vector["e"], 16))
    r = pow(int(vector["inv"], 16), -1, public.n)

    prepared = rsabssa.prepare(data["msg"], variant, random=lambda _: data["msg_prefix"])
    made = rsabssa.blind(public, prepared, variant, random=lambda _: data["salt"], r=r)
    signed = rsabssa.blind_sign(PrivateKey(public, int(vector["d"], 16)), made.message)

    assert prepared == data["prepared_msg"]
    assert rsabssa.encode(prepared, public.n.bit_length() - 1, salt=data["salt"]) == data["encoded_msg"]
    assert made.message == data["blinded_msg"]
    assert signed == data["blind_sig"]
    assert rsabssa.finalize(public, prepared, signed, made.inverse, variant) == data["sig"]


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=lambda variant: variant.name)
def test_another_implementation_takes_the_signatures_of_all_four_variants(variant: Variant) -> None:
    prepared, signature = signature_of(b"Ana bought a lamp.", variant)

    scheme = padding.PSS(padding.MGF1(hashes.SHA384()), salt_length=variant.salt_bytes)
    THEIRS.public_key().verify(signature, prepared, scheme, hashes.SHA384())
    assert (prepared == b"Ana bought a lamp.") is not variant.is_randomized


def test_without_salt_the_signature_is_the_one_that_another_implementation_makes() -> None:
    _, signature = signature_of(b"Ana bought a lamp.", PSSZERO_DETERMINISTIC)

    scheme = padding.PSS(padding.MGF1(hashes.SHA384()), salt_length=0)
    assert signature == THEIRS.sign(b"Ana bought a lamp.", scheme, hashes.SHA384())


@pytest.mark.parametrize("bits", ODD_SIZES)
def test_moduli_of_any_size_are_encoded_as_rsassa_pss_does(bits: int) -> None:
    theirs = rsa.generate_private_key(65537, bits)
    numbers = theirs.private_numbers()
    key = PrivateKey(PublicKey(numbers.public_numbers.n, 65537), numbers.d)

    for variant in (PSS_RANDOMIZED, PSSZERO_DETERMINISTIC):
        prepared, signature = signature_of(b"Ana", variant, key=key)
        scheme = padding.PSS(padding.MGF1(hashes.SHA384()), salt_length=variant.salt_bytes)
        theirs.public_key().verify(signature, prepared, scheme, hashes.SHA384())


def test_the_signer_sees_something_else_each_time() -> None:
    seen = {rsabssa.blind(PUBLIC, b"Ana", PSSZERO_DETERMINISTIC).message for _ in range(8)}

    assert len(seen) == 8


@pytest.mark.parametrize("length", [0, 255, 257, 512])
def test_a_blinded_message_of_another_length_is_not_signed(length: int) -> None:
    with pytest.raises(BlindSignatureError, match="unexpected input size"):
        rsabssa.blind_sign(KEY, bytes(length))


@pytest.mark.parametrize("above", [0, 1, 2**8])
def test_a_blinded_message_that_is_not_below_the_modulus_is_not_signed(above: int) -> None:
    with pytest.raises(BlindSignatureError, match="out of range"):
        rsabssa.blind_sign(KEY, (PUBLIC.n + above).to_bytes(256))


def test_a_wrong_signature_never_leaves_the_signer() -> None:
    z = int.from_bytes(os.urandom(255))
    s = pow(z, KEY.d, PUBLIC.n)

    assert rsabssa.checked(s, z, PUBLIC) == s
    for wrong in (s ^ 1, s ^ (1 << 1000), (s + 1) % PUBLIC.n, 0):
        with pytest.raises(BlindSignatureError, match="signing failure"):
            rsabssa.checked(wrong, z, PUBLIC)


def test_a_key_that_computes_wrongly_signs_nothing() -> None:
    faulty = PrivateKey(PUBLIC, KEY.d ^ (1 << 77))

    with pytest.raises(BlindSignatureError, match="signing failure"):
        rsabssa.blind_sign(faulty, rsabssa.blind(PUBLIC, b"Ana", PSS_DETERMINISTIC).message)


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=lambda variant: variant.name)
def test_a_signature_that_was_tampered_with_is_not_finalized(variant: Variant) -> None:
    prepared = rsabssa.prepare(b"Ana", variant)
    made = rsabssa.blind(PUBLIC, prepared, variant)
    signed = rsabssa.blind_sign(KEY, made.message)
    flipped = signed[:100] + bytes([signed[100] ^ 1]) + signed[101:]

    for blind_signature, inverse, words in (
        (flipped, made.inverse, "invalid signature"),
        (signed, made.inverse + 1, "invalid signature"),
        (signed[:-1], made.inverse, "unexpected input size"),
        (signed + b"\x00", made.inverse, "unexpected input size"),
    ):
        with pytest.raises(BlindSignatureError, match=words):
            rsabssa.finalize(PUBLIC, prepared, blind_signature, inverse, variant)
    with pytest.raises(BlindSignatureError, match="invalid signature"):
        rsabssa.finalize(PUBLIC, prepared + b"!", signed, made.inverse, variant)


def test_a_salt_of_another_length_does_not_verify() -> None:
    prepared, signature = signature_of(b"Ana", PSSZERO_DETERMINISTIC)

    with pytest.raises(BlindSignatureError, match="invalid signature"):
        rsabssa.verify(PUBLIC, prepared, signature, PSS_DETERMINISTIC)


def test_a_modulus_too_small_for_the_hash_encodes_nothing() -> None:
    with pytest.raises(BlindSignatureError, match="encoding error"):
        rsabssa.encode(b"Ana", 8 * 97, salt=bytes(48))


def test_a_blind_without_an_inverse_is_refused() -> None:
    with pytest.raises(BlindSignatureError, match="blinding error"):
        rsabssa.blind(PUBLIC, b"Ana", PSS_DETERMINISTIC, r=NUMBERS.p)


def test_random_numbers_below_a_bound_are_drawn_until_one_fits() -> None:
    draws = iter([b"\xff\xff", b"\x00\x00", b"\x12\x34"])

    assert rsabssa.random_below(0x1FFF, random=lambda _: next(draws)) == 0x1234 >> 3


def test_keys_do_not_print_their_secrets() -> None:
    assert str(KEY.d) not in repr(KEY)
