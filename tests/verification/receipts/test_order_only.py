"""A mail that shows just an order backs a review about what did not come, and no other."""

from typing import Any

import pytest

from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Invalid
from ratings.reviews.commands import Changes, Draft, revise_review, submit_review
from ratings.reviews.models import Review
from ratings.verification.commands import VERIFICATION, retry_receipts
from ratings.verification.models import Purchase
from tests.verification.receipts.nameserver import Mood
from tests.verification.receipts.signing import mail, ordered, signed
from tests.verification.receipts.world import World


def write(world: World, of: Purchase, **changes: Any) -> Review:
    given: dict[str, Any] = {
        "experienced_on": world.now.date(),
        "title": "Nothing came",
        "body": "I waited for three weeks and nobody answered my letters.",
        "stars": {"overall": 1},
        "language": "en",
    }
    draft = Draft(**given | changes)
    return submit_review(purchase=of.public_id, draft=draft, actor=Actor.customer(world.ana.pk), now=world.now)


def drained(world: World, review: Review) -> str:
    drain(clock=lambda: world.now)
    review.refresh_from_db()
    return review.state


def test_a_review_of_what_did_not_come_stands_on_an_order(world: World) -> None:
    review = write(world, world.show(signed(ordered())), not_delivered=True)

    assert drained(world, review) == "published"
    assert review.not_delivered


def test_any_other_review_is_refused_and_told_what_would_do(world: World) -> None:
    purchase = world.show(signed(ordered()))

    with pytest.raises(Invalid) as refusal:
        write(world, purchase)

    assert "show the mail" in str(refusal.value.fields["not_delivered"])
    world.show(signed(mail()))
    assert drained(world, write(world, purchase)) == "published"


def test_a_waiting_proof_that_shows_an_order_is_told_at_once(world: World) -> None:
    world.names.mood = Mood.FAILS
    purchase = world.show(signed(ordered()))

    with pytest.raises(Invalid):
        write(world, purchase)


def test_a_review_written_before_the_proof_said_so_waits_for_its_author(world: World) -> None:
    review = waiting_review(world)
    assert drained(world, review) == "submitted"

    revise_review(
        review_id=review.pk,
        changes=Changes(not_delivered=True),
        expected_revision=1,
        actor=Actor.customer(world.ana.pk),
        now=world.now,
    )

    assert drained(world, review) == "published"


def test_a_waiting_review_goes_on_once_more_is_shown(world: World) -> None:
    review = waiting_review(world)

    world.show(signed(mail()))

    assert drained(world, review) == "published"


def waiting_review(world: World) -> Review:
    """Return a review that was written while nobody had said yet what its proof shows."""
    world.names.mood = Mood.FAILS
    purchase = world.show(signed(ordered()))
    Purchase.objects.filter(pk=purchase.pk).update(shows="")
    review = write(world, purchase)
    world.names.mood = Mood.ANSWERS
    retry_receipts(actor=VERIFICATION, now=world.now.replace(hour=18))
    return review


def test_a_proof_that_shows_more_backs_any_review(world: World) -> None:
    assert drained(world, write(world, world.show(signed(mail())))) == "published"
