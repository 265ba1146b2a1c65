"""Giving out private tokens: one a purchase, one voice a year, by keys that everybody can see first."""

import hashlib
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import User
from ratings.companies.models import Company
from ratings.journal.models import Entry, Pending
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refused, Unavailable
from ratings.reviews.commands import Draft, submit_review
from ratings.reviews.models import Review
from ratings.verification import queries
from ratings.verification.blind import privacypass
from ratings.verification.blind.privacypass import AskedToken, TokenResponse, verify_token
from ratings.verification.commands import (
    ISSUER,
    forget,
    issue_private_token,
    log_issued_tokens,
    mark_key_published,
    open_token_class,
)
from ratings.verification.models import Method, Purchase, TokenClass, TokenDay
from ratings.verification.reactors import KEYS
from tests.conftest import running, wait_for_signer
from tests.dashboards import story
from tests.together import at_once, refusals

pytestmark = pytest.mark.usefixtures("committed", "signer")
DRAFT = Draft(
    experienced_on=datetime(2026, 11, 1, tzinfo=UTC).date(), title="Came", body="It came.", stars={"overall": 4}
)


@pytest.fixture
def acme() -> Company:
    return story.company("Acme")


@pytest.fixture
def ana() -> User:
    return story.customer("ana@example.org")


def open_class(company: Company, now: datetime, group: str = "customer") -> TokenClass:
    return open_token_class(company_id=company.pk, group=group, actor=ISSUER, now=now)


def ask(found: TokenClass) -> AskedToken:
    return privacypass.ask_token(privacypass.decode_public_key(bytes(found.public_key)), queries.challenge_for(found))


def issue(purchase: Purchase, asked: AskedToken, by: User, now: datetime) -> bytes:
    return issue_private_token(
        purchase_id=purchase.pk, request=asked.request.encode(), actor=Actor.customer(by.pk), now=now
    )


def code_of(purchase: Purchase, asked: AskedToken, by: User, now: datetime) -> str:
    with pytest.raises(Refused) as refused:
        issue(purchase, asked, by, now)
    return refused.value.code


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


def test_two_purchases_of_one_customer_at_once_give_one_token(acme: Company, ana: User, now: datetime) -> None:
    first, second = story.purchase(acme, ana), story.purchase(acme, ana)
    found = open_class(acme, now)

    outcomes = at_once(
        lambda: issue(first, ask(found), ana, now),
        lambda: issue(second, ask(found), ana, now),
    )

    assert refusals(outcomes) == ["voice-taken"]
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


def test_token_and_review_at_once_leave_one_voice(acme: Company, ana: User, now: datetime) -> None:
    purchase, other = story.purchase(acme, ana), story.purchase(acme, ana)
    found = open_class(acme, now)

    outcomes = at_once(
        lambda: issue(purchase, ask(found), ana, now),
        lambda: submit_review(purchase=purchase.public_id, draft=DRAFT, actor=Actor.customer(ana.pk), now=now),
        lambda: submit_review(purchase=other.public_id, draft=DRAFT, actor=Actor.customer(ana.pk), now=now),
    )

    voices = queries.tokens_issued(found.pk) + min(Review.objects.count(), 1)
    assert voices == 1, refusals(outcomes)


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


def test_a_purchase_that_gave_a_token_cannot_be_reviewed(acme: Company, ana: User, now: datetime) -> None:
    purchase = story.purchase(acme, ana)
    issue(purchase, ask(open_class(acme, now)), ana, now)

    with pytest.raises(Refused) as refused:
        submit_review(purchase=purchase.public_id, draft=DRAFT, actor=Actor.customer(ana.pk), now=now)
    assert refused.value.code == "taken-privately"
    assert not queries.reviewable_purchases(ana.pk, company_id=acme.pk).exists()


def test_who_reviewed_a_company_takes_no_token_for_it_within_twelve_months(
    acme: Company, ana: User, now: datetime
) -> None:
    written = story.review(acme, by=ana, at=now - timedelta(days=300))
    purchase = story.purchase(acme, ana)
    asked = ask(open_class(acme, now))

    assert code_of(purchase, asked, ana, now) == "voice-taken"
    story.withdraw(written, at=now)
    issue(purchase, asked, ana, now)


def test_a_review_of_more_than_twelve_months_ago_takes_no_voice(acme: Company, ana: User, now: datetime) -> None:
    story.review(acme, by=ana, at=now - timedelta(days=367))

    issue(story.purchase(acme, ana), ask(open_class(acme, now)), ana, now)


def test_a_review_that_waits_takes_the_voice(acme: Company, ana: User, now: datetime) -> None:
    waiting = story.purchase(acme, ana)
    submit_review(purchase=waiting.public_id, draft=DRAFT, actor=Actor.customer(ana.pk), now=now)

    assert code_of(story.purchase(acme, ana), ask(open_class(acme, now)), ana, now) == "voice-taken"


def test_who_took_a_token_takes_another_and_reviews_again_once_twelve_months_are_over(
    acme: Company, ana: User, now: datetime
) -> None:
    first, second, third = (story.purchase(acme, ana) for _ in range(3))
    issue(first, ask(open_class(acme, now)), ana, now)
    soon, later = datetime(2027, 11, 30, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC)
    draft = Draft(experienced_on=soon.date(), title="Again", body="It came.", stars={"overall": 4})

    assert code_of(second, ask(open_class(acme, soon)), ana, soon) == "voice-taken"
    with pytest.raises(Refused, match="2027-12"):
        submit_review(purchase=second.public_id, draft=draft, actor=Actor.customer(ana.pk), now=soon)
    issue(second, ask(open_class(acme, later)), ana, later)
    assert code_of(third, ask(open_class(acme, later)), ana, later) == "voice-taken"


def test_voices_about_another_company_and_of_another_customer_are_others(
    acme: Company, ana: User, now: datetime
) -> None:
    bolt, ben = story.company("Bolt"), story.customer("ben@example.org")
    for company, by in ((acme, ana), (bolt, ana), (acme, ben)):
        issue(story.purchase(company, by), ask(open_class(company, now)), by, now)

    assert queries.tokens_issued(open_class(acme, now).pk) == 2


def test_a_merger_gives_nobody_a_second_voice(acme: Company, ana: User, now: datetime) -> None:
    bolt = story.company("Bolt")
    issue(story.purchase(acme, ana), ask(open_class(acme, now)), ana, now)
    asked = ask(open_class(bolt, now))
    Company.objects.filter(pk=acme.pk).update(state="merged", merged_into=bolt)

    assert code_of(story.purchase(bolt, ana), asked, ana, now) == "voice-taken"


@pytest.mark.parametrize("state", ["pending", "refused", "revoked"])
def test_a_proof_that_is_not_accepted_gives_no_token(acme: Company, ana: User, now: datetime, state: str) -> None:
    purchase = story.purchase(acme, ana)
    Purchase.objects.filter(pk=purchase.pk).update(state=state)

    assert code_of(purchase, ask(open_class(acme, now)), ana, now) == "not-accepted"


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


@contextmanager
def other_signer(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A signer of the test's own, which it may kill."""
    path = tmp_path / "run" / "signer.sock"
    with running("manage.py", "sign", EVENHAND_DATA=str(tmp_path), SIGNER_SOCKET=str(path)) as process:
        wait_for_signer(path, process)
        yield process


def test_with_the_signer_down_nothing_is_half_written_and_it_works_once_it_is_back(
    acme: Company, ana: User, now: datetime, tmp_path: Path, settings: Settings
) -> None:
    settings.SIGNER_SOCKET = tmp_path / "run" / "signer.sock"
    purchase = story.purchase(acme, ana)
    with pytest.raises(Unavailable) as refused:
        open_class(acme, now)
    assert refused.value.code == "signer-down"
    assert not TokenClass.objects.exists()

    with other_signer(tmp_path) as process:
        found = open_class(acme, now)
        asked = ask(found)
        process.kill()
        process.wait()
        with pytest.raises(Unavailable):
            issue(purchase, asked, ana, now)
    assert Purchase.objects.get(pk=purchase.pk).blinded_hash is None
    assert not TokenDay.objects.exists()

    with other_signer(tmp_path):
        token = asked.finish(TokenResponse.decode(issue(purchase, asked, ana, now)))
    verify_token(token, privacypass.decode_public_key(bytes(found.public_key)))


def test_a_signer_that_dies_with_the_question_in_its_hands_leaves_nothing_half_written(
    acme: Company, ana: User, now: datetime, tmp_path: Path, settings: Settings
) -> None:
    purchase = story.purchase(acme, ana)
    found = open_class(acme, now)
    path = tmp_path / "dying.sock"
    with socket.socket(socket.AF_UNIX) as dying:
        dying.bind(str(path))
        dying.listen()
        settings.SIGNER_SOCKET = path

        def die() -> None:
            line, _ = dying.accept()
            line.recv(4096)
            line.close()

        outcomes = at_once(lambda: issue(purchase, ask(found), ana, now), die)

    assert refusals(outcomes) == ["signer-down"]
    assert Purchase.objects.get(pk=purchase.pk).blinded_hash is None


def test_a_key_of_another_signer_is_not_used_for_a_class(
    acme: Company, ana: User, now: datetime, tmp_path: Path, settings: Settings
) -> None:
    purchase = story.purchase(acme, ana)
    asked = ask(open_class(acme, now))
    settings.SIGNER_SOCKET = tmp_path / "run" / "signer.sock"

    with other_signer(tmp_path), pytest.raises(Unavailable):
        issue(purchase, asked, ana, now)
