"""Check 13: the same figure of the same period is the same in every document."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ratings.disclosures.checks.finding import Known, Note, Number, Result, called, plain
from ratings.disclosures.checks.years import differ
from ratings.disclosures.rules.disclosure import Disclosure
from ratings.disclosures.rules.figures import Figure
from ratings.disclosures.rules.totals import figure_named

NAMES = (
    "scope1",
    "scope2_location",
    "scope2_market",
    "scope2_unspecified",
    "scope3",
    "total",
    "total_location",
    "total_market",
)


def notes(disclosure: Disclosure, known: Known) -> Iterator[Note]:
    """Yield a note for each figure that stands in two places."""
    for number, repeated in enumerate(disclosure.other_sources):
        own = figure_named(disclosure, repeated.name)
        if own is not None:
            yield _compared(repeated.name, own, repeated.figure, f"other_sources[{number}]")
    for other in known.of_year(disclosure.year):
        if _is_of_one_period(disclosure, other):
            for name in NAMES:
                own, theirs = figure_named(disclosure, name), figure_named(other, name)
                if own is not None and theirs is not None:
                    yield _compared(name, own, theirs, name)


def _is_of_one_period(one: Disclosure, other: Disclosure) -> bool:
    return one.period is None or other.period is None or one.period == other.period


def _compared(name: str, own: Figure, other: Figure, at: str) -> Note:
    numbers: dict[str, Number] = {"tonnes": plain(own.tonnes), "other_tonnes": plain(other.tonnes)}
    fields = tuple(dict.fromkeys((name, at)))
    if not differ(own, other):
        return Note(Result.PASS, _("%(name)s is the same in two documents.") % {"name": called(name)}, fields, numbers)
    words = _("%(name)s is %(own)s t CO2e in one document and %(other)s in another, for the same period.")
    said = {"name": called(name), "own": numbers["tonnes"], "other": numbers["other_tonnes"]}
    quote = next((one.source.quote for one in (other, own) if one.source and one.source.quote), None)
    return Note(Result.FAIL, words % said, fields, numbers, quote)
