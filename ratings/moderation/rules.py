"""Grounds, clocks and windows of moderation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from ratings.kernel.months import months_after
from ratings.kernel.refusals import Words

HELD_REVIEW = timedelta(hours=48)
APPEAL_MONTHS = 6
APPEAL_DECIDED_IN = timedelta(days=14)
CASE_HELD_FOR = timedelta(minutes=15)
POLICY_VERSION = "2026-11"


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground for restricting content, with its place in the EU's categories (DSA Transparency Database V2)."""

    title: Words
    explanation: Words
    category: str
    keyword: str
    is_illegal: bool = False


GROUNDS: Mapping[str, Ground] = {
    "personal_data": Ground(
        _("Personal data"),
        _("Reviews do not show data by which a private person can be found or reached."),
        "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
        "KEYWORD_MISSING_PROCESSING_GROUND",
    ),
    "abuse": Ground(
        _("Abuse, hate or threats"),
        _("Reviews criticise companies; they do not insult groups of people, abuse or threaten anybody."),
        "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
        "KEYWORD_HATE_SPEECH",
    ),
    "defamation": Ground(
        _("Defamation"),
        _("A substantiated notice shows that a statement of fact is untrue and harms somebody's name."),
        "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
        "KEYWORD_DEFAMATION",
        is_illegal=True,
    ),
    "illegal": Ground(
        _("Illegal content"),
        _("The content itself breaks the law."),
        "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
        "KEYWORD_OTHER",
        is_illegal=True,
    ),
    "confidential": Ground(
        _("Confidential or trade secret"),
        _("The text tells what its author was bound to keep to themselves."),
        "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS",
        "KEYWORD_TRADE_SECRET_INFRINGEMENT",
    ),
    "advertising": Ground(
        _("Advertising or spam"),
        _("Reviews do not advertise, link to offers or ask readers to get in touch."),
        "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
        "KEYWORD_GOODS_SERVICES_NOT_PERMITTED",
    ),
    "not_genuine": Ground(
        _("Not genuine"),
        _("There was no such dealing, or the review was bought, copied, or written out of a conflict of interest."),
        "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
        "KEYWORD_INAUTHENTIC_USER_REVIEWS",
    ),
    "not_an_experience": Ground(
        _("Not about an experience with this company"),
        _("A review tells of its author's own dealing with the company that it stands under."),
        "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
        "KEYWORD_OTHER",
    ),
    "rates_a_person": Ground(
        _("Rates a person"),
        _("Companies are rated here, never people."),
        "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
        "KEYWORD_OTHER",
    ),
}
"""The closed list of grounds: nothing else is a reason to restrict a review or a reply."""

SHORTEST_WORDS = 20
LONGEST_WORDS = 5000


def appeal_open_until(informed_on: date) -> date:
    """
    Return the last day on which a decision can be appealed: six calendar months, that day included (DSA Art. 20).

    >>> appeal_open_until(date(2026, 8, 31))
    datetime.date(2027, 2, 28)
    """
    return months_after(informed_on, APPEAL_MONTHS)


def due_at(opened_at: datetime) -> datetime:
    """Return when a held review is to be decided: 48 hours after it was held."""
    return opened_at + HELD_REVIEW


PUBLISHED_KEPT = timedelta(days=90)
AFTER_CASE_KEPT = timedelta(days=30)
REMOVED_KEPT_MONTHS = 12
REFUSED_KEPT = timedelta(days=30)
UNREVIEWED_KEPT = timedelta(days=90)
UNPUBLISHED_KEPT = timedelta(days=30)
LOOK_AGAIN_IN = timedelta(days=7)
STILL_WAITING = ("submitted", "screening", "held", "returned")
NEVER_PUBLISHED = ("rejected", "withdrawn", "lapsed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """
    What decides how long the files of a proof are kept: its verdict, its review, the cases and appeals about that.

    `removed_at` is when its review was removed as not genuine by a decision that stands.
    """

    state: str
    decided_at: datetime | None
    review: str = ""
    published_at: datetime | None = None
    ended_at: datetime | None = None
    has_open_case: bool = False
    case_ended_at: datetime | None = None
    removed_at: datetime | None = None

    @property
    def is_sealed_for_a_year(self) -> bool:
        """Tell whether its review was removed as not genuine, or its proof revoked."""
        return self.removed_at is not None or self.state == "revoked"


def files_kept_until(proof: Proof) -> datetime | None:
    """
    Return until when the files of a proof are kept, None while that cannot be told: something is still open.

    90 days after publication or 30 days after the last case on the review ends, whichever is later; a year after it was
    removed as not genuine; 30 days after a refusal, or after the end of a review that was never public; 90 days after
    the verdict where nobody has written a review (product.md, Retention; docs/decisions/0051).

    >>> from datetime import UTC
    >>> day = lambda month, day: datetime(2026, month, day, tzinfo=UTC)
    >>> told = Proof(state="accepted", decided_at=day(1, 1), review="published", published_at=day(1, 2))
    >>> print(files_kept_until(told))
    2026-04-02 00:00:00+00:00
    >>> print(files_kept_until(Proof(state="refused", decided_at=day(1, 1))))
    2026-01-31 00:00:00+00:00
    >>> files_kept_until(Proof(state="pending", decided_at=None)) is None
    True
    """
    if proof.state == "pending" or proof.has_open_case or proof.review in STILL_WAITING or proof.decided_at is None:
        return None
    ends = [_kept_by_itself(proof, proof.decided_at)]
    if proof.case_ended_at is not None:
        ends.append(proof.case_ended_at + AFTER_CASE_KEPT)
    if proof.is_sealed_for_a_year:
        removed_at = proof.removed_at or proof.decided_at
        day = months_after(removed_at.date(), REMOVED_KEPT_MONTHS)
        ends.append(datetime.combine(day, removed_at.timetz()))
    return max(ends)


def _kept_by_itself(proof: Proof, decided_at: datetime) -> datetime:
    if proof.published_at is not None:
        return proof.published_at + PUBLISHED_KEPT
    if proof.state == "refused":
        return decided_at + REFUSED_KEPT
    if proof.review in NEVER_PUBLISHED:
        return (proof.ended_at or decided_at) + UNPUBLISHED_KEPT
    return decided_at + UNREVIEWED_KEPT
