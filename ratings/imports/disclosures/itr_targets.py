"""The targets of OS-Climate's ITR workbook, one a row."""

from collections.abc import Callable

from ratings.disclosures.rules.figures import Source
from ratings.disclosures.rules.numbers import read_share, read_year
from ratings.disclosures.rules.targets import EmissionTarget, TargetType
from ratings.imports.disclosures.amounts import amount_at, figure_at, unit_of
from ratings.imports.disclosures.found import FoundTarget, ReadRow
from ratings.imports.disclosures.grid import Line
from ratings.imports.disclosures.identifiers import company_of
from ratings.imports.disclosures.names import scope_and_categories
from ratings.imports.disclosures.repeats import Repeats
from ratings.imports.disclosures.rows import refused_row, row_of_targets
from ratings.kernel.refusals import Invalid

TARGET_COLUMNS = (
    "company_name",
    "company_lei",
    "company_id",
    "country",
    "netzero_year",
    "target_type",
    "target_scope",
    "target_start_year",
    "target_base_year",
    "target_base_year_qty",
    "target_base_year_unit",
    "target_year",
    "target_reduction_ambition",
    "pdf",
    "page",
)
(NAME, LEI, ID, COUNTRY, NET_ZERO, TYPE, SCOPE, START, BASE_YEAR, BASE, UNIT, YEAR, REDUCTION, DOCUMENT, PAGE) = range(
    len(TARGET_COLUMNS)
)
UNITS = {"myriametric_ton co2e": "1E+4"}
"""Units of this shape alone: a myriad of metric tons is 10,000."""


class _WrongCellError(Exception):
    """A cell that cannot be read, by its column."""

    def __init__(self, column: int, refusal: Invalid) -> None:
        super().__init__(column)
        self.column = column
        self.refusal = refusal


def read_target(line: Line, repeats: Repeats) -> ReadRow:
    """Return what became of one row; a target with a wrong cell is refused whole, since its arithmetic would be."""
    try:
        found = _target(line)
    except _WrongCellError as wrong:
        return refused_row(line, wrong.refusal.code, wrong.refusal.message, column=wrong.column)
    return row_of_targets(line, [found], [], repeats)


def _read[Read](column: int, read: Callable[[], Read]) -> Read:
    try:
        return read()
    except Invalid as refusal:
        raise _WrongCellError(column, refusal) from refusal


def _target(line: Line) -> FoundTarget:
    at = line.at
    company = _read(NAME, lambda: company_of(name=at(NAME), lei=at(LEI), given_id=at(ID), country=at(COUNTRY)))
    kind = _read(TYPE, lambda: _type(at(TYPE)))
    scope, categories = _read(SCOPE, lambda: scope_and_categories(at(SCOPE)))
    is_absolute = kind is TargetType.ABSOLUTE
    base = _read(BASE, lambda: amount_at(line, BASE))
    unit = _read(UNIT, lambda: unit_of(at(UNIT), said=UNITS)) if is_absolute and base is not None else None
    target = EmissionTarget(
        type=kind,
        scope=scope,
        categories=categories,
        start_year=_read(START, lambda: read_year(at(START))),
        base_year=_read(BASE_YEAR, lambda: read_year(at(BASE_YEAR))),
        target_year=_read(YEAR, lambda: read_year(at(YEAR))),
        reduction=_read(REDUCTION, lambda: read_share(at(REDUCTION), decimal=line.decimal_of(REDUCTION))),
        base=figure_at(line, BASE, unit) if unit else None,
        base_intensity=None if is_absolute else base,
        intensity_unit=None if is_absolute else at(UNIT) or None,
        source=_source(line),
    )
    cells = tuple(line.cell(index, heading) for index, heading in enumerate(TARGET_COLUMNS))
    net_zero = _read(NET_ZERO, lambda: read_year(at(NET_ZERO)))
    return FoundTarget(company, target, kind.value, cells, net_zero)


def _type(text: str) -> TargetType:
    try:
        return TargetType(text.casefold())
    except ValueError as error:
        raise Invalid("target-type-unread", f"“{text[:40]}”") from error


def _source(line: Line) -> Source | None:
    """Return the document where an address stands; other things stand in this column too."""
    url = line.at(DOCUMENT)
    return Source(url=url, page=line.at(PAGE) or None) if url.startswith(("https://", "http://")) else None
