"""Private reviews: one a proof, and in the hands of whoever holds their key."""

import hashlib
from datetime import datetime, timedelta

import pytest

from accounts.erasure import erase
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.kernel.hashes import unseal
from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refusal, Refused, Stale
from ratings.moderation.commands import Judgement, decide_case, lodge_appeal, object_to_reply, open_case, screen_review
from ratings.moderation.models import Decision
from ratings.replies.commands import mark_outcome
from ratings.replies.models import Reply, ReplyWords
from ratings.reviews.commands import (
    Changes,
    keep_address,
    revise_review,
    revise_waiting,
    submit_private_review,
    withdraw_review,
    withdraw_waiting,
    write_waiting_reviews,
)
from ratings.reviews.models import PrivateSubmission, Review, ReviewAddress, Words
from ratings.verification.commands import redeem_token, revoke_proof
from ratings.verification.models import Purchase, SpentToken, TokenClass
from tests.dashboards import story
from tests.reviews.private import submit, written
from tests.together import at_once, refusals
from tests.verification import tokens


def test_one_proof_one_review_though_two_are_sent_at_once(of_class: TokenClass, now: datetime) -> None:
    spent = redeem_token(token=tokens.token(of_class), now=now)

    def send() -> object:
        key_hash = hashlib.sha256(tokens.new_key()).hexdigest()
        return submit_private_review(purchase=spent.pk, draft=story.draft(), reviewer_key_hash=key_hash, now=now)

    assert refusals(at_once(send, send)) == ["already-reviewed"]
    write_waiting_reviews(now=now + timedelta(days=3))
    with pytest.raises(Refused, match="already"):
        send()


def test_the_same_review_sent_again_is_answered_as_before(of_class: TokenClass, now: datetime) -> None:
    spent = redeem_token(token=tokens.token(of_class), now=now)
    key_hash = hashlib.sha256(tokens.new_key()).hexdigest()

    def send(**changes: object) -> object:
        draft = story.draft(**changes)  # type: ignore[arg-type]
        return submit_private_review(purchase=spent.pk, draft=draft, reviewer_key_hash=key_hash, repeated=True, now=now)

    first = send()

    assert send() == first
    with pytest.raises(Refused, match="already"):
        send(title="Another")
    assert PrivateSubmission.objects.count() == 1


def test_a_key_opens_one_review(of_class: TokenClass, now: datetime) -> None:
    key_hash = hashlib.sha256(tokens.new_key()).hexdigest()
    first, second, third = [redeem_token(token=tokens.token(of_class), now=now).pk for _ in range(3)]
    submit_private_review(purchase=first, draft=story.draft(), reviewer_key_hash=key_hash, now=now)

    with pytest.raises(Invalid) as waiting:
        submit_private_review(purchase=second, draft=story.draft(), reviewer_key_hash=key_hash, now=now)
    write_waiting_reviews(now=now + timedelta(days=3))
    with pytest.raises(Invalid) as there:
        submit_private_review(purchase=third, draft=story.draft(), reviewer_key_hash=key_hash, now=now)

    assert list(waiting.value.fields) == list(there.value.fields) == ["reviewer_key_hash"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reviewer_key_hash": "ab"}, "reviewer_key_hash"),
        ({"reviewer_key_hash": "x" * 64}, "reviewer_key_hash"),
        ({"email": "nobody"}, "email"),
        ({"locale": "??"}, "locale"),
        ({"draft": story.draft(title=" ")}, "title"),
        ({"draft": story.draft(at=story.NOW - timedelta(days=400))}, "experienced_on"),
    ],
)
def test_bad_input_names_its_field_and_leaves_the_proof_unused(
    of_class: TokenClass, now: datetime, changes: dict[str, object], field: str
) -> None:
    spent = redeem_token(token=tokens.token(of_class), now=now)
    given = {"draft": story.draft(), "reviewer_key_hash": "ab" * 32} | changes

    with pytest.raises(Invalid) as refusal:
        submit_private_review(purchase=spent.pk, now=now, **given)  # type: ignore[arg-type]

    assert list(refusal.value.fields) == [field]
    assert not PrivateSubmission.objects.exists()


def test_an_unknown_proof_is_not_found(committed: None, now: datetime) -> None:
    with pytest.raises(NotFound):
        submit_private_review(purchase="a" * 26, draft=story.draft(), reviewer_key_hash="ab" * 32, now=now)


def test_a_waiting_review_is_revised_once_by_two_who_read_the_same(of_class: TokenClass, now: datetime) -> None:
    holder = Actor.review_key(submission=submit(of_class, now))

    def revise() -> object:
        return revise_waiting(changes=Changes(title="Anew"), expected_revision=1, actor=holder, now=now)

    assert refusals(at_once(revise, revise)) == ["changed"]
    write_waiting_reviews(now=now + timedelta(days=3))
    assert Words.objects.get().title == "Anew"
    assert Review.objects.get().latest_revision == 2
    with pytest.raises(Stale):
        revise()


def test_a_waiting_review_is_withdrawn_once_and_nothing_stays_of_it(of_class: TokenClass, now: datetime) -> None:
    holder = Actor.review_key(submission=submit(of_class, now))

    assert refusals(at_once(*[lambda: withdraw_waiting(actor=holder, now=now)] * 2)) == ["changed"]

    assert not PrivateSubmission.objects.exists()
    assert SpentToken.objects.count() == 1


def test_nobody_but_its_holder_touches_what_waits(of_class: TokenClass, now: datetime) -> None:
    submit(of_class, now)
    for actor in (Actor.customer(1), Actor.moderator(1), Actor.review_key(7), Actor.system("screening")):
        with pytest.raises(Forbidden):
            withdraw_waiting(actor=actor, now=now)
        with pytest.raises(Forbidden):
            revise_waiting(changes=Changes(), expected_revision=1, actor=actor, now=now)


def test_the_holder_of_the_key_revises_marks_and_withdraws_like_an_author(of_class: TokenClass, now: datetime) -> None:
    review = written(of_class, now)
    holder, other = Actor.review_key(review.pk), Actor.review_key(review.pk + 1)
    assert review.is_counted
    assert len(review.pseudonym) == 6

    changes = Changes(stars={"overall": 1})
    for actor in (other, Actor.customer(1), Actor.review_key(submission=review.public_id)):
        with pytest.raises(Forbidden):
            revise_review(review_id=review.pk, changes=changes, expected_revision=1, actor=actor, now=now)
        with pytest.raises(Forbidden):
            mark_outcome(review=review.public_id, outcome="resolved", actor=actor, now=now)
        with pytest.raises(Forbidden):
            withdraw_review(review_id=review.pk, actor=actor, now=now)
    revise = lambda: revise_review(  # noqa: E731 - the same call twice
        review_id=review.pk, changes=changes, expected_revision=1, actor=holder, now=now
    )

    assert refusals(at_once(revise, revise)) == ["changed"]
    mark_outcome(review=review.public_id, outcome="resolved", actor=holder, now=now)
    withdraw = lambda: withdraw_review(review_id=review.pk, actor=holder, now=now)  # noqa: E731
    assert refusals(at_once(withdraw, withdraw)) == ["already-withdrawn"]


def test_the_holder_objects_to_a_reply_and_appeals_a_decision(of_class: TokenClass, now: datetime) -> None:
    review = written(of_class, now)
    holder = Actor.review_key(review.pk)
    reply = Reply.objects.create(
        review=review, company=review.company, part="service", position="fixed", state="preview", language="en",
        commitment="", submitted_at=now, public_from=now + timedelta(days=1),
    )  # fmt: skip
    ReplyWords.objects.create(reply=reply, body="You are Ana.", salt=b"")
    with pytest.raises(Forbidden):
        object_to_reply(reply_id=reply.pk, actor=Actor.review_key(review.pk + 1), now=now)

    object_at_once = at_once(*[lambda: object_to_reply(reply_id=reply.pk, actor=holder, now=now)] * 2)
    judge = Actor.moderator(story.customer().pk)
    case = open_case(review_id=review.pk, actor=judge, now=now)
    judgement = Judgement(action="remove", ground="abuse", words="It abuses the people who work there.")
    decide_case(case=case.public_id, judgement=judgement, actor=judge, now=now)
    decision = Decision.objects.get(review=review, reply=None)
    words = "It says what happened and abuses nobody."
    with pytest.raises(Forbidden):
        lodge_appeal(decision=decision.public_id, reasons=words, actor=Actor.review_key(review.pk + 1), now=now)
    appeals = at_once(*[lambda: lodge_appeal(decision=decision.public_id, reasons=words, actor=holder, now=now)] * 2)

    assert refusals(object_at_once) == ["already-held"]
    assert refusals(appeals) == ["already-appealed"]


def test_two_addresses_at_once_leave_one_and_it_goes_with_the_review(of_class: TokenClass, now: datetime) -> None:
    review = written(of_class, now, email="first@mail.example")
    holder = Actor.review_key(review.pk)
    assert unseal(bytes(review.address.sealed_email)) == "first@mail.example"

    at_once(
        *[lambda e=email: keep_address(email=e, locale="fr", actor=holder, now=now) for email in ("a@x.eu", "b@x.eu")]
    )

    assert ReviewAddress.objects.count() == 1
    with pytest.raises(Forbidden):
        keep_address(email="c@x.eu", locale="fr", actor=Actor.review_key(review.pk + 1), now=now)
    withdraw_review(review_id=review.pk, actor=holder, now=now)
    assert not ReviewAddress.objects.exists()
    with pytest.raises(Refused, match="ended"):
        keep_address(email="c@x.eu", locale="fr", actor=holder, now=now)


def test_an_address_can_be_given_and_taken_back_while_it_waits(of_class: TokenClass, now: datetime) -> None:
    holder = Actor.review_key(submission=submit(of_class, now))

    assert keep_address(email="a@x.eu", locale="fr", actor=holder, now=now)
    assert not keep_address(email="", locale="fr", actor=holder, now=now)

    assert PrivateSubmission.objects.get().sealed_email is None


def test_a_review_under_a_proof_of_a_merged_company_stands_with_the_one_that_stayed(
    of_class: TokenClass, now: datetime
) -> None:
    submit(of_class, now)
    bolt = story.company("Bolt")
    Company.objects.filter(pk=of_class.company_id).update(state="merged", merged_into=bolt)

    write_waiting_reviews(now=now + timedelta(days=3))

    assert (Review.objects.get().company, Purchase.objects.get(method="private").company) == (bolt, bolt)


def test_no_single_private_proof_is_revoked(of_class: TokenClass, now: datetime) -> None:
    review = written(of_class, now)
    judge = Actor.moderator(story.customer().pk)
    case = open_case(review_id=review.pk, actor=judge, now=now)
    judgement = Judgement(action="revoke_proof", ground="not_genuine", words="There was no such dealing at all.")

    for revoke in (
        lambda: revoke_proof(purchase_id=review.purchase_id, actor=judge, now=now),
        lambda: decide_case(case=case.public_id, judgement=judgement, actor=judge, now=now),
    ):
        with pytest.raises(Refusal) as refusal:
            revoke()
        assert refusal.value.code == "private-proof"


def test_the_erasure_of_an_account_touches_no_private_review(of_class: TokenClass, now: datetime) -> None:
    ana = story.customer()
    story.review(of_class.company, 2, by=ana)
    review = written(of_class, now)

    erase(user_id=ana.pk, keep_reviews=False, now=now)

    review.refresh_from_db()
    assert (review.state, bool(review.pseudonym)) == ("published", True)
    assert Words.objects.filter(revision__review=review).exists()


def test_an_old_experience_stays_good_while_the_review_waits_and_after(of_class: TokenClass, now: datetime) -> None:
    spent = redeem_token(token=tokens.token(of_class), now=now)
    draft = story.draft(at=now - timedelta(days=344))
    submitted = submit_private_review(purchase=spent.pk, draft=draft, reviewer_key_hash="ab" * 32, now=now)
    later = now + timedelta(days=3)
    write_waiting_reviews(now=later)
    review = Review.objects.get(public_id=submitted.public_id)

    revise_review(
        review_id=review.pk, changes=Changes(title="Anew"), expected_revision=1,
        actor=Actor.review_key(review.pk), now=later,
    )  # fmt: skip


def test_one_text_under_two_private_proofs_is_put_before_a_person(of_class: TokenClass, now: datetime) -> None:
    for _ in range(2):
        submit(of_class, now)
    write_waiting_reviews(now=now + timedelta(days=3))

    for review in Review.objects.order_by("id"):
        screen_review(review_id=review.pk, number=1, now=now)

    assert sorted(Review.objects.values_list("state", flat=True)) == ["held", "published"]
