"""What a check says: one result, and a note for each thing it looked at, in plain words with what it looked at."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ratings.disclosures.rules.disclosure import Disclosure
from ratings.kernel.refusals import Words

type Number = str | bool | None


class Result(StrEnum):
    """How a check ends."""

    PASS = "pass"  # noqa: S105 - no password
    WARN = "warn"
    FAIL = "fail"
    NOT_CHECKABLE = "not_checkable"


WORST_FIRST = (Result.FAIL, Result.WARN, Result.PASS, Result.NOT_CHECKABLE)
NO_NUMBERS: Mapping[str, Number] = MappingProxyType({})
NAMES = {
    "scope1": gettext_noop("scope 1"),
    "scope2_location": gettext_noop("location-based scope 2"),
    "scope2_market": gettext_noop("market-based scope 2"),
    "scope2_unspecified": gettext_noop("scope 2"),
    "scope3": gettext_noop("scope 3"),
    "total": gettext_noop("the total"),
    "total_location": gettext_noop("the location-based total"),
    "total_market": gettext_noop("the market-based total"),
    "intensity": gettext_noop("the intensity"),
    "intensity_location": gettext_noop("the location-based intensity"),
    "intensity_market": gettext_noop("the market-based intensity"),
    "boundary": gettext_noop("the boundary"),
    "period": gettext_noop("the period"),
    "base_year": gettext_noop("the base year"),
    "gwp": gettext_noop("the warming potentials"),
    "gases": gettext_noop("the gases"),
    "biogenic_co2": gettext_noop("biogenic CO2"),
    "scope2_instruments": gettext_noop("contracts for electricity"),
    "revenue": gettext_noop("revenue"),
    "currency": gettext_noop("currency"),
    "scale": gettext_noop("scale"),
    "employees": gettext_noop("employees"),
    "removals": gettext_noop("removals"),
    "credits": gettext_noop("credits"),
    "targets": gettext_noop("targets"),
}
"""What people call the fields."""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing looked at: `fields` points into the disclosure, `numbers` are what the words rest on."""

    result: Result
    words: str
    fields: tuple[str, ...] = ()
    numbers: Mapping[str, Number] = field(default_factory=lambda: NO_NUMBERS)
    quote: str | None = None

    @property
    def sentence(self) -> str:
        """Its words, begun with a capital."""
        return self.words[:1].upper() + self.words[1:]


@dataclass(frozen=True, slots=True)
class Band:
    """What is usual in a sector: from the first to the ninety-ninth percentile, in tonnes."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Bands:
    """The usual scope 1 and 2 emissions of a sector per employee and per million of revenue."""

    per_employee: Band
    per_million: Band


@dataclass(frozen=True, slots=True)
class Known:
    """What a check may know besides the disclosure: today, the company's other disclosures, its sector's bands."""

    today: date
    others: tuple[Disclosure, ...] = ()
    bands: Bands | None = None

    def of_year(self, year: int) -> tuple[Disclosure, ...]:
        """Return the company's other disclosures for a year."""
        return tuple(one for one in self.others if one.year == year)


@dataclass(frozen=True, slots=True)
class Check:
    """
    A published rule: its place in the list, its name, version and tolerance, and what it looks at.

    `idle` is what it says where there is nothing to look at.
    """

    number: int
    id: str
    version: str
    title: Words
    tolerance: Words
    idle: Words
    notes: Callable[[Disclosure, Known], Iterable[Note]]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check says of one disclosure."""

    check: Check
    result: Result
    notes: tuple[Note, ...]

    @property
    def words(self) -> str:
        """What it says, the gravest first."""
        ordered = sorted(self.notes, key=lambda note: WORST_FIRST.index(note.result))
        return " ".join(dict.fromkeys(note.sentence for note in ordered))

    @property
    def fields(self) -> tuple[str, ...]:
        """What it rests on, without doubles."""
        return tuple(dict.fromkeys(name for note in self.notes for name in note.fields))


def finding_of(check: Check, disclosure: Disclosure, known: Known) -> Finding:
    """Return what a check says; its result is the worst of its notes, and what cannot be checked is neither."""
    notes = tuple(check.notes(disclosure, known)) or (Note(Result.NOT_CHECKABLE, str(check.idle)),)
    results = {note.result for note in notes}
    result = next((one for one in WORST_FIRST if one in results), Result.NOT_CHECKABLE)
    return Finding(check, result, notes)


def plain(value: Decimal | None) -> str | None:
    """
    Return a number as it is written without an exponent or idle zeros.

    >>> plain(Decimal("1.2E+3")), plain(Decimal("0.4200")), plain(None)
    ('1200', '0.42', None)
    """
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: Fraction | Decimal) -> str:
    """
    Return a share as a percentage with one decimal, for words.

    >>> percent(Fraction(5, 9)), percent(Decimal("0.05"))
    ('55.6 %', '5 %')
    """
    tenths = (Fraction(share) * 1000 + Fraction(1, 2)) // 1
    return f"{plain(Decimal(tenths) / 10)} %"


def called(name: str) -> str:
    """
    Return a field as people call it.

    >>> called("scope2_location"), called("scope3.6"), called("employees")
    ('location-based scope 2', 'category 6 of scope 3', 'employees')
    """
    scope, _dot, number = name.partition(".")
    if number:
        return _("category %s of scope 3") % number
    return _(NAMES[scope]) if scope in NAMES else name
