"""
The shape of the Net Zero Tracker: a snapshot as xlsx, with an end target and an interim target in each row.

"Not Specified" is not "No", and neither is an empty cell: both stay unknown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from ratings.disclosures.rules.figures import Source
from ratings.disclosures.rules.numbers import is_not_given, read_year
from ratings.disclosures.rules.targets import EmissionTarget, GrossOrNet, Scope, TargetType
from ratings.imports.disclosures.amounts import amount_at
from ratings.imports.disclosures.found import CellRefusal, FoundCompany, FoundTarget, ReadRow
from ratings.imports.disclosures.grid import Line, Workbook, csv_lines, is_workbook
from ratings.imports.disclosures.identifiers import company_of
from ratings.imports.disclosures.net_zero_tracker_csv import COLUMNS as CSV_COLUMNS
from ratings.imports.disclosures.net_zero_tracker_csv import read_targets
from ratings.imports.disclosures.repeats import Repeats
from ratings.imports.disclosures.rows import refused_row, row_of_targets
from ratings.imports.reading import wrong_file
from ratings.kernel.refusals import Invalid

TARGETS = ("end_target", "interim_target")
PARTS = ("percentage_reduction", "baseline_year", "intensity_unit", "baseline_emissions", "target_emissions", "year")
COMPANY = ("id_code", "name", "country", "actor_type", "isin_id", "sector")
COVERAGE = ("scope_1", "scope_2", "scope_3", "carbon_credit_offsets", "gasses_coverage", "source_url")
NEEDED = (*COMPANY, *TARGETS, *(f"{target}_{part}" for target in TARGETS for part in PARTS), *COVERAGE)
ABSOLUTE = frozenset({"emissions reduction target", "absolute emissions target", "zero emissions", "zero carbon"})
INTENSITY = frozenset({"emissions intensity target"})
NET = frozenset(
    {"net zero", "carbon neutral(ity)", "climate neutral", "ghg neutral", "carbon negative", "climate positive"}
)
YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class _Row:
    """One row with the places of its columns."""

    line: Line
    places: Mapping[str, int]

    def at(self, name: str) -> str:
        """Return the text of a column."""
        return self.line.at(self.places[name])


def read_net_zero_tracker(path: Path) -> Iterator[ReadRow]:
    """Yield what became of each row of a snapshot (xlsx) or of its targets (CSV); Invalid for another file."""
    if is_workbook(path):
        yield from _read_snapshot(path)
        return
    lines = csv_lines(path)
    header = next(lines, None)
    if header is None or tuple(text.strip() for text in header.texts) != CSV_COLUMNS:
        raise wrong_file(_("%(path)s has not the columns of the Net Zero Tracker.") % {"path": path})
    yield from read_targets(lines, path)


def _read_snapshot(path: Path) -> Iterator[ReadRow]:
    book = Workbook(path)
    try:
        lines = book.lines(book.sheets[0])
        header = next(lines, None)
        places = {text.strip(): index for index, text in enumerate(header.texts)} if header else {}
        missing = [name for name in NEEDED if name not in places]
        if missing:
            raise wrong_file(_("%(path)s has no column %(column)s.") % {"path": path, "column": missing[0]})
        repeats = Repeats()
        for line in lines:
            yield _read_row(_Row(line, places), repeats)
    finally:
        book.close()


def _read_row(row: _Row, repeats: Repeats) -> ReadRow:
    if row.line.is_blank:
        return refused_row(row.line, "blank", _("Nothing stands in this row."))
    if row.at("actor_type") != "Company":
        return refused_row(
            row.line, "not-a-company", _("The row is about no company."), column=row.places["actor_type"]
        )
    try:
        company = _company(row)
    except Invalid as refusal:
        return refused_row(row.line, refusal.code, refusal.message, column=row.places["isin_id"])
    found: list[FoundTarget] = []
    refusals: list[CellRefusal] = []
    for name in TARGETS:
        try:
            found.append(_target(row, name, company))
            refusals += _without_units(row, name)
        except _WrongCellError as wrong:
            refusals.append(row.line.refusal(row.places[wrong.column], wrong.refusal.code, str(wrong.refusal.message)))
    return row_of_targets(row.line, found, refusals, repeats, is_one_of_a_kind=True)


def _company(row: _Row) -> FoundCompany:
    """Return the company; without an ISIN the tracker's own number keeps it apart from others of its name."""
    isin = row.at("isin_id")
    sector = row.at("sector")
    given = row.at("id_code") if is_not_given(isin) else isin
    return company_of(name=row.at("name"), given_id=given, country=row.at("country"), sector=sector)


class _WrongCellError(Exception):
    """A cell that keeps a target from being taken, by its column."""

    def __init__(self, column: str, refusal: Invalid) -> None:
        super().__init__(column)
        self.column = column
        self.refusal = refusal


def _target(row: _Row, name: str, company: FoundCompany) -> FoundTarget:
    """Return the end or the interim target of a row."""
    column = name
    try:
        kind = _type(row.at(name))
        column = f"{name}_percentage_reduction"
        reduction = percent(amount_at(row.line, row.places[column]))
        column = f"{name}_baseline_year"
        base_year = read_year(row.at(column))
        column = f"{name}_year"
        target_year = read_year(row.at(column))
    except Invalid as refusal:
        raise _WrongCellError(column, refusal) from refusal
    is_end = name == "end_target"
    target = EmissionTarget(
        type=kind,
        scope=_scope(row) if is_end else None,
        base_year=base_year,
        target_year=target_year,
        reduction=reduction,
        intensity_unit=row.at(f"{name}_intensity_unit") or None,
        gross_or_net=GrossOrNet.NET if row.at(name).casefold() in NET else None,
        credits_planned=YES_NO.get(row.at("carbon_credit_offsets").casefold()) if is_end else None,
        wording=row.at(name),
        source=_source(row.at("source_url")),
    )
    headings = (name, *(f"{name}_{part}" for part in PARTS), *COMPANY, *COVERAGE)
    cells = tuple(row.line.cell(row.places[heading], heading) for heading in headings)
    is_net_zero = row.at(name).casefold() == "net zero"
    return FoundTarget(company, target, name, cells, target_year if is_net_zero else None)


def _type(text: str) -> TargetType:
    """Return whether a target is absolute; Invalid where the tracker says that there is none, or only its name."""
    words = text.casefold()
    if words == "no target":
        raise Invalid("no-target", _("The tracker says that there is no target."))
    if is_not_given(text):
        raise Invalid("target-not-said", _("The tracker says nothing about a target."))
    if words in INTENSITY:
        return TargetType.INTENSITY
    if words in ABSOLUTE | NET:
        return TargetType.ABSOLUTE
    raise Invalid(
        "target-kind-open",
        _("“%(kind)s” does not say whether tonnes are to fall, or tonnes per unit.") % {"kind": text[:60]},
    )


def _without_units(row: _Row, name: str) -> Iterator[CellRefusal]:
    """Refuse amounts of emissions: their columns name no unit. The target stands without them."""
    for column in (f"{name}_baseline_emissions", f"{name}_target_emissions"):
        if not is_not_given(row.at(column)):
            why = _("The column names no unit, so the amount cannot be taken.")
            yield row.line.refusal(row.places[column], "unit-missing", why)


def percent(number: Decimal | None) -> Decimal | None:
    """
    Return a share from a percentage; Invalid above 100.

    >>> percent(Decimal("42")), percent(None)
    (Decimal('0.42'), None)
    """
    if number is not None and number > 100:  # noqa: PLR2004 - percent
        raise Invalid("share-unread", _("“%(number)s” is more than 100 percent.") % {"number": number})
    return None if number is None else number.scaleb(-2)


def _scope(row: _Row) -> Scope | None:
    """Return the scopes of the end target where all three columns say yes, no or partial; None where one is open."""
    said = [row.at(f"scope_{number}").casefold() for number in (1, 2, 3)]
    if any(word not in {"yes", "no", "partial"} for word in said):
        return None
    covered = [f"S{number}" for number, word in enumerate(said, 1) if word != "no"]
    return Scope("+".join(covered)) if covered else None


def _source(text: str) -> Source | None:
    """Return the address of the target's page; None where the cell holds several or none."""
    is_one = text.startswith(("https://", "http://")) and len(text.split()) == 1
    return Source(url=text) if is_one else None
