"""How other people's dates and scales are read, and which of their rows are taken."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from ratings.companies.rules import PERSON_FORMS
from ratings.kernel.months import months_before
from ratings.reviews.rules import EARLIEST_ZONE, EXPERIENCE_MONTHS

ISO_8601 = "iso-8601"
ORDINAL_DAY = "%o"
ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
EARLIEST_PUBLICATION = date(1995, 1, 1)
"""Before there were reviews on the web; 1970-01-01 is a missing date, not a day."""

RULES = {
    "as-is": (1, 5),
    "ceil-half": (1, 10),
    "linear": None,
}
"""Ways from a source's scale to 1 to 5 stars, with the only scale that each is for."""


class Skipped(Exception):  # noqa: N818 - an answer, not an error
    """A row that is not taken, and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as a source gives it; `last` is the last day it may mean, where only a month is given."""

    at: datetime
    last: date


@lru_cache(maxsize=20_000)
def moment(text: str, shapes: Sequence[str]) -> Moment | None:
    """
    Return what a date means by the first shape that fits, in UTC; None where none does.

    A shape is a strptime pattern, `iso-8601`, or a pattern with `%o` for a day such as 21st. A pattern without
    a day means the whole month.

    >>> moment("21st August 2024", ("%Y-%m-%d", "%o %B %Y")).at
    datetime.datetime(2024, 8, 21, 0, 0, tzinfo=datetime.timezone.utc)
    >>> moment("August 2024", ("%B %Y",)).last, moment("8/2/2024", ("%m/%d/%Y",)).last
    (datetime.date(2024, 8, 31), datetime.date(2024, 8, 2))
    >>> moment("2024-08-02T23:30:00-02:00", ("iso-8601",)).last, moment("soon", ("iso-8601", "%Y"))
    (datetime.date(2024, 8, 3), None)
    """
    for shape in shapes:
        try:
            at = _parsed(text, shape)
        except (ValueError, OverflowError):
            continue
        day = at.date()
        if names_a_day(shape):
            return Moment(at, day)
        return Moment(at, day.replace(day=calendar.monthrange(day.year, day.month)[1]))
    return None


def _parsed(text: str, shape: str) -> datetime:
    if shape == ISO_8601:
        at = datetime.fromisoformat(text)
    elif ORDINAL_DAY in shape:
        plain, found = ORDINAL.subn(r"\1", text)
        if found != 1:
            raise ValueError(text)
        at = datetime.strptime(plain, shape.replace(ORDINAL_DAY, "%d"))  # noqa: DTZ007 - made aware below
    else:
        at = datetime.strptime(text, shape)  # noqa: DTZ007 - made aware below
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def names_a_day(shape: str) -> bool:
    """
    Tell whether a date of that shape says which day it is.

    >>> names_a_day("%B %Y"), names_a_day("%o %B %Y")
    (False, True)
    """
    return shape == ISO_8601 or any(code in shape for code in ("%d", "%o", "%j", "%x", "%c"))


def is_shape(shape: str) -> bool:
    """
    Tell whether a date written by that shape can be read back to the same month.

    >>> is_shape("%d/%m/%Y"), is_shape("%B %Y"), is_shape("d/m/Y"), is_shape("%Q"), is_shape("%H:%M")
    (True, True, False, False, False)
    """
    sample = datetime(2024, 8, 21, tzinfo=UTC)
    if shape == ISO_8601:
        return True
    text = sample.strftime(shape.replace(ORDINAL_DAY, "21st"))
    read = moment(text, (shape,))
    return read is not None and (read.at.year, read.at.month) == (sample.year, sample.month)


@dataclass(frozen=True, slots=True)
class Scale:
    """
    How one column becomes stars on one dimension: a rule for the whole scale, and the values that mean none.

    `as-is` takes whole numbers from 1 to 5; `ceil-half` takes 1 to 10 and gives half of it, rounded up;
    `linear` draws the scale's ends to 1 and 5 and rounds to the nearest star, halves up.
    """

    column: str
    lowest: int
    highest: int
    rule: str
    none: frozenset[str]

    def stars(self, text: str) -> int | None:
        """
        Return 1 to 5 stars, or None where the source gives no rating; Skipped says why a value is no rating.

        >>> ten = Scale("Rating", 1, 10, "ceil-half", frozenset({"na"}))
        >>> [ten.stars(rating) for rating in ("1", "2", "3", "9", "10", "na")]
        [1, 1, 2, 5, 5, None]
        >>> Scale("Sterne", 0, 100, "linear", frozenset()).stars("62.5")
        4
        >>> ten.stars("11")
        Traceback (most recent call last):
            ...
        ratings.imports.rules.Skipped: rating-out-of-scale
        """
        if not text or text in self.none:
            return None
        try:
            value = Decimal(text)
        except InvalidOperation as error:
            raise Skipped("rating-unreadable") from error
        if not value.is_finite() or not self.lowest <= value <= self.highest:
            raise Skipped("rating-out-of-scale")
        if self.rule == "linear":
            return 1 + int((value - self.lowest) * 4 / (self.highest - self.lowest) + Decimal("0.5"))
        if value % 1:
            raise Skipped("rating-out-of-scale")
        return (int(value) + 1) // 2 if self.rule == "ceil-half" else int(value)


def skip_unless_timely(experienced: Moment, published: Moment, *, now: datetime) -> None:
    """
    Raise Skipped unless the experience lay within twelve months when its source published it.

    >>> flown = moment("August 2023", ("%B %Y",))
    >>> skip_unless_timely(flown, moment("2024-08-31", ("iso-8601",)), now=datetime(2026, 1, 1, tzinfo=UTC))
    >>> skip_unless_timely(flown, moment("2024-09-01", ("iso-8601",)), now=datetime(2026, 1, 1, tzinfo=UTC))
    Traceback (most recent call last):
        ...
    ratings.imports.rules.Skipped: experience-too-old
    """
    if published.at > now:
        raise Skipped("published-in-future")
    if published.last < EARLIEST_PUBLICATION:
        raise Skipped("date-implausible")
    if experienced.at.date() > (published.at + EARLIEST_ZONE).date():
        raise Skipped("experience-in-future")
    if experienced.last < months_before(published.last, EXPERIENCE_MONTHS):
        raise Skipped("experience-too-old")


def persons_form(name: str) -> str:
    """
    Return the legal form of a person that a name ends with, empty for none.

    >>> persons_form("Blumen Sommer e. K."), persons_form("EK Fernwärme GmbH")
    ('e. K.', '')
    """
    for form in PERSON_FORMS.finditer(name):
        if not name[form.end() :].strip(" .)"):
            return name[form.start() :].strip(" )")
    return ""
