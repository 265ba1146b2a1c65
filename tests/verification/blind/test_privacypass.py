"""Privacy Pass tokens: the vectors of RFC 9578, strict encodings, and what must not verify."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from ratings.verification.blind import privacypass
from ratings.verification.blind.privacypass import (
    Token,
    TokenChallenge,
    TokenError,
    TokenRequest,
    TokenResponse,
    verify_token,
)
from ratings.verification.blind.rsabssa import PrivateKey, PublicKey, blind_sign

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "rfc9578.json").read_text())


def new_key(bits: int = 2048) -> PrivateKey:
    numbers = rsa.generate_private_key(65537, bits).private_numbers()
    return PrivateKey(PublicKey(numbers.public_numbers.n, 65537), numbers.d)


KEY, OTHER = new_key(), new_key()
CHALLENGE = TokenChallenge(issuer_name="ratings.example", redemption_context=bytes(range(32)), origin_info="")


def issued(key: PrivateKey = KEY, challenge: TokenChallenge = CHALLENGE) -> Token:
    asked = privacypass.ask_token(key.public, challenge)
    return asked.finish(TokenResponse(blind_signature=blind_sign(key, asked.request.blinded_message)))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["_title"])
def test_the_vectors_of_rfc_9578_come_out(vector: dict[str, str]) -> None:
    data = {name: bytes.fromhex(text) for name, text in vector.items() if name != "_title"}
    public = privacypass.decode_public_key(data["pkS"])
    private = load_pem_private_key(data["skS"], None)
    assert isinstance(private, rsa.RSAPrivateKey)
    drawn = iter([data["nonce"], data["salt"]])

    challenge = TokenChallenge.decode(data["token_challenge"])
    asked = privacypass.ask_token(public, challenge, random=lambda _: next(drawn), r=int.from_bytes(data["blind"]))
    signed = blind_sign(PrivateKey(public, private.private_numbers().d), asked.request.blinded_message)
    token = asked.finish(TokenResponse.decode(signed))

    assert privacypass.encode_public_key(public) == data["pkS"]
    assert challenge.encode() == data["token_challenge"]
    assert asked.request.encode() == data["token_request"]
    assert TokenRequest.decode(data["token_request"]) == asked.request
    assert signed == data["token_response"]
    assert token.encode() == data["token"]
    assert Token.decode(data["token"]) == token
    verify_token(token, public)


def test_a_token_is_354_bytes_and_98_of_them_are_signed() -> None:
    token = issued()

    assert (len(token.encode()), len(token.signed_input)) == (354, 98)
    assert token.challenge_digest == CHALLENGE.digest
    assert Token.decode(token.encode()) == token
    verify_token(token, KEY.public)


@pytest.mark.parametrize("place", [2, 33, 34, 65, 66, 97, 98, 353])
def test_a_token_with_one_bit_changed_does_not_verify(place: int) -> None:
    data = bytearray(issued().encode())
    data[place] ^= 1

    with pytest.raises(TokenError):
        verify_token(Token.decode(bytes(data)), KEY.public)


def test_a_token_of_another_class_does_not_verify_even_where_it_claims_the_key() -> None:
    token = issued(OTHER)

    with pytest.raises(TokenError, match="another key"):
        verify_token(token, KEY.public)
    with pytest.raises(TokenError, match="invalid signature"):
        verify_token(replace(token, token_key_id=privacypass.key_id(KEY.public)), KEY.public)


def test_an_answer_by_another_key_finishes_no_token() -> None:
    asked = privacypass.ask_token(KEY.public, CHALLENGE)

    with pytest.raises(TokenError, match="invalid signature"):
        asked.finish(TokenResponse(blind_signature=blind_sign(OTHER, bytes(1) + asked.request.blinded_message[1:])))


@pytest.mark.parametrize(("kind", "length"), [(Token, 354), (TokenRequest, 259), (TokenResponse, 256)])
def test_structures_of_another_length_are_refused(
    kind: type[Token | TokenRequest | TokenResponse], length: int
) -> None:
    data = b"\x00\x02" + bytes(length - 2)

    kind.decode(data)
    for wrong in (data + b"\x00", data[:-1], data[:2], b""):
        with pytest.raises(TokenError):
            kind.decode(wrong)


@pytest.mark.parametrize("kind", [Token, TokenRequest])
def test_other_token_types_are_refused(kind: type[Token | TokenRequest]) -> None:
    length = {Token: 354, TokenRequest: 259}[kind]

    for token_type in (0, 1, 3, 0x0200, 0xFFFF):
        with pytest.raises(TokenError, match="token type"):
            kind.decode(token_type.to_bytes(2) + bytes(length - 2))


def test_a_challenge_is_read_whole_or_not_at_all() -> None:
    data = CHALLENGE.encode()

    assert TokenChallenge.decode(data) == CHALLENGE
    for end in range(len(data)):
        with pytest.raises(TokenError):
            TokenChallenge.decode(data[:end])
    with pytest.raises(TokenError):
        TokenChallenge.decode(data + b"\x00")
    with pytest.raises(TokenError, match="token type"):
        TokenChallenge.decode(b"\x00\x01" + data[2:])


@pytest.mark.parametrize(
    "wrong",
    [
        {"redemption_context": bytes(31)},
        {"redemption_context": bytes(33)},
        {"issuer_name": ""},
        {"issuer_name": "übel.example"},
        {"origin_info": "x" * 65536},
    ],
)
def test_a_challenge_that_rfc_9577_does_not_know_cannot_be_made(wrong: dict[str, object]) -> None:
    with pytest.raises(TokenError):
        replace(CHALLENGE, **wrong)  # type: ignore[arg-type]


def test_a_key_is_shown_with_the_parameters_of_rsassa_pss_and_in_no_other_way() -> None:
    public = rsa.RSAPublicNumbers(65537, KEY.public.n).public_key()
    plain = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    spki = privacypass.encode_public_key(KEY.public)

    assert privacypass.decode_public_key(spki) == KEY.public
    assert privacypass.ALGORITHM in spki
    for wrong in (
        plain,
        public.public_bytes(Encoding.DER, PublicFormat.PKCS1),
        curve.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        spki[:-1],
        spki + b"\x00",
        os.urandom(342),
        b"",
    ):
        with pytest.raises(TokenError):
            privacypass.decode_public_key(wrong)


@pytest.mark.parametrize("bits", [1024, 2032, 3072])
def test_a_key_of_another_size_is_refused(bits: int) -> None:
    with pytest.raises(TokenError, match="2048"):
        privacypass.decode_public_key(privacypass.encode_public_key(new_key(bits).public))
