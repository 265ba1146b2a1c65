"""What the desk shows: the queue by urgency, a case on one page, appeals and proposals. Never stars, claim or money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from ratings.companies.models import Proposal
from ratings.kernel.refusals import NotFound
from ratings.moderation.models import Appeal, Case, ClassRevocation, Decision, Signal
from ratings.moderation.queries import case_named
from ratings.reviews.models import Review, Revision, Words
from ratings.verification.models import Method, Purchase, SpentToken, TokenClass
from ratings.verification.queries import inspections_waiting

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFigures:
    """How much waits: open cases by language, those whose clock has run out, appeals, proposals and proofs."""

    waiting: int
    overdue: int
    languages: Sequence[tuple[str, int]]
    appeals: int
    proposals: int
    proofs: int


def desk_figures(*, now: datetime) -> DeskFigures:
    """Return what waits, in four queries."""
    waiting = Case.objects.filter(state=Case.State.OPEN)
    rows = waiting.values("language").annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    by_language = [(row["language"], row["n"], row["late"]) for row in rows.order_by("-n", "language")]
    return DeskFigures(
        waiting=sum(n for _language, n, _late in by_language),
        overdue=sum(late for _language, _n, late in by_language),
        languages=[(language, n) for language, n, _late in by_language],
        appeals=Appeal.objects.filter(state=Appeal.State.OPEN).count(),
        proposals=Proposal.objects.filter(state=Proposal.State.WAITING).count(),
        proofs=inspections_waiting(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """An open case in the queue; `kinds` are those of its signals."""

    case: Case
    kinds: Sequence[str]
    is_overdue: bool
    is_taken: bool


def desk_queue(*, now: datetime, language: str, user_id: int) -> Sequence[QueueItem]:
    """Return the open cases, the one whose clock ends first at the top, 100 at most. Two queries."""
    cases = Case.objects.filter(state=Case.State.OPEN).select_related("company").prefetch_related("signals")
    if language:
        cases = cases.filter(language=language)
    return [
        QueueItem(
            case=case,
            kinds=sorted({signal.kind for signal in case.signals.all()}),
            is_overdue=case.due_at < now,
            is_taken=_is_taken(case, user_id=user_id, now=now),
        )
        for case in cases.order_by("due_at", "id")[:MOST]
    ]


def _is_taken(case: Case, *, user_id: int, now: datetime) -> bool:
    """Tell whether another moderator works on a case at this moment."""
    return case.claimed_until is not None and case.claimed_until > now and case.claimed_by_id != user_id


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseInFull:
    """
    A case with the text it is about (`whole` is what the signals' places count in) and what came before.

    `context` is the review's own text where the case is about a reply to it. `is_hidden`: it was public and is held.
    """

    case: Case
    whole: str
    context: str
    signals: Sequence[Signal]
    revisions: Sequence[Revision]
    decisions: Sequence[Decision]
    proof: Purchase
    is_taken: bool
    is_mine: bool
    is_waiting: bool
    is_hidden: bool
    can_reexamine: bool


def case_in_full(public_id: str, *, user_id: int, now: datetime) -> CaseInFull:
    """Return a case as a moderator needs it, in eight queries. Raises NotFound."""
    case = case_named(public_id)
    review = case.review
    number = case.revision or review.live_revision or review.latest_revision
    words = Words.objects.filter(revision__review_id=review.pk, revision__number=number).first()
    text = f"{words.title}\n{words.body}" if words else ""
    decisions = Decision.objects.select_related("statement", "appeal").filter(review_id=review.pk).order_by("-id")
    revisions = list(Revision.objects.filter(review_id=review.pk).order_by("-number")[:50])
    is_taken = _is_taken(case, user_id=user_id, now=now)
    proof = Purchase.objects.get(pk=review.purchase_id)
    leased = case.claimed_until is not None and case.claimed_until > now
    return CaseInFull(
        case=case,
        whole=f"\n{case.reply.words.body}" if case.reply else text,
        context=text if case.reply else "",
        signals=list(case.signals.order_by("start", "id")),
        revisions=revisions,
        decisions=list(decisions[:50]),
        proof=proof,
        is_taken=is_taken,
        is_mine=leased and not is_taken,
        is_waiting=_is_waiting(case, revisions),
        is_hidden=case.reply is None and review.state == Review.State.HELD and review.live_revision is not None,
        can_reexamine=case.reply is None and _has_something_to_look_at(proof),
    )


def _has_something_to_look_at(proof: Purchase) -> bool:
    """Tell whether a proof can be looked at again: a private one has no files, and nobody can tell whose it is."""
    return proof.method != Method.PRIVATE and proof.state in (Purchase.State.ACCEPTED, Purchase.State.REVOKED)


def _is_waiting(case: Case, revisions: Sequence[Revision]) -> bool:
    """Tell whether the text waits to become public; else it is public already."""
    if case.reply is not None:
        return case.reply.state != case.reply.State.LIVE
    held = (Revision.State.SCREENING, Revision.State.HELD)
    return any(one.number == case.revision and one.state in held for one in revisions)


def open_appeals() -> Sequence[Appeal]:
    """Return the open appeals, the one due first at the top, 100 at most. One query."""
    appeals = Appeal.objects.select_related("decision__company").filter(state=Appeal.State.OPEN)
    return list(appeals.order_by("due_at", "id")[:MOST])


def appeal_named(public_id: str) -> tuple[Appeal, str]:
    """Return an appeal with its decision, and the text that was decided about. Two queries. Raises NotFound."""
    appeal = (
        Appeal.objects.select_related(
            "decision__statement", "decision__company", "decision__review", "decision__reply__words"
        )
        .filter(public_id=public_id)
        .first()
    )
    if appeal is None:
        raise NotFound("no-such-appeal", "There is no such appeal.")
    decision = appeal.decision
    if decision.reply is not None:
        return appeal, decision.reply.words.body
    words = Words.objects.filter(revision__review_id=decision.review_id, revision__number=decision.revision).first()
    return appeal, f"{words.title}\n\n{words.body}" if words else ""


def waiting_proposals() -> Sequence[Proposal]:
    """Return the proposals that nobody has decided, oldest first, 100 at most. One query."""
    return list(Proposal.objects.filter(state=Proposal.State.WAITING).order_by("made_at", "id")[:MOST])


def proposal_named(public_id: str) -> Proposal:
    """Return a proposal. Raises NotFound."""
    proposal = Proposal.objects.select_related("company").filter(public_id=public_id).first()
    if proposal is None:
        raise NotFound("no-such-proposal", "There is no such proposal.")
    return proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateClass:
    """A class of private proofs: how many tokens were used and reviews are public, and what is proposed or done."""

    id: int
    company_name: str
    year: int
    group: str
    spent: int
    public: int
    proposal: ClassRevocation | None


def private_classes() -> Sequence[PrivateClass]:
    """Return the classes of private proofs, the newest first, 100 at most. Four queries."""
    classes = list(TokenClass.objects.select_related("company").order_by("-year", "-id")[:MOST])
    spent = SpentToken.objects.filter(token_class__in=classes)
    used = dict(spent.values_list("token_class").annotate(Count("pk")))
    shown = Purchase.objects.filter(public_id=OuterRef("pk"), review__state=Review.State.PUBLISHED)
    public = dict(spent.filter(Exists(shown)).values_list("token_class").annotate(Count("pk")))
    standing = ClassRevocation.objects.filter(token_class__in=classes).exclude(state=ClassRevocation.State.DROPPED)
    proposals = {one.token_class_id: one for one in standing}
    return [
        PrivateClass(
            id=one.pk,
            company_name=one.company.name,
            year=one.year,
            group=one.group,
            spent=used.get(one.pk, 0),
            public=public.get(one.pk, 0),
            proposal=proposals.get(one.pk),
        )
        for one in classes
    ]
