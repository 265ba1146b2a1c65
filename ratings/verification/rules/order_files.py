"""Reading a list of orders as shops and spreadsheets write it: CSV (RFC 4180) with a header."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from ratings.kernel.refusals import Words, invalid_field

COLUMNS = ("order", "ordered_on", "email", "locale")
NEEDED = ("order", "ordered_on")
LARGEST_FILE = 2**20
"""Bytes: a thousand orders take a tenth of it."""
ISO_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([T ].*)?")
DOTTED_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
KEPT_AS_TEXT = re.compile(r'="(.*)"')
"""How spreadsheets are made to keep leading zeros: `="00123"`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One order of a file; `number` is its row there as a spreadsheet counts it, the header being row 1."""

    number: int
    order: str
    ordered_on: date
    email: str | None
    locale: str | None


def read_orders(data: bytes, *, most: int) -> tuple[list[OrderRow], dict[str, Words]]:
    """
    Return the orders of a file, and what is wrong with its other rows (`rows.N.column`, the header being row 1).

    The file is UTF-8, with commas or semicolons, columns in any order; empty rows are left out. Cells are texts and
    nothing else: what looks like a formula is never worked out, and never given back. Raises Invalid (`file`) for
    what is wrong with all of it.

    >>> rows, wrong = read_orders(b"ordered_on;order\\n20.11.2026;A-1\\n3/4/2026;A-2\\n", most=1000)
    >>> [row.order for row in rows], list(wrong)
    (['A-1'], ['rows.3.ordered_on'])
    """
    rows = _rows(_text(data))
    names = _names(rows)
    filled = [(number, cells) for number, cells in enumerate(rows[1:], 2) if any(cell.strip() for cell in cells)]
    if not filled:
        raise invalid_field("file", _("There is no order below the header."))
    if len(filled) > most:
        sentence = _(
            "This file has %(found)d orders. Send at most %(most)d at a time: cut it into pieces, each with the "
            "header. What is sent twice is registered once."
        )
        raise invalid_field("file", sentence % {"found": len(filled), "most": most})
    wrong: dict[str, Words] = {}
    orders = [_order(number, cells, names, wrong) for number, cells in filled]
    return [order for order in orders if order is not None], wrong


def _text(data: bytes) -> str:
    if len(data) > LARGEST_FILE:
        raise invalid_field("file", _("This file is larger than 1 MiB. Cut it into pieces, each with the header."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise invalid_field("file", _("This file is not UTF-8. Save it as “CSV UTF-8” and send it again.")) from error


def _rows(text: str) -> list[list[str]]:
    first = text.partition("\n")[0].lower()
    separator = max(",;", key=lambda sign: len({cell.strip(' "\r') for cell in first.split(sign)} & {*COLUMNS}))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        sentence = _("This file is not CSV: line %(line)d has a quotation mark that is not closed, or the like.")
        raise invalid_field("file", sentence % {"line": reader.line_num}) from error


def _names(rows: Sequence[Sequence[str]]) -> list[str]:
    names = [cell.strip().lower() for cell in rows[0]] if rows else []
    while names and not names[-1]:
        names.pop()
    for name in NEEDED:
        if name not in names:
            sentence = _("The first row must name the columns; %(name)s is missing. Columns: %(columns)s.")
            raise invalid_field("file", sentence % {"name": name, "columns": ", ".join(COLUMNS)})
    unknown = [name[:40] for name in names if name not in COLUMNS]
    if unknown or len(set(names)) < len(names):
        sentence = _("Leave out the columns that we do not need, and name each once. We take %(columns)s.")
        raise invalid_field("file", sentence % {"columns": ", ".join(COLUMNS)})
    return names


def _order(number: int, cells: Sequence[str], names: Sequence[str], wrong: dict[str, Words]) -> OrderRow | None:
    """Return an order, or None where something is wrong with it, which is put into `wrong`."""
    if any(cell.strip() for cell in cells[len(names) :]):
        wrong[f"rows.{number}.{len(names) + 1}"] = _("This row has more cells than the header.")
        return None
    values = {name: _cell(cell) for name, cell in zip(names, cells, strict=False)}
    ordered_on = _day(values.get("ordered_on", ""))
    if ordered_on is None:
        wrong[f"rows.{number}.ordered_on"] = _("Write the day as 2026-11-20.")
    if not values.get("order"):
        wrong[f"rows.{number}.order"] = _("Please fill this in.")
    if ordered_on is None or not values.get("order"):
        return None
    return OrderRow(
        number=number,
        order=values["order"],
        ordered_on=ordered_on,
        email=values.get("email") or None,
        locale=values.get("locale") or None,
    )


def _cell(cell: str) -> str:
    text = cell.strip()
    kept = KEPT_AS_TEXT.fullmatch(text)
    return kept[1].strip() if kept else text


def _day(text: str) -> date | None:
    """
    Return a day written as ISO 8601 or with dots, the day first; None for anything else: 3/4 is two days.

    >>> _day("2026-11-20T10:00:00Z"), _day("3.4.2026"), _day("3/4/2026"), _day("31.02.2026")
    (datetime.date(2026, 11, 20), datetime.date(2026, 4, 3), None, None)
    """
    iso, dotted = ISO_DAY.fullmatch(text), DOTTED_DAY.fullmatch(text)
    try:
        if iso:
            return date.fromisoformat(iso[1])
        return date(int(dotted[3]), int(dotted[2]), int(dotted[1])) if dotted else None
    except ValueError:
        return None
