"""Tables of others as rows of texts: CSV in UTF-8, or the sheets of an xlsx workbook, one row in memory at a time."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from ratings.imports.disclosures.found import Cell, CellRefusal
from ratings.imports.reading import LONGEST_FIELD, RowFile, wrong_file
from ratings.kernel.refusals import Invalid

LARGEST_UNPACKED = 512 * 1024 * 1024
"""A workbook that unpacks to more is refused unread."""
BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What the reading of a workbook ends with that is none: no archive, no XML, no cells, or parts that are not there."""
SIGNIFICANT_DIGITS = 15
"""So many digits of a number does a spreadsheet keep; what stands behind them comes from binary fractions."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row by the number that a spreadsheet shows, its texts, or why it cannot be read."""

    file: str
    sheet: str
    number: int
    texts: Sequence[str]
    problem: str = ""
    numbers: frozenset[int] = frozenset()
    """Columns that hold numbers rather than texts, so that a point in them parts decimals."""

    @property
    def is_blank(self) -> bool:
        """Say whether nothing stands in it."""
        return not any(text.strip() for text in self.texts)

    def at(self, index: int) -> str:
        """Return the text of a column, stripped."""
        return self.texts[index].strip() if index < len(self.texts) else ""

    def decimal_of(self, index: int) -> str | None:
        """Return the decimal mark of a column where it is known."""
        return "." if index in self.numbers else None

    def cell(self, index: int, heading: str) -> Cell:
        """Return a cell with its place."""
        text = self.texts[index] if index < len(self.texts) else ""
        return Cell(self.file, self.sheet, self.number, get_column_letter(index + 1), heading, text)

    def refusal(self, index: int, code: str, why: str) -> CellRefusal:
        """Return why a cell is not taken."""
        return CellRefusal(self.sheet, self.number, get_column_letter(index + 1), code, why)


def is_workbook(path: Path) -> bool:
    """Say whether a file is a zip archive, as an xlsx workbook is."""
    return path.is_file() and zipfile.is_zipfile(path)


def csv_lines(path: Path) -> Iterator[Line]:
    """Yield the rows of a CSV file; Invalid where the file is absent, empty or not UTF-8."""
    RowFile(path)
    csv.field_size_limit(LONGEST_FIELD)
    with path.open("rb") as file:
        reader = csv.reader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""), strict=True)
        number = 0
        while True:
            number += 1
            try:
                yield Line(path.name, "", number, next(reader))
            except StopIteration:
                return
            except csv.Error as error:
                yield Line(path.name, "", number, (), _("not CSV: %(why)s") % {"why": error})


class Workbook:
    """An xlsx workbook, read row by row; a formula is read as the value that was last computed for it."""

    def __init__(self, path: Path) -> None:
        _check_archive(path)
        self.path = path
        try:
            self._book = load_workbook(path, read_only=True, data_only=True)
        except BROKEN as error:
            raise _no_workbook(path) from error
        self.sheets = tuple(self._book.sheetnames)

    def lines(self, sheet: str) -> Iterator[Line]:
        """Yield the rows of a sheet; Invalid where it breaks off."""
        try:
            for number, values in enumerate(self._book[sheet].iter_rows(values_only=True), 1):
                numbers = frozenset(index for index, value in enumerate(values) if isinstance(value, int | float))
                yield Line(self.path.name, sheet, number, [written(value) for value in values], numbers=numbers)
        except BROKEN as error:
            raise _no_workbook(self.path) from error

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()


def _no_workbook(path: Path) -> Invalid:
    return wrong_file(_("%(path)s cannot be read as an xlsx workbook.") % {"path": path})


def _check_archive(path: Path) -> None:
    if not path.is_file():
        raise wrong_file(_("There is no file %(path)s.") % {"path": path})
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise _no_workbook(path) from error
    if unpacked > LARGEST_UNPACKED:
        raise wrong_file(_("%(path)s unpacks to more than 512 MB.") % {"path": path})


def written(value: object) -> str:
    """
    Return a cell's value as text: numbers exactly, without an exponent, days as 2024-12-31.

    >>> [written(value) for value in (None, 12, 0.1, 1.5e-7, 2030.0, "FY2035", True)]
    ['', '12', '0.1', '0.00000015', '2030', 'FY2035', 'true']
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return f"{Decimal(repr(value)):f}".removesuffix(".0")
        case datetime():
            return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value)


def as_spreadsheet_keeps_it(number: Decimal) -> Decimal:
    """
    Return a number to 15 digits, as many as a spreadsheet keeps: the rest comes from binary fractions.

    >>> as_spreadsheet_keeps_it(Decimal("101.29599999999999")), as_spreadsheet_keeps_it(Decimal("0.10"))
    (Decimal('101.296'), Decimal('0.10'))
    """
    if len(number.as_tuple().digits) <= SIGNIFICANT_DIGITS:
        return number
    return Decimal(f"{number:.{SIGNIFICANT_DIGITS}g}").normalize()
