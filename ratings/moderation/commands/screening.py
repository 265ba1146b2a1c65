"""First screening: a clean text goes on within seconds, any other becomes a case for a person."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.languages import UNDETERMINED, detect_language
from ratings.kernel.refusals import Refused
from ratings.moderation.models import Case, Fingerprint, Signal
from ratings.moderation.queries import likeness
from ratings.moderation.rules import due_at
from ratings.moderation.screening import detection as seen
from ratings.moderation.screening.duplicates import bands, digest
from ratings.moderation.screening.policy import screen
from ratings.reviews.commands import hold_revision, lock_with_proof, publish_revision
from ratings.reviews.models import Review, Revision

SCREENING = Actor.system("screening")


@transaction.atomic
def screen_review(*, review_id: int, number: int, now: datetime) -> str:
    """
    Screen a revision and publish or hold it; return `publish`, `hold`, or `moot` where it does not wait any more.

    A case that is open already keeps its turn: it is given the new signals, or closed.
    """
    lock_with_proof(review_id)
    revision = (
        Revision.objects.select_related("words", "review__company")
        .filter(review_id=review_id, number=number, state=Revision.State.SCREENING)
        .first()
    )
    if revision is None or revision.review.state not in (Review.State.SCREENING, Review.State.PUBLISHED):
        return "moot"
    if revision.language == UNDETERMINED:
        revision.language = detect_language(revision.words.body)
        revision.save(update_fields=["language"])
    minhash = digest(revision.words.body)
    verdict = screen(text_of(revision, similarity=likeness(minhash, review=revision.review)))
    _remember(revision.review, minhash)
    try:
        if verdict.decision == "publish":
            publish_revision(review_id=review_id, number=number, actor=SCREENING, now=now)
            _close_case(review_id, now=now)
        else:
            hold_revision(review_id=review_id, number=number, actor=SCREENING, now=now)
            _open_case(revision, verdict.signals, now=now)
    except Refused:
        return "moot"  # decided, revised or withdrawn in between
    return verdict.decision


def text_of(revision: Revision, *, similarity: Decimal) -> seen.Text:
    """Return what screening may know of a revision: its words and the company's names, nothing else."""
    company = revision.review.company
    return seen.Text(
        title=revision.words.title,
        body=revision.words.body,
        language=revision.language,
        country=company.country,
        company_names=(company.name,),
        company_domains=tuple(company.domains.values_list("domain", flat=True)),
        similarity=similarity,
    )


def _remember(review: Review, minhash: list[int]) -> None:
    if minhash:
        Fingerprint.objects.update_or_create(
            review=review, defaults={"company_id": review.company_id, "bands": bands(minhash), "digest": minhash}
        )


def _open_case(revision: Revision, signals: Iterable[seen.Signal], *, now: datetime) -> None:
    review = revision.review
    case, is_new = Case.objects.get_or_create(
        review=review,
        reply=None,
        state=Case.State.OPEN,
        defaults={
            "cause": Case.Cause.SCREENING,
            "company_id": review.company_id,
            "revision": revision.number,
            "language": revision.language,
            "opened_at": now,
            "due_at": due_at(now),
        },
    )
    if not is_new:
        case.revision = revision.number
        case.save(update_fields=["revision"])
        case.signals.all().delete()
    write_signals(case, signals)
    if is_new:
        record("case.opened", company_id=case.company_id, subject=case.public_id, now=now, cause=case.cause)


def write_signals(case: Case, signals: Iterable[seen.Signal]) -> None:
    """Keep what the detectors saw with the case."""
    Signal.objects.bulk_create(
        Signal(
            case=case,
            kind=signal.kind,
            strength=signal.strength,
            start=signal.start,
            end=signal.end,
            explanation=signal.explanation,
            detector=signal.detector,
            version=signal.version,
        )
        for signal in signals
    )


def _close_case(review_id: int, *, now: datetime) -> None:
    Case.objects.filter(review_id=review_id, reply=None, state=Case.State.OPEN, cause=Case.Cause.SCREENING).update(
        state=Case.State.CLOSED, closed_at=now
    )
