"""A token that a company's own system signed proves one purchase, once; anything else proves nothing."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from ratings.companies.models import Company, Slug
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Invalid, Refusal, Refused
from ratings.verification.commands import (
    redeem_purchase_token,
    retire_key,
    revoke_key,
)
from ratings.verification.commands.numbers import order_key, order_subject
from ratings.verification.models import Purchase, SpentPurchaseToken
from ratings.verification.rules.keys import base64url
from tests.dashboards import story
from tests.together import at_once, refusals
from tests.verification.signing import System
from tests.web.visitors import representative

OPERATOR = Actor.operator()


def ana() -> Actor:
    return Actor.customer(story.customer().pk)


def refused(token: str, now: datetime, *, by: Actor | None = None, company: str = "") -> Refusal:
    with pytest.raises(Refusal) as refusal:
        redeem_purchase_token(token=token, actor=by or ana(), now=now, company=company)
    assert not SpentPurchaseToken.objects.exists()
    assert not Purchase.objects.exists()
    return refusal.value


def test_a_token_proves_a_purchase(till: System, now: datetime) -> None:
    purchase = redeem_purchase_token(token=till.token(), actor=ana(), now=now)

    assert (purchase.state, purchase.method, purchase.group) == ("accepted", "purchase_token", "company")
    assert (purchase.shows, purchase.last_event_on) == ("order", now.date())
    assert SpentPurchaseToken.objects.get().purchase == purchase


def test_the_public_id_names_the_company_too_and_so_does_a_slug_it_once_had(
    till: System, acme: Company, now: datetime
) -> None:
    assert redeem_purchase_token(token=till.token(iss=acme.public_id), actor=ana(), now=now).company == acme
    Slug.objects.create(slug="acme-lamps", company=acme, since=now)

    assert redeem_purchase_token(token=till.token(iss="acme-lamps"), actor=ana(), now=now).company == acme


def test_what_names_an_order_is_written_down_for_every_language(acme: Company) -> None:
    hidden = hmac.new(order_key(acme.pk), b"AB1234", hashlib.sha256).digest()

    assert order_subject(acme.pk, " ab-12 34") == base64.urlsafe_b64encode(hidden).decode().rstrip("=")
    assert order_subject(acme.pk, "AB1234") != order_subject(story.company("Bolt").pk, "AB1234")


def test_a_used_token_is_known_to_who_used_it_and_to_others(till: System, now: datetime) -> None:
    token, customer = till.token(), ana()
    redeem_purchase_token(token=token, actor=customer, now=now)

    with pytest.raises(Refused, match="your purchase is on your page") as again:
        redeem_purchase_token(token=token, actor=customer, now=now)
    with pytest.raises(Refused, match="can be used once") as other:
        redeem_purchase_token(token=token, actor=ana(), now=now)

    assert again.value.code == other.value.code == "token-used"


def test_the_same_name_under_another_key_of_the_company_is_used_too(till: System, acme: Company, now: datetime) -> None:
    redeem_purchase_token(token=till.token(jti="one"), actor=ana(), now=now)

    with pytest.raises(Refused) as refusal:
        redeem_purchase_token(token=System(acme, now).token(jti="one"), actor=ana(), now=now)
    bolt = System(story.company("Bolt"), now)

    assert refusal.value.code == "token-used"
    assert redeem_purchase_token(token=bolt.token(jti="one"), actor=ana(), now=now).company == bolt.company


def test_one_token_redeemed_twice_at_once_proves_one_purchase(till: System, now: datetime) -> None:
    token, ben, cleo = till.token(), ana(), ana()

    outcomes = at_once(
        lambda: redeem_purchase_token(token=token, actor=ben, now=now),
        lambda: redeem_purchase_token(token=token, actor=cleo, now=now),
    )

    assert refusals(outcomes) == ["token-used"]
    assert Purchase.objects.count() == SpentPurchaseToken.objects.count() == 1


def test_two_tokens_of_one_order_at_once_prove_one_purchase(till: System, now: datetime) -> None:
    one, other = till.token("A-1"), till.token("A-1")
    ben, cleo = ana(), ana()

    outcomes = at_once(
        lambda: redeem_purchase_token(token=one, actor=ben, now=now),
        lambda: redeem_purchase_token(token=other, actor=cleo, now=now),
    )

    assert refusals(outcomes) == ["order-shown"]
    assert Purchase.objects.count() == SpentPurchaseToken.objects.count() == 1


def test_a_token_and_the_revocation_of_its_key_at_once_end_one_way_or_the_other(
    till: System, acme: Company, now: datetime
) -> None:
    redeemed, revoked = at_once(
        lambda: redeem_purchase_token(token=till.token(), actor=ana(), now=now),
        lambda: revoke_key(company_id=acme.pk, kid=till.kid, actor=OPERATOR, now=now),
    )

    assert not isinstance(revoked, Refusal)
    if isinstance(redeemed, Refusal):
        assert redeemed.code == "key-revoked"
        assert not Purchase.objects.exists()
    else:
        assert Purchase.objects.get().state == "accepted"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sub": None}, "lacks: sub"),
        ({"jti": None, "exp": None}, "lacks: exp, jti"),
        ({"name": "Ana"}, "more than it may"),
        ({"iss": 7}, "iss"),
        ({"iss": "acme\ud800"}, "iss"),
        ({"sub": "AB-1234"}, "sub"),
        ({"sub": "B" * 42 + "C"}, "sub"),
        ({"sub": ["x"]}, "sub"),
        ({"iat": "2026-11-20"}, "iat"),
        ({"iat": 1.5}, "iat"),
        ({"iat": True}, "iat"),
        ({"iat": -1}, "iat"),
        ({"exp": 10**300}, "exp"),
        ({"jti": ""}, "jti"),
        ({"jti": "x" * 129}, "jti"),
        ({"jti": {"a": 1}}, "jti"),
        ({"iss": "bolt"}, "not registered here"),
        ({"exp": 1}, "ends before it begins"),
    ],
)
def test_a_token_that_says_what_it_may_not_is_refused(
    till: System, now: datetime, changes: dict[str, Any], said: str
) -> None:
    refusal = refused(till.token(**changes), now)

    assert isinstance(refusal, Invalid)
    assert list(refusal.fields) == ["token"]
    assert said in str(refusal.message)
    assert "order mail, a bill or a photo" in str(refusal.message)


def test_a_tokens_life_is_bounded(till: System, now: datetime) -> None:
    issued = int(now.timestamp())
    day = 24 * 3600

    assert refused(till.token(iat=issued + 180, exp=issued + day), now).code == "token-not-yet"
    assert refused(till.token(iat=issued - day, exp=issued), now).code == "token-expired"
    assert "400 days" in str(refused(till.token(exp=issued + 400 * day + 1), now).message)
    assert refused(till.token(exp=issued + day), now + timedelta(days=1)).code == "token-expired"
    assert redeem_purchase_token(token=till.token(iat=issued + 60, exp=issued + 400 * day), actor=ana(), now=now)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "Ed448"},
        {"alg": ["EdDSA"]},
        {"kid": None},
        {"kid": 7},
        {"kid": "nobody"},
        {"kid": "../keys"},
        {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43}},
        {"jku": "https://acme.example/keys"},
        {"x5u": "https://acme.example/keys"},
        {"x5c": []},
        {"crit": ["exp"]},
        {"b64": False},
        {"typ": "JOSE"},
    ],
)
def test_a_header_that_asks_for_anything_else_is_refused(till: System, now: datetime, header: dict[str, Any]) -> None:
    assert list(refused(till.token(header=header), now).fields) == ["token"]


def test_without_a_signature_by_the_named_key_a_token_is_nothing(till: System, acme: Company, now: datetime) -> None:
    header, payload, signature = till.token().split(".")
    thief = System(acme, now, register=False)
    thief.kid = till.kid
    with_public_key = hmac.new(base64.urlsafe_b64decode(till.public + "="), f"{header}.{payload}".encode(), "sha256")

    for forged in (
        f"{header}.{payload}.",
        f"{header}.{payload}",
        f"{header}.{payload}.AAAA",
        f"{header}.{base64url(json.dumps(till.claims()).encode())}.{signature}",
        f"{header}.{payload}.{base64url(with_public_key.digest())}",
        f"{header}.{payload}.{signature[:-4]}",
        thief.token(),
        till.token()[:-40],
        till.token() + ".x",
        "A" * 2**20,
        "",
        "...",
        "a.b.c",
        "ÿ.ÿ.ÿ",
    ):
        assert list(refused(forged, now).fields) == ["token"]
    hs256 = f"{base64url(json.dumps({'alg': 'HS256', 'kid': till.kid}).encode())}.{payload}"
    by_public_key = hmac.new(base64.urlsafe_b64decode(till.public + "="), hs256.encode(), "sha256").digest()
    assert "not signed by EdDSA" in str(refused(f"{hs256}.{base64url(by_public_key)}", now).message)


@pytest.mark.parametrize(
    ("header", "payload"),
    [
        ('{"alg":"EdDSA","kid":"%(kid)s","alg":"EdDSA"}', '{"iss":"acme"}'),
        ('{"alg":"EdDSA","kid":"%(kid)s"}', '{"iss":"acme","iss":"acme"}'),
        ('{"alg":"EdDSA","kid":"%(kid)s"}', "[]"),
        ('{"alg":"EdDSA","kid":"%(kid)s"}', "NaN"),
        ('{"alg":"EdDSA","kid":"%(kid)s"}', '{"iat":NaN}'),
        ('{"alg":"EdDSA","kid":"%(kid)s"}', "[" * 1500),
        ('{"alg":"EdDSA","kid":"%(kid)s"}', ""),
        ('"EdDSA"', "{}"),
    ],
)
def test_a_token_is_two_plain_objects_in_which_no_name_stands_twice(
    till: System, now: datetime, header: str, payload: str
) -> None:
    assert list(refused(till.signed(header % {"kid": till.kid}, payload), now).fields) == ["token"]


def test_one_companys_key_signs_for_no_other(till: System, now: datetime) -> None:
    bolt = System(story.company("Bolt"), now)

    assert "not registered here" in str(refused(till.token(iss="bolt"), now).message)
    assert "from Bolt" in str(refused(bolt.token(), now, company="acme").message)
    assert "from Bolt" in str(refused(bolt.token(), now, company="nobody").message)
    assert redeem_purchase_token(token=bolt.token(), actor=ana(), now=now, company="bolt").company == bolt.company


def test_the_companys_own_people_cannot_use_its_tokens(till: System, acme: Company, now: datetime) -> None:
    own = representative(acme, "own@acme.example", role="analyst")

    refusal = refused(till.token(), now, by=Actor.customer(own.pk))

    assert isinstance(refusal, Forbidden)
    assert refusal.code == "own-company"
    assert "order mail or a bill" in str(refusal.message)
    for actor in (
        OPERATOR,
        Actor.moderator(own.pk),
        Actor.representative(own.pk, company_id=acme.pk, team_role="owner"),
    ):
        assert isinstance(refused(till.token(), now, by=actor), Forbidden)


def test_a_revoked_key_ends_what_was_not_used_and_leaves_what_was(till: System, acme: Company, now: datetime) -> None:
    used, kept = till.token(), till.token()
    purchase = redeem_purchase_token(token=used, actor=ana(), now=now)
    revoke_key(company_id=acme.pk, kid=till.kid, actor=OPERATOR, now=now)

    with pytest.raises(Refused) as refusal:
        redeem_purchase_token(token=kept, actor=ana(), now=now)

    purchase.refresh_from_db()
    assert (refusal.value.code, purchase.state) == ("key-revoked", "accepted")
    assert "order mail" in str(refusal.value.message)


def test_old_and_new_key_overlap_and_what_the_old_one_signed_in_its_time_stays_good(
    till: System, acme: Company, now: datetime
) -> None:
    retire_key(company_id=acme.pk, kid=till.kid, retires_at=now + timedelta(days=7), actor=OPERATOR, now=now)
    new = System(acme, now)
    printed = till.token()
    till.now = now + timedelta(days=7)

    assert redeem_purchase_token(token=new.token(), actor=ana(), now=now + timedelta(days=1)).state == "accepted"
    assert redeem_purchase_token(token=printed, actor=ana(), now=now + timedelta(days=8)).state == "accepted"
    with pytest.raises(Refused) as refusal:
        redeem_purchase_token(token=till.token(), actor=ana(), now=now + timedelta(days=8))
    assert refusal.value.code == "key-not-valid"


def test_a_token_from_before_its_key_is_refused(till: System, now: datetime) -> None:
    before = int((now - timedelta(days=1)).timestamp())

    assert refused(till.token(iat=before), now).code == "key-not-valid"


def merged(company: Company, into: Company) -> None:
    Company.objects.filter(pk=company.pk).update(state="merged", merged_into=into)


def test_a_token_of_a_merged_company_shows_a_purchase_from_the_one_that_stayed(
    till: System, acme: Company, now: datetime
) -> None:
    bolt, given = story.company("Bolt"), till.token()
    merged(acme, bolt)
    by = ana()

    purchase = redeem_purchase_token(token=given, company="bolt", actor=by, now=now)

    assert (purchase.company, purchase.state) == (bolt, "accepted")
    with pytest.raises(Refused, match="already"):
        redeem_purchase_token(token=given, actor=by, now=now)


def test_an_order_shown_before_a_merger_is_not_shown_again_after_it(till: System, acme: Company, now: datetime) -> None:
    redeem_purchase_token(token=till.token(order="A-1"), actor=ana(), now=now)
    merged(acme, story.company("Bolt"))

    with pytest.raises(Refused) as refusal:
        redeem_purchase_token(token=till.token(order="A-1"), actor=ana(), now=now)

    assert refusal.value.code == "order-shown"


def test_people_of_the_company_that_stayed_cannot_use_tokens_of_the_merged_one(
    till: System, acme: Company, now: datetime
) -> None:
    bolt = story.company("Bolt")
    merged(acme, bolt)

    refusal = refused(till.token(), now, by=Actor.customer(representative(bolt, "boss@bolt.example").pk))

    assert refusal.code == "own-company"
