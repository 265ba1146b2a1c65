"""
The shape of OS-Climate's ITR tool: an xlsx workbook of figures in blocks with years as columns, and of targets.

A company's name, LEI and id stand on the first row of its block only; rows of documents stand among its figures.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from ratings.disclosures.rules.disclosure import Money
from ratings.disclosures.rules.figures import Figure, Source
from ratings.disclosures.rules.numbers import is_not_given, read_year
from ratings.disclosures.rules.targets import Scope, read_scope
from ratings.imports.disclosures.amounts import figure_at, money_at, says_nothing, unit_of
from ratings.imports.disclosures.found import CellRefusal, FoundCompany, FoundFigure, ReadRow, RowState
from ratings.imports.disclosures.grid import Line, Workbook
from ratings.imports.disclosures.identifiers import company_of
from ratings.imports.disclosures.itr_targets import TARGET_COLUMNS, read_target
from ratings.imports.disclosures.names import Named, name_of, plain
from ratings.imports.disclosures.repeats import Repeats
from ratings.imports.disclosures.rows import refused_row, row_of
from ratings.kernel.refusals import Invalid

FIGURE_COLUMNS = (
    "company_name",
    "company_lei",
    "company_id",
    "metric",
    "submetric",
    "boundary",
    "unit",
    "report_date",
    "base_year",
)
NAME, LEI, ID, METRIC, SUBMETRIC, BOUNDARY, UNIT, REPORTED, BASE = range(len(FIGURE_COLUMNS))
DOCUMENTS = frozenset({"pdf", "xlsx", "html", "annual report", "pdf pages"})
BASE_YEAR_ROWS = frozenset({"base year", "base_year"})
SCOPES = re.compile(r"s1|s2|s3|s1s2|s1s3|s1s2s3|s1\+s2|s1\+s2\+s3")
LONGEST_BLOCK = 500


@dataclass(frozen=True, slots=True)
class _Block:
    """The rows of one company's report, with what they share."""

    company: FoundCompany
    headings: Sequence[str]
    years: dict[int, int]
    base_year: int | None
    reported_on: date | None
    documents: dict[int, list[str]]
    lines: Sequence[Line]

    def source(self, index: int) -> Source | None:
        """Return the document of a column's year where there is one, else the block's only one."""
        here = self.documents.get(index) or [text for texts in self.documents.values() for text in texts]
        if len(set(here)) != 1:
            return None
        (text,) = set(here)
        return Source(url=text) if text.startswith(("https://", "http://")) else Source(title=text)


def read_itr(path: Path) -> Iterator[ReadRow]:
    """Yield what became of each row of the sheets of figures and of targets; Invalid where there is no such sheet."""
    book = Workbook(path)
    repeats, found = Repeats(), False
    try:
        for sheet in book.sheets:
            lines = book.lines(sheet)
            header = next(lines, None)
            headings = [text.strip() for text in header.texts] if header else []
            if tuple(headings[: len(FIGURE_COLUMNS)]) == FIGURE_COLUMNS:
                found = True
                yield from _figures(lines, headings, repeats)
            elif tuple(headings[: len(TARGET_COLUMNS)]) == TARGET_COLUMNS:
                found = True
                yield from (read_target(line, repeats) for line in lines)
            else:
                yield from _left_out(sheet, header, lines)
    finally:
        book.close()
    if not found:
        raise Invalid("wrong-file", _("%(path)s has no sheet of the ITR shape.") % {"path": path})


def _left_out(sheet: str, header: Line | None, lines: Iterator[Line]) -> Iterator[ReadRow]:
    """Refuse the rows of a sheet whose first row is neither of our headers."""
    if header is not None:
        yield refused_row(header, "other-sheet", _("The sheet has no header of figures or targets."))
        for line in lines:
            yield refused_row(line, "other-sheet", _("The sheet has no header of figures or targets."))


def _figures(lines: Iterator[Line], headings: Sequence[str], repeats: Repeats) -> Iterator[ReadRow]:
    years = {index: year for index, year in _years(headings) if year is not None}
    for block in _blocks(lines):
        yield from _read_block(block, headings, years, repeats)


def _years(headings: Sequence[str]) -> Iterator[tuple[int, int | None]]:
    for index, text in enumerate(headings[len(FIGURE_COLUMNS) :], len(FIGURE_COLUMNS)):
        yield index, read_year(text)


def _blocks(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Yield the rows from one company's name to before the next; a blank row ends no block."""
    block: list[Line] = []
    for line in lines:
        if block and (line.at(NAME) or len(block) == LONGEST_BLOCK):
            yield block
            block = [block[0], line] if not line.at(NAME) else [line]
        else:
            block.append(line)
    if block:
        yield block


def _read_block(
    lines: Sequence[Line], headings: Sequence[str], years: dict[int, int], repeats: Repeats
) -> Iterator[ReadRow]:
    first = lines[0]
    try:
        company = company_of(name=first.at(NAME), lei=first.at(LEI), given_id=first.at(ID))
    except Invalid as refusal:
        yield from (refused_row(line, refusal.code, refusal.message, column=NAME) for line in lines)
        return
    block = _Block(
        company,
        headings,
        years,
        _base_year(lines),
        next((day for day in map(_reported_on, lines) if day), None),
        _documents(lines, years),
        lines,
    )
    for line in lines:
        yield _read_line(line, block, repeats)


def _base_year(lines: Sequence[Line]) -> int | None:
    """Return the year that a block says its base-year column is about; None where it does not, or says several."""
    said = {line.at(BASE) for line in lines if line.at(METRIC).casefold() in BASE_YEAR_ROWS and line.at(BASE)}
    try:
        return read_year(said.pop()) if len(said) == 1 else None
    except Invalid:
        return None


def _reported_on(line: Line) -> date | None:
    try:
        return date.fromisoformat(line.at(REPORTED)) if line.at(REPORTED) else None
    except ValueError:
        return None


def _documents(lines: Sequence[Line], years: dict[int, int]) -> dict[int, list[str]]:
    """Return the documents that a block names, by the column of the year that they stand in."""
    found: dict[int, list[str]] = {}
    for line in lines:
        if _is_document(line):
            for index in years:
                if line.at(index):
                    found.setdefault(index, []).append(line.at(index))
    return found


def _is_document(line: Line) -> bool:
    """Say whether a row names a document: by its metric, or as a nameless row of texts under one."""
    metric = line.at(METRIC).casefold()
    if metric:
        return metric in DOCUMENTS
    texts = [text for text in line.texts[len(FIGURE_COLUMNS) :] if text.strip()]
    return bool(texts) and not line.numbers


def _read_line(line: Line, block: _Block, repeats: Repeats) -> ReadRow:
    metric = line.at(METRIC).casefold()
    if line.is_blank:
        return refused_row(line, "blank", _("Nothing stands in this row."))
    if _is_document(line):
        return _document_row(line, block)
    if metric in BASE_YEAR_ROWS:
        return _base_year_row(line, block)
    try:
        named = _named(line, metric)
    except Invalid as refusal:
        return refused_row(line, refusal.code, refusal.message, column=METRIC)
    return _row(line, block, named, repeats)


def _document_row(line: Line, block: _Block) -> ReadRow:
    if any(line.at(index) for index in block.years):
        return ReadRow(line.sheet, line.number, RowState.MERGED, "document")
    return refused_row(line, "no-document", _("The row names no document."), column=METRIC)


def _base_year_row(line: Line, block: _Block) -> ReadRow:
    if block.base_year is not None and line.at(BASE):
        return ReadRow(line.sheet, line.number, RowState.MERGED, "base-year")
    return refused_row(line, "base-year-unread", _("The row names no one base year."), column=BASE)


def _named(line: Line, metric: str) -> Named:
    """Return what a row is about; Invalid where it is no scope, or a part of one."""
    if metric == "production" and plain(line.at(SUBMETRIC)) == "revenue":
        return Named("revenue")
    if "intensity" in metric:
        raise Invalid("intensity", _("Amounts for each unit of output are not taken."))
    if metric == "s1 biogenic":
        return name_of(Scope.S1, "biogenic", line.at(BOUNDARY))
    scope = read_scope(metric) if SCOPES.fullmatch(metric) else None
    if scope is None:
        raise Invalid("not-emissions", _("“%(metric)s” is no amount of greenhouse gas.") % {"metric": metric[:80]})
    return name_of(scope, line.at(SUBMETRIC), line.at(BOUNDARY))


def _row(line: Line, block: _Block, named: Named, repeats: Repeats) -> ReadRow:
    """Read the cells of one row, each for itself."""
    found: list[FoundFigure] = []
    refusals: list[CellRefusal] = []
    for index in (BASE, *block.years):
        try:
            one = _at(line, index, block, named)
        except Invalid as refusal:
            refusals.append(line.refusal(index, refusal.code, str(refusal.message)))
        else:
            found += [one] if one else []
    not_given = sum(says_nothing(line, index) for index in (BASE, *block.years))
    return row_of(line, found, refusals, repeats, not_given=not_given)


def _at(line: Line, index: int, block: _Block, named: Named) -> FoundFigure | None:
    """Return the figure of one cell; None where it holds none."""
    if is_not_given(line.at(index)):
        return None
    year = block.base_year if index == BASE else block.years[index]
    if year is None:
        raise Invalid("base-year-unnamed", _("The block does not say which year its base year is."))
    read = _amount(line, index, named, block.source(index))
    if read is None:
        return None
    _refuse_sum_with_gaps(line, index, block, named)
    cell = line.cell(index, block.headings[index])
    reported_on = _reported_on(line) or block.reported_on
    return FoundFigure(block.company, year, named.name, read, cell, reported_on, named.boundary)


def _amount(line: Line, index: int, named: Named, source: Source | None) -> Figure | Money | None:
    if named.name == "revenue":
        return money_at(line, index, line.at(UNIT), source=source)
    unit = unit_of(line.at(UNIT), said={}, co2_is_meant=named.is_co2_alone)
    return figure_at(line, index, unit, source=source)


def _refuse_sum_with_gaps(line: Line, index: int, block: _Block, named: Named) -> None:
    """
    Refuse a sum whose parts are empty cells: a spreadsheet adds them as zero, and unknown is not zero.

    Of scopes together, a sum that equals one part while the other is empty; of scope 3, a zero without any category.
    """
    parts = {metric: _texts_of(metric, index, block, line) for metric in ("s1", "s2", "s3")}
    given = parts["s1"] | parts["s2"]
    is_of_some = named.name.startswith("combined.S1+S2") and not (parts["s1"] and parts["s2"])
    is_of_none = named.name == "scope3" and not parts["s3"]
    if (is_of_some and line.at(index) in given | {"0"}) or (is_of_none and line.at(index) == "0"):
        raise Invalid("sum-with-gaps", _("This sum counts empty cells as zero."))


def _texts_of(metric: str, index: int, block: _Block, but: Line) -> set[str]:
    """Return what the other rows of a metric hold in a column."""
    rows = (line for line in block.lines if line is not but and line.at(METRIC).casefold() == metric)
    return {line.at(index) for line in rows if not is_not_given(line.at(index))}
