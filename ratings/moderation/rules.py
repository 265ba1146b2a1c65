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
