"""When a review may be written, what may become of it, and which of a customer's reviews is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from ratings.kernel.months import months_after, months_before
from ratings.kernel.refusals import Invalid, Words, invalid_field

LONGEST_TITLE = 200
LONGEST_BODY = 10_000
EXPERIENCE_MONTHS = 12
VOICE_MONTHS = 12
WHOLE_STARS = range(1, 6)
EARLIEST_ZONE = timedelta(hours=14)
PROOF_DAYS = 30
RETURNED_DAYS = 14
WAITING_TOGETHER = 5
WAITING_DAYS = 3

TRANSITIONS: Mapping[str, frozenset[str]] = {
    "submitted": frozenset({"screening", "lapsed", "withdrawn"}),
    "screening": frozenset({"published", "held", "withdrawn"}),
    "held": frozenset({"published", "returned", "rejected", "screening", "removed", "withdrawn"}),
    "returned": frozenset({"screening", "lapsed", "withdrawn"}),
    "published": frozenset({"held", "removed", "withdrawn"}),
    "removed": frozenset({"published", "withdrawn"}),
    "rejected": frozenset({"published", "withdrawn"}),
    "withdrawn": frozenset(),
    "lapsed": frozenset(),
}
"""What may follow each state. Out of `removed` and `rejected` only an appeal leads back to the public."""

STATE_NAMES: Mapping[str, Words] = {
    "submitted": pgettext_lazy("a review that is …", "waiting for its proof"),
    "screening": pgettext_lazy("a review that is …", "being checked"),
    "held": pgettext_lazy("a review that is …", "before a moderator"),
    "returned": pgettext_lazy("a review that is …", "returned to its author"),
    "published": pgettext_lazy("a review that is …", "public"),
    "removed": pgettext_lazy("a review that is …", "removed"),
    "rejected": pgettext_lazy("a review that is …", "rejected"),
    "withdrawn": pgettext_lazy("a review that is …", "withdrawn"),
    "lapsed": pgettext_lazy("a review that is …", "lapsed"),
}
"""How a state is called in a sentence."""


def may_become(state: str, following: str) -> bool:
    """
    Tell whether a review may go from one state to another.

    >>> may_become("screening", "published"), may_become("withdrawn", "published")
    (True, False)
    """
    return following in TRANSITIONS[state]


def is_batch_due(waiting_since: Sequence[date], *, today: date) -> bool:
    """
    Tell whether private reviews that wait are to be written: five of them, or one that has waited for 72 hours.

    >>> is_batch_due([date(2026, 11, 20)] * 4, today=date(2026, 11, 22))
    False
    >>> is_batch_due([date(2026, 11, 20)], today=date(2026, 11, 23))
    True
    """
    return len(waiting_since) >= WAITING_TOGETHER or any(
        today - since >= timedelta(days=WAITING_DAYS) for since in waiting_since
    )


def refuse_experience_date(experienced_on: date, *, now: datetime) -> None:
    """
    Raise Invalid unless the experience lies within twelve months, today in the earliest time zone included.

    >>> from datetime import UTC
    >>> refuse_experience_date(date(2026, 11, 23), now=datetime(2026, 11, 22, 11, tzinfo=UTC))
    """
    if experienced_on > (now + EARLIEST_ZONE).date():
        raise invalid_field("experienced_on", _("This day has not come yet."))
    if experienced_on < months_before(now.date(), EXPERIENCE_MONTHS):
        raise invalid_field(
            "experienced_on",
            _("This is more than twelve months ago; only experiences of the last twelve months can be reviewed."),
        )


def clean_stars(given: object, dimensions: Sequence[str]) -> dict[str, int]:
    """
    Return the stars that were given, by dimension; Invalid where one is not a whole number from 1 to 5.

    >>> clean_stars({"overall": 4, "support": None}, ("overall", "support"))
    {'overall': 4}
    """
    if not isinstance(given, Mapping):
        raise invalid_field("stars", _("This must be an object with stars by dimension."))
    wrong: dict[str, str] = {}
    stars: dict[str, int] = {}
    for dimension, value in given.items():
        if dimension not in dimensions:
            wrong[f"stars.{str(dimension)[:40]}"] = _("There is no such dimension; there are: %(names)s.") % {
                "names": ", ".join(dimensions)
            }
        elif value is not None and (type(value) is not int or value not in WHOLE_STARS):
            wrong[f"stars.{dimension}"] = _("Stars are whole numbers from 1 to 5.")
        elif value is not None:
            stars[dimension] = value
    if "overall" in dimensions and not {"overall", "stars.overall"} & {*stars, *wrong}:
        wrong["stars.overall"] = _("Please choose from 1 to 5 stars overall.")
    if wrong:
        raise Invalid("invalid", _("Some stars cannot be taken."), fields=wrong)
    return stars


@dataclass(frozen=True, slots=True)
class Voice:
    """A published review that may be counted: its id and the day of its first publication."""

    review_id: int
    published_on: date


def counted_voices(voices: Sequence[Voice]) -> set[int]:
    """
    Return the ids that count: the newest, and going back each that lies twelve months before the last counted.

    >>> counted_voices([Voice(1, date(2025, 1, 5)), Voice(2, date(2025, 7, 1)), Voice(3, date(2026, 2, 1))])
    {1, 3}
    """
    counted: set[int] = set()
    next_after: date | None = None
    for voice in sorted(voices, key=lambda v: (v.published_on, v.review_id), reverse=True):
        if next_after is None or months_after(voice.published_on, VOICE_MONTHS) <= next_after:
            counted.add(voice.review_id)
            next_after = voice.published_on
    return counted


def folded_stars(stars: Sequence[int], *, state: str, is_counted: bool, method: str) -> list[int] | None:
    """
    Return the stars that the counts hold for a review, or None where they hold none.

    Imported stars are counted under their own method, which no score reads.

    >>> folded_stars([4, 0], state="published", is_counted=False, method="imported")
    [4, 0]
    """
    if state != "published":
        return None
    return list(stars) if is_counted or method == "imported" else None
