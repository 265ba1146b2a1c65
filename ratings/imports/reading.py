"""Reading somebody's file as a stream of rows: CSV, a JSON array, or JSON lines, in UTF-8."""

import codecs
import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import ijson
from django.utils.translation import gettext as _

from ratings.kernel.refusals import Invalid

BLOCK = 1 << 20
LONGEST_FIELD = 1_000_000
ROWS_LOOKED_AT = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One row by its number from 1, headers not counted: its values by column, or why it cannot be read."""

    number: int
    values: Mapping[str, str] | None
    problem: str = ""


def wrong_file(message: str) -> Invalid:
    """Return the refusal of a whole file."""
    return Invalid("wrong-file", message)


class RowFile:
    """A file of rows. Opening it checks that it is there, is text in UTF-8 and holds something. Raises Invalid."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise wrong_file(_("There is no file %(path)s.") % {"path": path})
        self.path = path
        self.size = path.stat().st_size
        self._file: BinaryIO | None = None
        self._first = self._check_text()

    def _check_text(self) -> str:
        """Return the first character that is no white space."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        first, line = "", 1
        with self._open() as file:
            while True:
                block = file.read(BLOCK)
                try:
                    text = decoder.decode(block, final=not block)
                except UnicodeDecodeError as error:
                    raise self._not_utf8(line, error) from error
                line += text.count("\n")
                first = first or text.lstrip("\ufeff \t\r\n")[:1]
                if not block:
                    break
        if not first:
            raise wrong_file(_("%(path)s is empty.") % {"path": self.path})
        return first

    def _not_utf8(self, line: int, error: UnicodeDecodeError) -> Invalid:
        line += bytes(error.object[: error.start]).count(b"\n")
        return wrong_file(
            _("%(path)s is not UTF-8: see line %(line)d; save it as UTF-8 and run this again.")
            % {"path": self.path, "line": line}
        )

    def _open(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except OSError as error:
            raise wrong_file(
                _("%(path)s cannot be read: %(why)s.") % {"path": self.path, "why": error.strerror}
            ) from error

    def position(self) -> int:
        """Return how many bytes have been read."""
        if self._file is None:
            return 0
        return self.size if self._file.closed else self._file.tell()

    def rows(self, *, columns: Sequence[str], needed: Sequence[str]) -> Iterator[Row]:
        """
        Yield the rows; Invalid where a column is absent or the rest of the file cannot be read.

        A table must have all columns; of JSON, which leaves out what is empty, only those `needed` must turn up.
        """
        with self._open() as file:
            self._file = file
            if self._first == "[":
                yield from _with_columns(_array(file, self.path), needed, self.path)
            elif self._first == "{":
                yield from _with_columns(_lines(file, self.path), needed, self.path)
            else:
                yield from self._table(file, columns)

    def _table(self, file: BinaryIO, columns: Sequence[str]) -> Iterator[Row]:
        csv.field_size_limit(LONGEST_FIELD)
        reader = csv.reader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""), strict=True)
        try:
            header = [name.strip() for name in next(reader)]
        except csv.Error as error:
            raise wrong_file(_("The header of %(path)s cannot be read.") % {"path": self.path}) from error
        twice = {name for name in header if header.count(name) > 1}
        if twice:
            raise wrong_file(
                _("The column %(name)s stands twice in %(path)s.") % {"name": min(twice), "path": self.path}
            )
        _require(header, columns, self.path)
        yield from _records(reader, header)


def _records(reader: Iterator[list[str]], header: list[str]) -> Iterator[Row]:
    number = 0
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield Row(number, None, _("not CSV: %(why)s") % {"why": error})
            continue
        if not fields:
            continue
        number += 1
        if len(fields) == len(header):
            yield Row(number, dict(zip(header, fields, strict=True)))
        else:
            yield Row(
                number, None, _("%(n)d fields where the header has %(of)d") % {"n": len(fields), "of": len(header)}
            )


def _array(file: BinaryIO, path: Path) -> Iterator[Row]:
    number = 0
    if file.read(3) != codecs.BOM_UTF8:
        file.seek(0)
    try:
        for number, item in enumerate(ijson.items(file, "item"), 1):
            yield _row(number, item)
    except ijson.JSONError as error:
        raise wrong_file(
            _("The JSON of %(path)s breaks off at row %(n)d; mend the file and run this again.")
            % {"path": path, "n": number + 1}
        ) from error


def _lines(file: BinaryIO, path: Path) -> Iterator[Row]:
    number = 0
    for line in io.TextIOWrapper(file, encoding="utf-8-sig"):
        if not line.strip():
            continue
        number += 1
        try:
            yield _row(number, json.loads(line))
        except ValueError as error:
            if number == 1:
                raise wrong_file(
                    _("%(path)s is neither an array of objects nor one JSON object a line.") % {"path": path}
                ) from error
            yield Row(number, None, _("not JSON: %(why)s") % {"why": error})


def _row(number: int, item: object) -> Row:
    if not isinstance(item, dict):
        return Row(number, None, _("not a JSON object"))
    return Row(number, dict(_flat(item)))


def _flat(item: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in item.items():
        key = f"{prefix}{name}"
        match value:
            case dict():
                yield from _flat(value, f"{key}.")
            case None:
                yield key, ""
            case bool():
                yield key, str(value).lower()
            case list():
                continue
            case _:
                yield key, str(value)


def _with_columns(rows: Iterator[Row], needed: Sequence[str], path: Path) -> Iterator[Row]:
    first = list(islice(rows, ROWS_LOOKED_AT))
    found = list(dict.fromkeys(column for row in first for column in row.values or {}))
    _require(found, needed if found else (), path)
    yield from first
    yield from rows


def _require(found: Sequence[str], wanted: Sequence[str], path: Path) -> None:
    for column in wanted:
        if column not in found:
            raise wrong_file(
                _("%(path)s has no column %(column)s; it has: %(columns)s.")
                % {"path": path, "column": column, "columns": ", ".join(found)[:500]}
            )
