"""What the desk shows of proofs that a person looks at. Never a customer's name, never the review or its stars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from ratings.kernel.refusals import NotFound
from ratings.verification.models import FileOpening, Inspection, Purchase, Resemblance, SealedFile

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionFigures:
    """How many proofs wait for a person, how many of them too long, and how many for each reason."""

    waiting: int
    overdue: int
    reasons: Sequence[tuple[str, int]]


def _asked() -> "QuerySet[Inspection]":
    """Return what is open by itself: a re-examination belongs to its case, which stands in the other queue."""
    return Inspection.objects.filter(state=Inspection.State.OPEN).exclude(reason=Inspection.Reason.RE_EXAMINATION)


def inspections_waiting() -> int:
    """Return how many proofs wait for a person's look, in one query."""
    return _asked().count()


def inspection_figures(*, now: datetime) -> InspectionFigures:
    """Return what waits, in one query."""
    waiting = _asked().values("reason")
    rows = list(waiting.annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now))).order_by("-n", "reason"))
    return InspectionFigures(
        waiting=sum(row["n"] for row in rows),
        overdue=sum(row["late"] for row in rows),
        reasons=[(row["reason"], row["n"]) for row in rows],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionItem:
    """An open inspection in the queue."""

    inspection: Inspection
    is_overdue: bool
    is_taken: bool


def inspection_queue(*, now: datetime, reason: str, user_id: int) -> Sequence[InspectionItem]:
    """Return the open inspections, the one whose clock ends first at the top, 100 at most. One query."""
    waiting = _asked().select_related("purchase__company")
    if reason:
        waiting = waiting.filter(reason=reason)
    return [
        InspectionItem(
            inspection=one, is_overdue=one.due_at < now, is_taken=_is_held(one, now) and one.claimed_by_id != user_id
        )
        for one in waiting.order_by("due_at", "id")[:MOST]
    ]


def _is_held(inspection: Inspection, now: datetime) -> bool:
    return inspection.claimed_until is not None and inspection.claimed_until > now


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A page that one of this proof's looks like: what became of it, and whose it was, without a name."""

    page: int
    is_same_file: bool
    distance: int
    by_same_customer: bool
    at_same_company: bool
    company: str
    state: str
    shown_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionInFull:
    """An inspection with the files of its proof and what they look like; `before` counts the earlier looks at it."""

    inspection: Inspection
    purchase: Purchase
    files: Sequence[SealedFile]
    earlier: Sequence[Earlier]
    before: int
    is_open: bool
    is_mine: bool
    is_taken: bool


def inspection_in_full(public_id: str, *, user_id: int, now: datetime) -> InspectionInFull:
    """Return an inspection as a moderator needs it, in four queries. Raises NotFound."""
    found = Inspection.objects.select_related("purchase__company").filter(public_id=public_id).first()
    if found is None:
        raise NotFound("no-such-inspection", _("There is no such inspection."))
    files = SealedFile.objects.filter(purchase_id=found.purchase_id, destroyed_at=None).order_by("kind", "number")
    is_open = found.state == Inspection.State.OPEN
    is_held = is_open and _is_held(found, now)
    return InspectionInFull(
        inspection=found,
        purchase=found.purchase,
        files=list(files.defer("detail", "sealed_key")[:MOST]),
        earlier=_earlier(found.purchase),
        before=Inspection.objects.filter(purchase_id=found.purchase_id).exclude(pk=found.pk).count(),
        is_open=is_open,
        is_mine=is_held and found.claimed_by_id == user_id,
        is_taken=is_held and found.claimed_by_id != user_id,
    )


def _earlier(purchase: Purchase) -> Sequence[Earlier]:
    rows = Resemblance.objects.select_related("file", "earlier__purchase__company").filter(file__purchase=purchase)
    return [
        Earlier(
            page=one.file.number,
            is_same_file=one.is_same_file,
            distance=one.distance,
            by_same_customer=purchase.customer_id is not None
            and one.earlier.purchase.customer_id == purchase.customer_id,
            at_same_company=one.earlier.purchase.company_id == purchase.company_id,
            company=one.earlier.purchase.company.name,
            state=one.earlier.purchase.state,
            shown_at=one.earlier.added_at,
        )
        for one in rows.order_by("file__number", "-is_same_file", "distance", "id")[:MOST]
    ]


def openings(*, inspection_id: int | None = None) -> "QuerySet[FileOpening]":
    """Return who opened which file when, newest first, 200 at most: of one inspection, or of all. One query."""
    found = FileOpening.objects.select_related("file", "inspection", "opened_by")
    if inspection_id is not None:
        found = found.filter(inspection_id=inspection_id)
    return found.order_by("-id")[: 2 * MOST]
