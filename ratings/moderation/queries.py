"""What the desk and others ask of moderation."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from ratings.kernel.refusals import NotFound
from ratings.moderation.models import Case, Decision, Fingerprint, Suspension
from ratings.moderation.screening.duplicates import bands, similarity
from ratings.reviews.models import Review

CANDIDATES = 50


def likeness(minhash: Sequence[int], *, review: Review) -> Decimal:
    """Return the highest similarity of a text with another author's, 0 to 1, among those that share a band."""
    if not minhash:
        return Decimal(0)
    others = Fingerprint.objects.filter(bands__overlap=bands(minhash)).exclude(review_id=review.pk)
    if review.author_id is not None:
        others = others.exclude(review__author_id=review.author_id)
    elif review.source:
        others = others.exclude(review__source=review.source, review__author=None)
    found = others.order_by("-id").values_list("digest", flat=True)[:CANDIDATES]
    return max((similarity(minhash, other) for other in found), default=Decimal(0))


def is_suspended(user_id: int, now: datetime) -> bool:
    """Tell whether a person is shut out at this moment."""
    return Suspension.objects.filter(user_id=user_id, starts_at__lte=now, ends_at__gt=now).exists()


def queue(*, now: datetime, language: str = "") -> "QuerySet[Case]":
    """Return the open cases that nobody else holds at this moment, the most urgent first: by the end of their clock."""
    cases = Case.objects.filter(state=Case.State.OPEN).select_related("company", "review", "reply")
    if language:
        cases = cases.filter(language=language)
    return cases.filter(Q(claimed_until=None) | Q(claimed_until__lte=now)).order_by("due_at", "id")


def case_named(public_id: str) -> Case:
    """Return a case by its public id, with what the desk shows beside it. Raises NotFound."""
    case = (
        Case.objects.select_related("company", "review__company", "reply__words", "claimed_by")
        .prefetch_related("signals", "decisions")
        .filter(public_id=public_id)
        .first()
    )
    if case is None:
        raise NotFound("no-such-case", "There is no such case.")
    return case


def open_case_about(purchase_id: int) -> str | None:
    """Return the public id of the open case about the review of a purchase, None where there is none."""
    cases = Case.objects.filter(review__purchase_id=purchase_id, reply=None, state=Case.State.OPEN)
    return cases.values_list("public_id", flat=True).first()


def decision_named(public_id: str) -> Decision:
    """Return a decision with its statement of reasons by its public id. Raises NotFound."""
    decision = (
        Decision.objects.select_related("statement", "company", "review", "reply", "appeal", "reverses")
        .filter(public_id=public_id)
        .first()
    )
    if decision is None:
        raise NotFound("no-such-decision", "There is no such decision.")
    return decision
