"""Keys are registered, retired and revoked by a company's owners and managers, and each is told to the public."""

import json
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from ratings.companies.models import Company
from ratings.journal.models import Pending
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refusal, Refused
from ratings.verification.commands import register_key, retire_key, revoke_key
from ratings.verification.models import SigningKey
from ratings.verification.rules.keys import L, P, base64url, has_full_strength, read_public_key, thumbprint
from tests.dashboards import story
from tests.together import at_once, refusals

OPERATOR = Actor.operator()
SMALL_ORDER = [
    (1).to_bytes(32, "little"),
    (P - 1).to_bytes(32, "little"),
    bytes(32),
    bytes(31) + b"\x80",
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
]
"""Points of order 1, 2, 4, 4, 8 and 8 of Curve25519 in Edwards form (RFC 7748, section 7, and RFC 8032)."""


def pair() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def pem(key: object) -> str:
    public = key.public_key()  # type: ignore[attr-defined]
    return str(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


def text(key: Ed25519PrivateKey) -> str:
    return base64url(key.public_key().public_bytes_raw())


def register(of: Company, now: datetime, key: str = "", kid: str = "") -> SigningKey:
    return register_key(company_id=of.pk, key=key or text(pair()), kid=kid, actor=OPERATOR, now=now)


def test_pem_jwk_and_bare_text_are_the_same_key() -> None:
    key = pair()
    jwk = json.dumps({"kty": "OKP", "crv": "Ed25519", "x": text(key), "kid": "ours", "use": "sig"}, indent=2)

    read = {read_public_key(form) for form in (pem(key), f"\n{pem(key)}\n", jwk, text(key))}

    assert read == {key.public_key().public_bytes_raw()}


def private_forms() -> list[str]:
    key = pair()
    d = base64url(key.private_bytes_raw())
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": text(key), "d": d}
    return [
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode(),
        json.dumps(jwk),
        json.dumps(jwk).replace('"d"', '"\\u0064"'),
    ]


@pytest.mark.parametrize("form", private_forms(), ids=["pkcs8", "openssh", "jwk", "jwk escaped"])
def test_a_private_key_is_refused_and_said_to_be_one(form: str) -> None:
    with pytest.raises(Invalid, match="private key"):
        read_public_key(form)


@pytest.mark.parametrize(
    "form",
    [
        "",
        "hello",
        "A" * 44,
        "ü" * 43,
        "A" * 5000,
        "{",
        "{}",
        "[]",
        "{" * 3000,
        '{"kty":"OKP","crv":"Ed25519","x":7}',
        '{"kty":"OKP","crv":"X25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}',
        '{"kty":"OKP","crv":"Ed25519","x":"11qY"}',
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----",
        pem(rsa.generate_private_key(65537, 2048)),
        pem(ec.generate_private_key(ec.SECP256R1())),
        pem(ed448.Ed448PrivateKey.generate()),
    ],
)
def test_what_is_no_ed25519_key_is_refused_with_the_reason(form: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_public_key(form)

    assert list(refusal.value.fields) == ["key"]


@pytest.mark.parametrize("raw", SMALL_ORDER, ids=lambda raw: raw.hex()[:8])
def test_a_key_under_which_anything_is_signed_is_refused(raw: bytes) -> None:
    with pytest.raises(Invalid, match="no safe Ed25519 key"):
        read_public_key(base64url(raw))


def test_keys_that_tools_make_are_strong_and_malformed_ones_are_not() -> None:
    assert all(has_full_strength(pair().public_key().public_bytes_raw()) for _ in range(5))
    assert not has_full_strength((P + 3).to_bytes(32, "little"))  # y is not reduced
    assert not has_full_strength((2).to_bytes(32, "little"))  # no such point
    assert not has_full_strength(b"")
    assert L.bit_length() == 253


def test_a_key_is_registered_and_told_to_the_public(acme: Company, now: datetime) -> None:
    made = register(acme, now)

    assert made.kid == made.thumbprint == thumbprint(bytes(made.public_key))
    entry = Pending.objects.get(kind="key.registered")
    assert (entry.is_public, entry.company_id, entry.subject) == (True, acme.pk, made.thumbprint)


def test_one_key_is_registered_once_whoever_asks(acme: Company, now: datetime) -> None:
    bolt = story.company("Bolt")
    key = text(pair())

    outcomes = at_once(*[lambda of=of: register(of, now, key) for of in (acme, acme, bolt, bolt)])

    assert refusals(outcomes) == ["key-known"] * 3
    assert SigningKey.objects.count() == 1


def test_a_name_is_a_companys_own(acme: Company, now: datetime) -> None:
    register(acme, now, kid="till-1")

    with pytest.raises(Refused) as refusal:
        register(acme, now, kid="till-1")
    assert refusal.value.code == "name-taken"
    assert register(story.company("Bolt"), now, kid="till-1").kid == "till-1"
    for kid in ("a b", "x" * 65, "ü", "a/b"):
        with pytest.raises(Invalid):
            register(acme, now, kid=kid)


def test_a_company_has_five_valid_keys_at_most_however_many_ask_at_once(acme: Company, now: datetime) -> None:
    for _ in range(3):
        register(acme, now)

    outcomes = at_once(*[lambda: register(acme, now)] * 4)

    assert refusals(outcomes) == ["too-many-keys"] * 2
    first = SigningKey.objects.order_by("id")[0]
    revoke_key(company_id=acme.pk, kid=first.kid, actor=OPERATOR, now=now)
    assert register(acme, now).pk


def test_a_key_is_revoked_once_and_for_good(acme: Company, now: datetime) -> None:
    made = register(acme, now)

    outcomes = at_once(*[lambda: revoke_key(company_id=acme.pk, kid=made.kid, actor=OPERATOR, now=now)] * 2)

    assert refusals(outcomes) == ["key-revoked"]
    assert Pending.objects.filter(kind="key.revoked", subject=made.thumbprint, is_public=True).count() == 1
    with pytest.raises(Refused, match="stays that"):
        register(acme, now, base64url(bytes(made.public_key)))
    with pytest.raises(Refused):
        retire_key(company_id=acme.pk, kid=made.kid, retires_at=now, actor=OPERATOR, now=now)


def test_a_retirement_can_be_moved_until_it_has_come(acme: Company, now: datetime) -> None:
    made = register(acme, now)

    def retire(days: int, *, at: int = 0) -> SigningKey:
        return retire_key(
            company_id=acme.pk,
            kid=made.kid,
            retires_at=now + timedelta(days=days),
            actor=OPERATOR,
            now=now + timedelta(days=at),
        )

    assert {retire(7).retires_at, retire(3).retires_at} == {now + timedelta(days=n) for n in (7, 3)}
    with pytest.raises(Invalid):
        retire(-1)
    with pytest.raises(Refused) as refusal:
        retire(9, at=4)
    assert refusal.value.code == "key-retired"


def test_two_retirements_at_once_are_both_told(acme: Company, now: datetime) -> None:
    made = register(acme, now)

    def retire(days: int) -> SigningKey:
        until = now + timedelta(days=days)
        return retire_key(company_id=acme.pk, kid=made.kid, retires_at=until, actor=OPERATOR, now=now)

    assert refusals(at_once(lambda: retire(7), lambda: retire(3))) == []
    last = Pending.objects.filter(kind="key.retired").latest("id")
    made.refresh_from_db()
    assert last.data["valid_until"] == f"{made.retires_at:%Y-%m-%dT%H:%M:%SZ}"


def test_only_owners_and_managers_change_keys(acme: Company, now: datetime) -> None:
    made = register(acme, now)
    bolt = story.company("Bolt")

    for actor in (
        Actor.customer(1),
        Actor.moderator(1),
        Actor.representative(1, company_id=bolt.pk, team_role="owner"),
        Actor.representative(1, company_id=acme.pk, team_role="responder"),
        Actor.representative(1, company_id=acme.pk, team_role="analyst"),
    ):
        with pytest.raises(Forbidden):
            register_key(company_id=acme.pk, key=text(pair()), actor=actor, now=now)
        with pytest.raises(Forbidden):
            revoke_key(company_id=acme.pk, kid=made.kid, actor=actor, now=now)
        with pytest.raises(Forbidden):
            retire_key(company_id=acme.pk, kid=made.kid, retires_at=now, actor=actor, now=now)
    with pytest.raises(NotFound):
        revoke_key(company_id=bolt.pk, kid=made.kid, actor=OPERATOR, now=now)
    with pytest.raises(NotFound):
        register_key(company_id=10**9, key=text(pair()), actor=OPERATOR, now=now)


def test_a_key_is_not_valid_from_the_past(acme: Company, now: datetime) -> None:
    with pytest.raises(Refusal) as refusal:
        register_key(company_id=acme.pk, key=text(pair()), not_before=now - timedelta(days=1), actor=OPERATOR, now=now)

    assert list(refusal.value.fields) == ["not_before"]
