"""Check 2: parts add up to their sums, as far as rounding allows."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from ratings.disclosures.checks.finding import Known, Note, Result, called, plain
from ratings.disclosures.rules.disclosure import Disclosure, Gas
from ratings.disclosures.rules.figures import Figure
from ratings.disclosures.rules.targets import Method
from ratings.disclosures.rules.totals import are_categories_settled, figure_named, reported_categories, scope2_of

SHARE = Decimal("0.001")
GASES_MAY_BE_OF = ("scope1", "total_location", "total_market", "total")


def tolerance(total: Figure, parts: Sequence[Figure]) -> Decimal:
    """
    Return by how much a sum may differ: half of the last digit for each part, or a thousandth of the total.

    Figures in one unit count as given to the finest digit among them, since zeros at the end get lost on the way
    through spreadsheets and JSON; of several units the coarsest digit counts.

    >>> from ratings.disclosures.rules.figures import read_figure
    >>> parts = [read_figure("400", "t"), read_figure("600", "t")]
    >>> tolerance(read_figure("1000", "t"), parts), tolerance(read_figure("1", "kt"), parts)
    (Decimal('1.0'), Decimal('1000.0'))
    """
    finest: dict[Decimal, Decimal] = {}
    for one in (total, *parts):
        finest[one.factor] = min(finest.get(one.factor, one.last_digit), one.last_digit)
    coarsest = max(finest.values())
    return max(Decimal("0.5") * coarsest * len(parts), SHARE * total.tonnes)


def notes(disclosure: Disclosure, known: Known) -> Iterator[Note]:
    """Yield a note on scope 3, on each total, and on the gases."""
    yield from _scope3(disclosure)
    yield from _total(disclosure, "total_location", Method.LOCATION)
    yield from _total(disclosure, "total_market", Method.MARKET)
    yield from _total(disclosure, "total", None)
    yield from _combined(disclosure)
    yield from _gases(disclosure)


def _scope3(disclosure: Disclosure) -> Iterator[Note]:
    total, categories = disclosure.inventory.scope3, reported_categories(disclosure)
    names = ("scope3.total", *(f"scope3.categories.{number}" for number in categories))
    if total is None or not categories:
        return
    parts = list(categories.values())
    difference = total.tonnes - sum((one.tonnes for one in parts), Decimal(0))
    if difference > tolerance(total, parts) and not are_categories_settled(disclosure):
        words = _("Scope 3 is more than its categories; the rest may be in those that are not given.")
        yield Note(Result.NOT_CHECKABLE, words, names, {"difference_tonnes": plain(difference)})
    else:
        yield _compared("scope3", total, parts, names)


def _total(disclosure: Disclosure, name: str, method: Method | None) -> Iterator[Note]:
    inventory = disclosure.inventory
    total: Figure | None = getattr(inventory, name)
    if total is None:
        return
    scope2 = scope2_of(inventory, method)
    figures = {"scope1": inventory.scope1, "scope2": scope2, "scope3": inventory.scope3}
    if method is not None:
        figures = {"scope1": inventory.scope1, f"scope2_{method}": scope2, "scope3": inventory.scope3}
    names = (name, *figures)
    parts = [one for one in figures.values() if one is not None]
    if inventory.scope3 is None and are_categories_settled(disclosure):
        parts += reported_categories(disclosure).values()
        yield _compared(name, total, parts, names)
    elif len(parts) < len(figures):
        yield from _less_than_its_parts(name, total, parts, names)
    else:
        yield _compared(name, total, parts, names)


def _combined(disclosure: Disclosure) -> Iterator[Note]:
    """Yield a note on each sum that is given beside all of its parts."""
    inventory = disclosure.inventory
    for number, one in enumerate(disclosure.combined):
        scope2 = scope2_of(inventory, one.s2_method)
        figures = {"S1": inventory.scope1, "S2": scope2, "S3": inventory.scope3}
        parts = [figures[part] for part in one.scope.parts]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            yield _compared(str(one.scope), one.figure, known, (f"combined[{number}]",))


def _less_than_its_parts(name: str, total: Figure, parts: Sequence[Figure], names: tuple[str, ...]) -> Iterator[Note]:
    """Yield a note on a total of which a part is unknown: it cannot be less than the parts that are known."""
    if parts and sum((one.tonnes for one in parts), Decimal(0)) - total.tonnes > tolerance(total, parts):
        yield _compared(name, total, parts, names)
    else:
        words = _("%(total)s cannot be added up: a scope is not given.") % {"total": called(name)}
        yield Note(Result.NOT_CHECKABLE, words, names)


def _gases(disclosure: Disclosure) -> Iterator[Note]:
    if not disclosure.gases:
        return
    parts = list(disclosure.gases.values())
    names = tuple(f"gases.{gas}" for gas in disclosure.gases)
    candidates = _sums_of_gases(disclosure)
    compared = [_compared(name, total, parts, (name, *names)) for name, total in candidates]
    fitting = next((note for note in compared if note.result is Result.PASS), None)
    if fitting is not None:
        yield fitting
    elif compared and _fit_nothing(disclosure, sum((one.tonnes for one in parts), Decimal(0))):
        yield compared[0]
    else:
        yield Note(Result.NOT_CHECKABLE, _("Nothing says which figure the gases add up to."), names)


def _sums_of_gases(disclosure: Disclosure) -> list[tuple[str, Figure]]:
    """Return the figure that the gases are of, or, where that is not said, each that they may be of."""
    names = GASES_MAY_BE_OF if disclosure.gases_of is None else (disclosure.gases_of,)
    found = [(name, figure_named(disclosure, name)) for name in names]
    return [(name, total) for name, total in found if total is not None]


def _fit_nothing(disclosure: Disclosure, added: Decimal) -> bool:
    """
    Say whether gases that add up to no figure given can be of none that is not given either.

    They may be of scope 1 or of a total; less than scope 1, or more than a total, they are of neither. What is lacking
    may be in a gas that is not given.
    """
    inventory = disclosure.inventory
    largest = max(total.tonnes for _name, total in _sums_of_gases(disclosure))
    if added < largest and len(disclosure.gases) < len(Gas):
        return False
    totals = [one.tonnes for one in (inventory.total_location, inventory.total_market, inventory.total) if one]
    scope1 = inventory.scope1
    if disclosure.gases_of is not None or (scope1 is not None and totals):
        return True
    if scope1 is not None:
        return added < scope1.tonnes
    return bool(totals) and added > max(totals)


def _compared(name: str, total: Figure, parts: Iterable[Figure], names: tuple[str, ...]) -> Note:
    parts = list(parts)
    added = sum((one.tonnes for one in parts), Decimal(0))
    allowed, difference = tolerance(total, parts), added - total.tonnes
    numbers = {
        "total_tonnes": plain(total.tonnes),
        "sum_tonnes": plain(added),
        "difference_tonnes": plain(difference),
        "tolerance_tonnes": plain(allowed),
    }
    if abs(difference) <= allowed:
        return Note(Result.PASS, _("The parts add up to %(total)s.") % {"total": called(name)}, names, numbers)
    words = _("The parts of %(total)s add up to %(sum)s t CO2e; it is given as %(given)s t.") % {
        "total": called(name),
        "sum": numbers["sum_tonnes"],
        "given": numbers["total_tonnes"],
    }
    return Note(Result.FAIL, words, names, numbers)
