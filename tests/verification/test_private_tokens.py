"""Giving out private tokens: one a purchase, one voice a year, by keys that everybody can see first."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from ratings.companies.models import Company
from ratings.journal.models import Entry, Pending
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refused
from ratings.verification import queries
from ratings.verification.blind import privacypass
from ratings.verification.blind.privacypass import TokenResponse, verify_token
from ratings.verification.commands import (
    ISSUER,
    forget,
    issue_private_token,
    log_issued_tokens,
    mark_key_published,
    open_token_class,
    refuse_token,
)
from ratings.verification.models import Method, Purchase, RevokedClass, TokenClass, TokenDay
from ratings.verification.reactors import KEYS
from tests.dashboards import story
from tests.together import at_once, refusals
from tests.verification.asking import ask, code_of, issue, open_class

pytestmark = pytest.mark.usefixtures("committed", "signer")


def test_an_accepted_purchase_gives_a_token_of_its_class(acme: Company, ana: User, now: datetime) -> None:
    purchase = story.purchase(acme, ana)
    found = open_class(acme, now)
    asked = ask(found)

    token = asked.finish(TokenResponse.decode(issue(purchase, asked, ana, now)))

    verify_token(token, privacypass.decode_public_key(bytes(found.public_key)))
    assert queries.token_class_by_key_id(token.token_key_id) == found
    assert token.challenge_digest == queries.challenge_for(found).digest
    assert queries.tokens_issued(found.pk) == 1
    purchase.refresh_from_db()
    assert purchase.token_class == found
    assert purchase.token_month == "2026-11"
    assert bytes(purchase.blinded_hash or b"") == hashlib.sha256(asked.request.blinded_message).digest()


def test_a_key_stands_in_the_public_log_before_it_is_used(acme: Company, now: datetime) -> None:
    found = open_class(acme, now)

    entry = Entry.objects.get(kind="token_key.published")
    assert entry.leaf == found.leaf == TokenClass.objects.get().leaf
    assert entry.subject == bytes(found.key_id).hex() == hashlib.sha256(bytes(found.public_key)).hexdigest()
    assert (entry.company_id, entry.data) == (acme.pk, {"year": 2026, "group": "customer"})


def test_a_key_without_a_leaf_is_neither_shown_nor_used(acme: Company, ana: User, now: datetime) -> None:
    found = open_class(acme, now)
    asked = ask(found)
    TokenClass.objects.update(leaf=None)

    assert queries.token_class(acme.pk, 2026, "customer") is None
    assert queries.token_class_by_key_id(bytes(found.key_id)) is None
    assert code_of(story.purchase(acme, ana), asked, ana, now) == "no-key-yet"

    KEYS.react(Entry.objects.get(kind="token_key.published"), now=now)
    assert queries.token_class(acme.pk, 2026, "customer") == found
    mark_key_published(key_id=bytes(found.key_id), leaf=99)
    assert TokenClass.objects.get().leaf == found.leaf


def test_a_class_left_without_a_leaf_finds_it_again(acme: Company, now: datetime) -> None:
    found = open_class(acme, now)
    TokenClass.objects.update(leaf=None)

    assert open_class(acme, now).leaf == found.leaf


def test_two_who_come_first_at_once_open_one_class_with_one_key(acme: Company, now: datetime) -> None:
    made = at_once(*[lambda: open_class(acme, now)] * 4)

    assert {one.pk for one in made if isinstance(one, TokenClass)} == {TokenClass.objects.get().pk}
    assert Entry.objects.filter(kind="token_key.published").count() == 1
    assert not Pending.objects.exists()


def test_year_and_group_have_keys_of_their_own(acme: Company, now: datetime) -> None:
    classes = [
        open_class(acme, now),
        open_class(acme, now, "company"),
        open_class(acme, datetime(2026, 12, 31, 23, 59, tzinfo=UTC)),
        open_class(acme, datetime(2027, 1, 1, 0, 0, tzinfo=UTC)),
    ]

    assert len({bytes(one.key_id) for one in classes}) == 3
    assert classes[0] == classes[2]
    assert len({queries.challenge_for(one).digest for one in classes}) == 3


def test_only_the_system_makes_keys_and_counts_tokens(acme: Company, ana: User, now: datetime) -> None:
    with pytest.raises(Forbidden):
        open_token_class(company_id=acme.pk, group="customer", actor=Actor.customer(ana.pk), now=now)
    with pytest.raises(Forbidden):
        log_issued_tokens(actor=Actor.moderator(ana.pk), now=now)
    with pytest.raises(NotFound):
        open_token_class(company_id=acme.pk, group="none", actor=ISSUER, now=now)
    with pytest.raises(NotFound):
        open_token_class(company_id=acme.pk + 1, group="customer", actor=ISSUER, now=now)


def test_a_token_for_one_company_does_not_verify_for_another(acme: Company, ana: User, now: datetime) -> None:
    bolt = story.company("Bolt")
    of_acme, of_bolt = open_class(acme, now), open_class(bolt, now)
    key_of_acme = privacypass.decode_public_key(bytes(of_acme.public_key))
    asked = privacypass.ask_token(key_of_acme, queries.challenge_for(of_bolt))

    # The signer sees neither company; it signs by the key of the purchase's class.
    token = asked.finish(TokenResponse.decode(issue(story.purchase(acme, ana), asked, ana, now)))

    assert queries.token_class_by_key_id(token.token_key_id) == of_acme
    assert token.challenge_digest != queries.challenge_for(of_acme).digest
    with pytest.raises(privacypass.TokenError):
        verify_token(token, privacypass.decode_public_key(bytes(of_bolt.public_key)))


def test_a_request_for_another_classs_key_is_not_signed(acme: Company, ana: User, now: datetime) -> None:
    purchase = story.purchase(acme, ana)
    request = ask(open_class(acme, now)).request
    wrong = privacypass.TokenRequest(
        truncated_key_id=request.truncated_key_id ^ 1, blinded_message=request.blinded_message
    )
    with pytest.raises(Invalid) as refused:
        issue_private_token(purchase_id=purchase.pk, request=wrong.encode(), actor=Actor.customer(ana.pk), now=now)
    assert refused.value.code == "invalid-token-request"
    assert Purchase.objects.get(pk=purchase.pk).blinded_hash is None


@pytest.mark.parametrize(
    "request_bytes",
    [b"", bytes(259), b"\x00\x01" + bytes(257), b"\x00\x02" + bytes(256), b"\x00\x02" + bytes(258), b"\xff" * 600],
)
def test_what_is_no_request_is_refused(acme: Company, ana: User, now: datetime, request_bytes: bytes) -> None:
    purchase = story.purchase(acme, ana)
    open_class(acme, now)

    with pytest.raises(Invalid):
        issue_private_token(purchase_id=purchase.pk, request=request_bytes, actor=Actor.customer(ana.pk), now=now)


def test_a_message_that_is_not_below_the_modulus_is_refused(acme: Company, ana: User, now: datetime) -> None:
    purchase = story.purchase(acme, ana)
    found = open_class(acme, now)
    request = b"\x00\x02" + bytes(found.key_id)[-1:] + b"\xff" * 256

    with pytest.raises(Invalid, match="modulus"):
        issue_private_token(purchase_id=purchase.pk, request=request, actor=Actor.customer(ana.pk), now=now)
    assert Purchase.objects.get(pk=purchase.pk).blinded_hash is None
    assert queries.tokens_issued(found.pk) == 0


def test_a_lost_answer_is_repaired_and_a_second_message_refused(acme: Company, ana: User, now: datetime) -> None:
    purchase = story.purchase(acme, ana)
    found = open_class(acme, now)
    asked = ask(found)
    first = issue(purchase, asked, ana, now)

    assert issue(purchase, asked, ana, now + timedelta(days=3)) == first
    assert code_of(purchase, ask(found), ana, now) == "token-taken"
    assert issue(purchase, asked, ana, now) == first
    assert queries.tokens_issued(found.pk) == 1


def test_a_lost_answer_is_repaired_by_the_same_key_in_another_year(acme: Company, ana: User, now: datetime) -> None:
    purchase = story.purchase(acme, ana)
    asked = ask(open_class(acme, now))
    first = issue(purchase, asked, ana, now)
    later = datetime(2027, 2, 1, tzinfo=UTC)
    open_class(acme, later)

    assert issue(purchase, asked, ana, later) == first


def test_two_requests_for_one_purchase_at_once_get_one_token(acme: Company, ana: User, now: datetime) -> None:
    purchase = story.purchase(acme, ana)
    found = open_class(acme, now)

    outcomes = at_once(*[lambda: issue(purchase, ask(found), ana, now)] * 4)

    assert sorted(refusals(outcomes)) == ["token-taken"] * 3
    assert queries.tokens_issued(found.pk) == 1


def test_many_customers_at_once_are_all_counted(acme: Company, now: datetime) -> None:
    found = open_class(acme, now)
    people = [story.customer() for _ in range(6)]
    purchases = [story.purchase(acme, one) for one in people]

    outcomes = at_once(
        *[
            lambda one=one, purchase=purchase: issue(purchase, ask(found), one, now)
            for one, purchase in zip(people, purchases, strict=True)
        ]
    )

    assert refusals(outcomes) == []
    assert queries.tokens_issued(found.pk) == 6
    assert TokenDay.objects.count() == 1


@pytest.mark.parametrize("method", [Method.DOCUMENT, Method.SIGNED_RECEIPT, Method.INVITATION, Method.PURCHASE_TOKEN])
def test_every_method_but_private_gives_tokens_of_its_group(
    acme: Company, ana: User, now: datetime, method: str
) -> None:
    purchase = story.purchase(acme, ana, method=method)
    found = open_class(acme, now, purchase.group)

    issue(purchase, ask(found), ana, now)

    assert Purchase.objects.get(pk=purchase.pk).token_class == found


def test_a_reviewed_purchase_gives_no_token(acme: Company, ana: User, now: datetime) -> None:
    written = story.review(acme, by=ana, at=now)

    assert code_of(written.purchase, ask(open_class(acme, now)), ana, now) == "already-reviewed"
    story.withdraw(written, at=now)
    assert code_of(written.purchase, ask(open_class(acme, now)), ana, now) == "already-reviewed"


@pytest.mark.parametrize("state", ["pending", "refused", "revoked"])
def test_a_proof_that_is_not_accepted_gives_no_token(acme: Company, ana: User, now: datetime, state: str) -> None:
    purchase = story.purchase(acme, ana)
    Purchase.objects.filter(pk=purchase.pk).update(state=state)

    assert code_of(purchase, ask(open_class(acme, now)), ana, now) == "not-accepted"


def test_a_revoked_class_costs_nobody_a_token(acme: Company, ana: User, now: datetime) -> None:
    purchase = story.purchase(acme, ana)
    found = open_class(acme, now)
    RevokedClass.objects.create(token_class=found, revoked_at=now)

    assert code_of(purchase, ask(found), ana, now) == "class-revoked"
    with pytest.raises(Refused, match="show the purchase with an account"):
        refuse_token(purchase_id=purchase.pk, actor=Actor.customer(ana.pk), now=now)
    assert Purchase.objects.get(pk=purchase.pk).blinded_hash is None


def test_another_customers_purchase_gives_no_token(acme: Company, ana: User, now: datetime) -> None:
    asked = ask(open_class(acme, now))
    imported = story.purchase(acme, None, method=Method.IMPORTED, source="elsewhere")

    for purchase in (story.purchase(acme, story.customer()), imported):
        with pytest.raises(Forbidden):
            issue(purchase, asked, ana, now)
    with pytest.raises(Forbidden):
        issue_private_token(
            purchase_id=story.purchase(acme, ana).pk,
            request=asked.request.encode(),
            actor=Actor.moderator(ana.pk),
            now=now,
        )
    with pytest.raises(NotFound):
        issue_private_token(purchase_id=0, request=asked.request.encode(), actor=Actor.customer(ana.pk), now=now)


def test_what_happened_too_long_ago_gives_no_token(acme: Company, ana: User, now: datetime) -> None:
    purchase = story.purchase(acme, ana)
    asked = ask(open_class(acme, now))
    Purchase.objects.filter(pk=purchase.pk).update(last_event_on="2025-11-19")
    assert code_of(purchase, asked, ana, now) == "too-long-ago"

    Purchase.objects.filter(pk=purchase.pk).update(last_event_on="2025-11-20")
    issue(purchase, asked, ana, now)


def test_a_mail_that_shows_an_order_only_gives_no_token(acme: Company, ana: User, now: datetime) -> None:
    purchase = story.purchase(acme, ana, method=Method.SIGNED_RECEIPT)
    Purchase.objects.filter(pk=purchase.pk).update(shows="order")

    assert code_of(purchase, ask(open_class(acme, now)), ana, now) == "order-only"


def test_giving_out_a_token_leaves_no_entry_and_no_time(acme: Company, ana: User, now: datetime) -> None:
    purchase = story.purchase(acme, ana)
    asked = ask(open_class(acme, now))
    entries = Entry.objects.count()
    before = dict(Purchase.objects.filter(pk=purchase.pk).values().get())

    issue(purchase, asked, ana, now)

    assert (Entry.objects.count(), Pending.objects.count()) == (entries, 0)
    after = dict(Purchase.objects.filter(pk=purchase.pk).values().get())
    assert {name for name in after if after[name] != before[name]} == {"token_class_id", "token_month", "blinded_hash"}


def test_tokens_are_told_to_the_log_as_totals_of_days_that_are_over(acme: Company, now: datetime) -> None:
    found = open_class(acme, now)
    for _ in range(3):
        one = story.customer()
        issue(story.purchase(acme, one), ask(found), one, now)

    def totals() -> list[tuple[str, object]]:
        waiting = Pending.objects.filter(kind="tokens.issued").order_by("id")
        return [(entry.subject, entry.data) for entry in waiting]

    assert log_issued_tokens(actor=ISSUER, now=now) == 0
    tomorrow = now + timedelta(days=1)
    at_once(*[lambda: log_issued_tokens(actor=ISSUER, now=tomorrow)] * 2)
    told = {"year": 2026, "group": "customer", "on": "2026-11-20", "n": 3}
    assert totals() == [(bytes(found.key_id).hex(), told)]

    # One whose transaction began before midnight and ended after the day was told.
    late = story.customer()
    issue(story.purchase(acme, late), ask(found), late, now)
    assert log_issued_tokens(actor=ISSUER, now=tomorrow) == 1
    assert totals()[1:] == [(bytes(found.key_id).hex(), told | {"n": 1})]
    assert log_issued_tokens(actor=ISSUER, now=tomorrow) == 0


def test_forgetting_a_person_leaves_the_token_without_one(acme: Company, ana: User, now: datetime) -> None:
    purchase = story.purchase(acme, ana)
    asked = ask(open_class(acme, now))
    issue(purchase, asked, ana, now)

    at_once(*[lambda: forget(user_id=ana.pk, now=now)] * 2)

    purchase.refresh_from_db()
    assert purchase.customer_id is None
    with pytest.raises(Forbidden):
        issue(purchase, asked, ana, now)
