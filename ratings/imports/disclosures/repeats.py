"""What was said before in a file: repeated, restated by a later report, or contradicted."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from ratings.disclosures.rules.figures import Figure
from ratings.disclosures.rules.targets import EmissionTarget
from ratings.imports.disclosures.found import FoundFigure, FoundTarget
from ratings.kernel.refusals import Invalid

HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class _Earlier:
    amount: Decimal | None
    last_digit: Decimal
    reported_on: date | None
    row: int


@dataclass(slots=True)
class Repeats:
    """The figures and targets of one file, by company, year and name."""

    _figures: dict[tuple[object, ...], list[_Earlier]] = field(default_factory=dict)
    _targets: dict[tuple[object, ...], tuple[EmissionTarget, int]] = field(default_factory=dict)

    def is_repeated(self, found: FoundFigure) -> bool:
        """
        Say whether a figure stood in an earlier row, up to rounding; Invalid where that row says something else.

        Another report, by its date, may say something else: it restates.
        """
        here = _as_said(found)
        earlier = self._figures.setdefault((found.company.key, found.year, found.name, found.boundary), [])
        if any(_is_same(one, here) for one in earlier):
            return True
        for one in earlier:
            if one.reported_on == here.reported_on:
                raise _contradiction(one.row)
        earlier.append(here)
        return False

    def is_target_repeated(self, found: FoundTarget, *, is_one_of_a_kind: bool = False) -> bool:
        """
        Say whether an earlier row sets the same target; Invalid where it sets another by the same means.

        `is_one_of_a_kind`: the file gives a company one target of each kind, whatever its years.
        """
        target = replace(found.target, source=None)
        key: tuple[object, ...] = (found.company.key, found.kind)
        if not is_one_of_a_kind:
            key = (*key, target.scope, target.categories, target.base_year, target.target_year, *_base(target))
        earlier, row = self._targets.setdefault(key, (target, found.cell.row))
        if earlier != target:
            raise _contradiction(row)
        return row != found.cell.row


def _base(target: EmissionTarget) -> tuple[object, ...]:
    return target.intensity_unit, target.base_intensity, target.base and target.base.tonnes


def _as_said(found: FoundFigure) -> _Earlier:
    read = found.figure
    if isinstance(read, Figure):
        return _Earlier(read.tonnes, read.last_digit, found.reported_on, found.cell.row)
    return _Earlier(read.amount, Decimal(0), found.reported_on, found.cell.row)


def _is_same(one: _Earlier, other: _Earlier) -> bool:
    if one.amount is None or other.amount is None:
        return one.amount is other.amount
    return abs(one.amount - other.amount) <= max(one.last_digit, other.last_digit) * HALF


def _contradiction(row: int) -> Invalid:
    return Invalid("contradicts", _("Row %(row)d says something else of the same.") % {"row": row})
