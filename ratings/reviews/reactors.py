"""What reviews do when proofs are accepted, refused, or fail to come."""

from datetime import datetime

from ratings.journal.models import Entry
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Refused
from ratings.reviews.commands import begin_screening, lapse_review
from ratings.reviews.models import Review

VERIFICATION = Actor.system("verification")


class Verdicts:
    """Sends a waiting review on when its purchase is proved, and ends it when the proof is refused."""

    name = "reviews.verdicts"
    kinds = frozenset({"purchase.proved", "purchase.refused"})

    def react(self, entry: Entry, *, now: datetime) -> None:
        """Act on one verdict."""
        review = Review.objects.filter(purchase__public_id=entry.subject, state=Review.State.SUBMITTED).first()
        if review is None:
            return
        command = begin_screening if entry.kind == "purchase.proved" else lapse_review
        try:
            command(review_id=review.pk, actor=VERIFICATION, now=now)
        except Refused:
            return  # it has moved on since; the verdict needs nothing more


VERDICTS = Verdicts()
