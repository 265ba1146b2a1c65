"""A private token is redeemed once, for the company that it was signed for, and nothing is kept of who did it."""

from datetime import date, datetime, timedelta

import pytest

from ratings.companies.models import Company, Slug
from ratings.journal.models import Pending
from ratings.kernel.refusals import Invalid, Refused
from ratings.verification.blind.privacypass import TOKEN_BYTES
from ratings.verification.commands import redeem_token
from ratings.verification.models import RevokedClass, SpentToken
from ratings.verification.queries import challenge_for
from tests.dashboards import story
from tests.together import at_once, refusals
from tests.verification import tokens


def test_a_token_is_spent_once_though_two_present_it_at_once(acme: Company, now: datetime) -> None:
    given = tokens.token(tokens.token_class(acme))

    outcomes = at_once(*[lambda: redeem_token(token=given, now=now)] * 4)

    assert refusals(outcomes) == ["token-spent"] * 3
    assert SpentToken.objects.count() == 1


def test_nothing_is_kept_of_a_redemption_but_its_day(acme: Company, now: datetime) -> None:
    of_class = tokens.token_class(acme)
    entries = Pending.objects.count()

    redeem_token(token=tokens.token(of_class), now=now)

    (kept,) = SpentToken.objects.values()
    assert set(kept) == {"id", "token_hash", "token_class_id", "spent_on"}
    assert type(kept["spent_on"]) is date
    assert kept["token_class_id"] == of_class.pk
    assert Pending.objects.count() == entries


def test_a_proof_of_one_company_proves_nothing_about_another(acme: Company, now: datetime) -> None:
    bolt = story.company("Bolt")
    of_acme = tokens.token_class(acme, key=0)
    of_bolt = tokens.token_class(bolt, key=1)

    with pytest.raises(Invalid) as named:
        redeem_token(token=tokens.token(of_acme), company="bolt", now=now)
    with pytest.raises(Invalid) as crossed:
        redeem_token(token=tokens.token(of_acme, key=1), now=now)
    with pytest.raises(Invalid) as relabelled:
        redeem_token(token=tokens.token(of_acme, challenge=challenge_for(of_bolt)), now=now)

    assert list(named.value.fields) == ["company"]
    assert list(crossed.value.fields) == list(relabelled.value.fields) == ["token"]
    assert not SpentToken.objects.exists()
    assert redeem_token(token=tokens.token(of_acme), company="acme", now=now).token_class == of_acme


@pytest.mark.parametrize("place", [0, 2, 33, 34, 65, 66, 97, 98, 353])
def test_a_token_with_one_bit_changed_is_refused(acme: Company, now: datetime, place: int) -> None:
    data = bytearray(tokens.signed_bytes(tokens.token_class(acme)))
    data[place] ^= 1

    with pytest.raises(Invalid) as refusal:
        redeem_token(token=tokens.base64url(bytes(data)), now=now)

    assert list(refusal.value.fields) == ["token"]
    assert not SpentToken.objects.exists()


@pytest.mark.parametrize(
    "said",
    ["", " ", "x", "é", "a" * 471, "a" * 473, tokens.base64url(bytes(TOKEN_BYTES)), "=" * 8, "a\x00b", "AAAA+/=="],
)
def test_what_is_no_token_is_refused_by_name(acme: Company, now: datetime, said: str) -> None:
    tokens.token_class(acme)

    with pytest.raises(Invalid) as refusal:
        redeem_token(token=said, now=now)

    assert list(refusal.value.fields) == ["token"]


def test_a_key_that_is_not_in_the_log_signs_nothing(acme: Company, now: datetime) -> None:
    of_class = tokens.token_class(acme)
    given = tokens.token(of_class)
    of_class.leaf = None
    of_class.save(update_fields=["leaf"])

    with pytest.raises(Invalid):
        redeem_token(token=given, now=now)


def test_a_revoked_class_is_redeemed_no_more(acme: Company, now: datetime) -> None:
    of_class = tokens.token_class(acme)
    RevokedClass.objects.create(token_class=of_class, revoked_at=now)

    with pytest.raises(Refused, match="revoked"):
        redeem_token(token=tokens.token(of_class), now=now)


def test_tokens_that_were_kept_for_years_are_no_voices(acme: Company, now: datetime) -> None:
    of_class = tokens.token_class(acme)
    next_years_end = now.replace(year=now.year + 1, month=12, day=31, hour=23)

    redeem_token(token=tokens.token(of_class), now=next_years_end)
    with pytest.raises(Refused) as refusal:
        redeem_token(token=tokens.token(of_class), now=next_years_end + timedelta(hours=1))

    assert refusal.value.code == "token-expired"
    assert SpentToken.objects.count() == 1


def test_a_lost_answer_is_given_again_to_the_same_request_only(acme: Company, now: datetime) -> None:
    of_class = tokens.token_class(acme)
    given, other = tokens.token(of_class), tokens.token(of_class)

    first, again = at_once(*[lambda: redeem_token(token=given, request_key="k1", now=now)] * 2)

    assert isinstance(first, SpentToken)
    assert first == again
    assert redeem_token(token=other, request_key="k1", now=now) != first
    for request_key in ("", "k2"):
        with pytest.raises(Refused, match="used"):
            redeem_token(token=given, request_key=request_key, now=now)
    assert SpentToken.objects.count() == 2


def test_a_proof_of_a_merged_company_is_good_for_the_one_that_stayed_and_no_other(acme: Company, now: datetime) -> None:
    bolt, given = story.company("Bolt"), tokens.token(tokens.token_class(acme))
    story.company("Cord")
    Company.objects.filter(pk=acme.pk).update(state="merged", merged_into=bolt)

    with pytest.raises(Invalid):
        redeem_token(token=given, company="cord", now=now)

    assert redeem_token(token=given, company="bolt", now=now).token_class.company == acme


def test_a_proof_names_its_company_by_a_slug_that_it_once_had(acme: Company, now: datetime) -> None:
    Slug.objects.create(slug="acme-lamps", company=acme, since=now)

    assert redeem_token(token=tokens.token(tokens.token_class(acme)), company="acme-lamps", now=now)
