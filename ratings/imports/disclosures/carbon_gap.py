"""
The shape of the Carbon Gap table: CSV with a note as its first line and the same headings once for each of two years.

The headings say "tons CO2e". The companies' reports that they cite count metric tons, so one is a tonne here, and every
figure keeps the unit as it is written.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from ratings.disclosures.rules.disclosure import Money
from ratings.disclosures.rules.figures import Figure, Source
from ratings.disclosures.rules.numbers import read_number
from ratings.imports.disclosures.amounts import figure_at, says_nothing, unit_of
from ratings.imports.disclosures.found import CellRefusal, FoundCompany, FoundFigure, ReadRow
from ratings.imports.disclosures.grid import Line, csv_lines
from ratings.imports.disclosures.identifiers import company_of
from ratings.imports.disclosures.repeats import Repeats
from ratings.imports.disclosures.rows import refused_row, row_of
from ratings.imports.reading import wrong_file
from ratings.kernel.refusals import Invalid

NAME, INDUSTRY, COUNTRY = "Company Name", "Industry", "Country/Territory"
DOCUMENT = "Datasource emission data (name, link + page nr)"
REVENUE = "Sales/Revenue"
NEEDED = (NAME, INDUSTRY, COUNTRY, DOCUMENT, REVENUE)
FIGURES = (
    (re.compile(r"Scope 1 GHG emissions .*"), "scope1"),
    (re.compile(r"Scope 2 emissions .*"), "scope2_unspecified"),
    (re.compile(r"Scope 3 emissions .*"), "scope3"),
    (re.compile(r"Scope 1\+2"), "combined.S1+S2"),
    (re.compile(r"Scope 1-3 emissions"), "total"),
)
"""Scope 2 is "location based when available", so its method is not said for any one company."""
UNIT = re.compile(r"tons CO₂e|tons CO2e")
UNITS = {"tons co2e": "1"}
YEAR = re.compile(r"(20\d\d)(?: data)?")
TWO_YEARS = 2
DOLLARS = re.compile(r"\$\s*([\d.,]+)")
ADDRESS = re.compile(r"(?:https?|file)://\S+")
PAGE = re.compile(r"\b(?:pages?|p\.|pp\.)\s*(\d+(?:\s*(?:[-,&]|and)\s*\d+)*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of figures: its year, field and unit."""

    index: int
    heading: str
    year: int
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where what stands."""

    places: Mapping[str, int]
    columns: Sequence[_Column]
    last_year: int


def read_carbon_gap(path: Path) -> Iterator[ReadRow]:
    """Yield what became of each row under the headings; Invalid where note and headings are not of this shape."""
    lines = csv_lines(path)
    note, header = next(lines, None), next(lines, None)
    if note is None or header is None:
        raise _not_this_shape(path)
    shape = _shape(note, header, path)
    repeats = Repeats()
    for line in lines:
        if line.problem or len(line.texts) != len(header.texts):
            yield refused_row(line, "not-csv", line.problem or _("The row has not the columns of its header."))
        else:
            yield _read_row(line, shape, repeats)


def _not_this_shape(path: Path) -> Invalid:
    return wrong_file(_("%(path)s has not the note, years and headings of the Carbon Gap table.") % {"path": path})


def _shape(note: Line, header: Line, path: Path) -> _Shape:
    """Return the columns; the years stand in the note's line in the order in which the headings repeat."""
    headings = [" ".join(text.split()) for text in header.texts]
    found = [YEAR.fullmatch(re.sub(r"(?<=\d)\s(?=\d{3})", "", text.strip())) for text in note.texts]
    years = [int(year[1]) for year in found if year]
    if len(years) != TWO_YEARS or any(name not in headings for name in NEEDED):
        raise _not_this_shape(path)
    starts = [index for index, heading in enumerate(headings) if FIGURES[0][0].fullmatch(heading)]
    if len(starts) != TWO_YEARS:
        raise _not_this_shape(path)
    units = {unit[0] for heading in headings if (unit := UNIT.search(heading))}
    if len(units) != 1:
        raise _not_this_shape(path)
    columns = list(_columns(headings, starts, years, units.pop()))
    return _Shape({name: headings.index(name) for name in NEEDED}, columns, years[-1])


def _columns(headings: Sequence[str], starts: Sequence[int], years: Sequence[int], unit: str) -> Iterator[_Column]:
    for index, heading in enumerate(headings):
        name = next((name for pattern, name in FIGURES if pattern.fullmatch(heading)), None)
        if name is not None and index >= starts[0]:
            yield _Column(index, heading, years[index >= starts[1]], name, unit)


def _read_row(line: Line, shape: _Shape, repeats: Repeats) -> ReadRow:
    if line.is_blank:
        return refused_row(line, "blank", _("Nothing stands in this row."))
    place = shape.places
    try:
        company = company_of(
            name=line.at(place[NAME]), country=line.at(place[COUNTRY]), sector=line.at(place[INDUSTRY])
        )
    except Invalid as refusal:
        return refused_row(line, refusal.code, refusal.message, column=place[NAME])
    source = source_of(line.at(place[DOCUMENT]))
    found: list[FoundFigure] = []
    refusals: list[CellRefusal] = []
    for column in (*shape.columns, _Column(place[REVENUE], REVENUE, shape.last_year, "revenue", "")):
        try:
            read = _amount(line, column, source)
        except Invalid as refusal:
            refusals.append(line.refusal(column.index, refusal.code, str(refusal.message)))
        else:
            found += _as_found(company, line, column, read)
    not_given = sum(says_nothing(line, column.index) for column in shape.columns)
    return row_of(line, found, refusals, repeats, not_given=not_given)


def _amount(line: Line, column: _Column, source: Source | None) -> Figure | Money | None:
    if column.name == "revenue":
        amount = dollars(line.at(column.index))
        return None if amount is None else Money(amount, "USD", Decimal(1))
    return figure_at(line, column.index, unit_of(column.unit, said=UNITS), source=source)


def _as_found(company: FoundCompany, line: Line, column: _Column, read: Figure | Money | None) -> list[FoundFigure]:
    if read is None:
        return []
    return [FoundFigure(company, column.year, column.name, read, line.cell(column.index, column.heading))]


def dollars(text: str) -> Decimal | None:
    """
    Return an amount of US dollars, written with a decimal comma; Invalid for what is none.

    >>> dollars(" $40370000000,00 "), dollars("--")
    (Decimal('40370000000.00'), None)
    """
    found = DOLLARS.fullmatch(text.strip())
    return read_number(found[1] if found else text, decimal=",")


def source_of(text: str) -> Source | None:
    """
    Return the report, its address and its page, from words that hold all three; paths of somebody's disk are left out.

    >>> source_of("2020 ESG Report, page 32 https://example.com/esg.pdf")
    Source(title='2020 ESG Report', url='https://example.com/esg.pdf', page='32', quote=None, archived_url=None, \
document_sha256=None)
    """
    if not text.strip():
        return None
    address, page = ADDRESS.search(text), PAGE.search(text)
    ends = [found.start() for found in (address, page) if found]
    title = text[: min(ends, default=len(text))].strip(" ,;:-\u2013")
    url = address[0] if address and address[0].startswith("http") else None
    return Source(title=title or None, url=url, page=page[1] if page else None)
