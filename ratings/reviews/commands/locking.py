"""Taking hold of a review, together with the others that its author's one voice depends on."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ratings.kernel.refusals import NotFound, Refused
from ratings.reviews.models import Review
from ratings.reviews.rules import STATE_NAMES, may_become
from ratings.verification.models import Purchase


@dataclass(slots=True)
class Hold:
    """A locked review, and its author's other reviews of the company, locked too."""

    review: Review
    others: list[Review]


def lock(review_id: int) -> Hold:
    """
    Lock a review and all others by its author about its company, in order of id, so that no two wait in a ring.

    Raises NotFound.
    """
    return _lock(review_id, with_proof=False)


def lock_with_proof(review_id: int) -> Hold:
    """
    Lock a review's purchase before the review, as whoever publishes must: the database looks at it on commit.

    Raises NotFound.
    """
    return _lock(review_id, with_proof=True)


def _lock(review_id: int, *, with_proof: bool) -> Hold:
    found = Review.objects.filter(pk=review_id).values_list("author_id", "company_id", "purchase_id").first()
    if found is None:
        raise NotFound("no-such-review", _("There is no such review."))
    author_id, company_id, purchase_id = found
    if with_proof:
        Purchase.objects.select_for_update(no_key=True).get(pk=purchase_id)
    if author_id is None:
        return Hold(Review.objects.select_for_update().get(pk=review_id), [])
    locked = list(Review.objects.select_for_update().filter(author_id=author_id, company_id=company_id).order_by("id"))
    review = next((one for one in locked if one.pk == review_id), None)
    if review is None:  # erased between the two statements: it has no author and no siblings any more
        return Hold(Review.objects.select_for_update().get(pk=review_id), [])
    return Hold(review, [one for one in locked if one.pk != review_id])


def refuse_unless_may_become(review: Review, state: str) -> None:
    """Raise Refused unless the review may go to that state."""
    if review.state == state:
        raise Refused(
            f"already-{state}",
            _("This review is %(state)s already.") % {"state": STATE_NAMES[state]},
        )
    if not may_become(review.state, state):
        raise Refused(
            "wrong-state",
            _("A review that is %(state)s cannot become %(next)s.")
            % {"state": STATE_NAMES[review.state], "next": STATE_NAMES[state]},
        )
