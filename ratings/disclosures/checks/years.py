"""Check 5: from one year to the next, figures neither leap without a reason nor repeat, and changes are owned up to."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from ratings.disclosures.checks.finding import Known, Note, Number, Result, called, plain
from ratings.disclosures.rules.disclosure import Disclosure, Inventory
from ratings.disclosures.rules.figures import Figure
from ratings.disclosures.rules.paths import exact

NAMES = ("scope1", "scope2_location", "scope2_market", "scope2_unspecified", "scope3")
LEAP = Fraction(3, 2)
"""Half as much again, or down by a third: |ln| of it is the same."""


def notes(disclosure: Disclosure, known: Known) -> Iterator[Note]:
    """
    Yield a note for each scope that both years give, and for each earlier figure that has changed.

    The year before counts as this disclosure tells it, else as an earlier one did.
    """
    told = disclosure.comparatives.get(disclosure.year - 1, Inventory())
    published = next((one.inventory for one in known.of_year(disclosure.year - 1)), Inventory())
    for name in NAMES:
        old, new = _pair(told, disclosure.inventory, name)
        old = getattr(published, name) if old is None else old
        if old is not None and new is not None:
            yield _compared(disclosure, name, old, new)
    yield from _restated(disclosure, known)


def _pair(before: Inventory, now: Inventory, name: str) -> tuple[Figure | None, Figure | None]:
    return getattr(before, name), getattr(now, name)


def _compared(disclosure: Disclosure, name: str, old: Figure, new: Figure) -> Note:
    fields = (name, f"comparatives[{disclosure.year - 1}].{name}")
    numbers: dict[str, Number] = {"before_tonnes": plain(old.tonnes), "now_tonnes": plain(new.tonnes)}
    said = {"name": called(name), "before": numbers["before_tonnes"], "now": numbers["now_tonnes"]}
    if old.tonnes == new.tonnes:
        if not new.tonnes:
            return Note(Result.PASS, _("%(name)s is zero in both years.") % said, fields, numbers)
        words = _("%(name)s is %(now)s t CO2e in both years, to the last digit: look whether it was copied.")
        return Note(Result.WARN, words % said, fields, numbers)
    if not leaps(old.tonnes, new.tonnes):
        numbers["change"] = plain(exact(Fraction(new.tonnes) / Fraction(old.tonnes) - 1))
        return Note(Result.PASS, _("%(name)s changed within the usual.") % said, fields, numbers)
    if disclosure.structural_changes:
        words = _("%(name)s went from %(before)s to %(now)s t CO2e; a structural change is given as the reason.")
        return Note(Result.PASS, words % said, (*fields, "structural_changes"), numbers)
    words = _("%(name)s went from %(before)s to %(now)s t CO2e, and no structural change is given as a reason.")
    return Note(Result.WARN, words % said, fields, numbers)


def leaps(old: Decimal, new: Decimal) -> bool:
    """
    Say whether |ln(new/old)| is over ln 1.5.

    >>> leaps(Decimal(100), Decimal(150)), leaps(Decimal(100), Decimal("150.1"))
    (False, True)
    >>> leaps(Decimal(150), Decimal(100)), leaps(Decimal(150), Decimal("99.9")), leaps(Decimal(0), Decimal(1))
    (False, True, True)
    """
    return max(old, new) > LEAP * Fraction(min(old, new))


def _restated(disclosure: Disclosure, known: Known) -> Iterator[Note]:
    """Yield a note for each earlier figure that is now told otherwise than when it was published."""
    for year, told in sorted(disclosure.comparatives.items()):
        for earlier in known.of_year(year):
            for name in NAMES:
                old, new = _pair(earlier.inventory, told, name)
                if old is not None and new is not None and differ(old, new):
                    yield _owned_up(disclosure, year, name, old, new)
    for number, one in enumerate(disclosure.restatements):
        if one.reason is None:
            words = _("The restated %(name)s of %(year)d has no reason.") % {"name": called(one.name), "year": one.year}
            yield Note(Result.FAIL, words, (f"restatements[{number}].reason",))


def differ(one: Figure, other: Figure) -> bool:
    """Say whether two figures are not one and the same, rounded."""
    return abs(one.tonnes - other.tonnes) > Decimal("0.5") * max(one.last_digit, other.last_digit)


def _owned_up(disclosure: Disclosure, year: int, name: str, old: Figure, new: Figure) -> Note:
    fields = (f"comparatives[{year}].{name}", "restatements")
    numbers = {"published_tonnes": plain(old.tonnes), "restated_tonnes": plain(new.tonnes)}
    said = {"name": called(name), "year": year, "old": numbers["published_tonnes"], "new": numbers["restated_tonnes"]}
    if any(one.year == year and one.name == name and one.reason for one in disclosure.restatements):
        words = _("%(name)s of %(year)d was restated from %(old)s to %(new)s t CO2e, with a reason.")
        return Note(Result.PASS, words % said, fields, numbers)
    words = _("%(name)s of %(year)d was published as %(old)s and is now told as %(new)s t CO2e, without a reason.")
    return Note(Result.FAIL, words % said, fields, numbers)
