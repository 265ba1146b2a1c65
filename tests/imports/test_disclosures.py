"""The readers of other people's disclosures, on small files made here."""

import json
import zipfile
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from ratings.disclosures.rules.disclosure import Money
from ratings.disclosures.rules.figures import Figure
from ratings.imports.disclosures.carbon_gap import read_carbon_gap
from ratings.imports.disclosures.found import ReadRow, RowState
from ratings.imports.disclosures.itr import FIGURE_COLUMNS, read_itr
from ratings.imports.disclosures.itr_targets import TARGET_COLUMNS
from ratings.imports.disclosures.net_zero_tracker import NEEDED, read_net_zero_tracker
from ratings.imports.disclosures.net_zero_tracker_csv import COLUMNS
from ratings.kernel.refusals import Invalid

LEI, ISIN = "2NUNNB7D43COUIRE5295", "US00130H1059"
type Line = list[object]


def workbook(path: Path, **sheets: list[Line]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(path)
    return path


def figures(tmp_path: Path, *lines: Line) -> list[ReadRow]:
    header: Line = [*FIGURE_COLUMNS, 2020, 2021]
    return list(read_itr(workbook(tmp_path / "itr.xlsx", esg=[header, *lines])))


def line(metric: str, *values: object, sub: object = None, unit: str = "kt CO2e", on: date | None = None) -> Line:
    return [None, None, None, metric, sub, None, unit, on, None, *values]


def named(metric: str, *values: object, lei: object = LEI, own: str = ISIN, unit: str = "kt CO2e") -> Line:
    return ["Acme", lei, own, metric, None, None, unit, None, None, *values]


def tonnes(row: ReadRow) -> list[Decimal]:
    return [one.figure.tonnes for one in row.figures if isinstance(one.figure, Figure)]


def test_rows_under_a_name_belong_to_it_until_the_next(tmp_path: Path) -> None:
    other: Line = ["Acme", None, "9503.T", *named("s1", 7, 8)[3:]]
    rows = figures(
        tmp_path, named("s1", 1, 2), line("s2", None, 3, sub="market"), [], line("s3", 4, None, sub=6), other
    )

    assert [row.number for row in rows] == [2, 3, 4, 5, 6]
    assert [row.reason for row in rows] == ["", "", "blank", "", ""]
    assert [(one.name, one.year) for one in rows[1].figures] == [("scope2_market", 2021)]
    assert [(one.name, one.company.subject.lei) for one in rows[3].figures] == [("scope3.6", LEI)]
    assert rows[0].figures[0].company.key != rows[4].figures[0].company.key


@pytest.mark.parametrize(
    ("lei", "own", "reason"),
    [
        ("2NUNNB7D43COUIRE5296", ISIN, "lei-wrong"),
        ("2NUNNB7D43COUIRE529", ISIN, "lei-wrong"),
        (LEI, "US00130H1058", "isin-wrong"),
        (LEI, "US00130H1058-Gas", "isin-wrong"),
    ],
)
def test_a_wrong_identifier_refuses_the_block_by_name(tmp_path: Path, lei: str, own: str, reason: str) -> None:
    rows = figures(tmp_path, named("s1", 1, 2, lei=lei, own=own), line("s2", 1, 2))

    assert [(row.state, row.reason) for row in rows] == [(RowState.REFUSED, reason)] * 2


@pytest.mark.parametrize(
    ("written", "code"),
    [("#VALUE!", "number-broken"), ("1,234", "number-ambiguous"), (-3, "below-zero"), ("~5", "number-marked")],
)
def test_a_cell_that_cannot_be_read_is_refused_and_its_neighbour_is_taken(
    tmp_path: Path, written: object, code: str
) -> None:
    (row,) = figures(tmp_path, named("s1", written, 12.5))

    assert [(x.row, x.column, x.code) for x in row.refusals] == [(2, "J", code)]
    assert tonnes(row) == [Decimal(12500)]
    assert row.state is RowState.TAKEN


def test_cells_that_say_that_nothing_is_known_are_no_figures_and_never_zero(tmp_path: Path) -> None:
    (row,) = figures(tmp_path, named("s1", "--", "N/A"))

    assert (row.state, row.reason, row.not_given, row.figures) == (RowState.REFUSED, "no-figure", 2, ())


def test_a_repeat_is_merged_a_later_report_restates_and_a_contradiction_is_refused(tmp_path: Path) -> None:
    first, second = date(2021, 3, 1), date(2022, 3, 1)
    rows = figures(
        tmp_path,
        [*named("s1", 100, None)[:7], first, None, 100, None],
        line("s1", 100_000, None, unit="t CO2e", on=second),
        line("s1", 90, None, on=second),
        line("s1", 80, None, on=first),
    )

    assert [row.state for row in rows] == [RowState.TAKEN, RowState.MERGED, RowState.TAKEN, RowState.REFUSED]
    assert rows[3].reason == "contradicts"
    assert rows[2].figures[0].reported_on == second


def test_a_sum_over_empty_cells_is_refused(tmp_path: Path) -> None:
    rows = figures(tmp_path, named("s1", 5, 5), line("s2", None, 2), line("s1s2", 5, 7), line("s3", 0, None))

    assert [x.code for x in rows[2].refusals] == ["sum-with-gaps"]
    assert tonnes(rows[2]) == [Decimal(7000)]
    assert rows[3].reason == "sum-with-gaps"


def test_money_keeps_its_currency_and_scale(tmp_path: Path) -> None:
    rows = figures(
        tmp_path,
        named("s1", 1, 1),
        line("production", 2.5, None, sub="Revenue", unit="EUR Millions"),
        line("production", 2.5, None, sub="Revenue", unit="M€"),
    )

    (revenue,) = rows[1].figures
    assert isinstance(revenue.figure, Money)
    assert (revenue.figure.amount, revenue.figure.currency) == (Decimal("2500000.0"), "EUR")
    assert rows[2].reason == "money-unit-unread"


def test_a_document_in_a_block_is_the_source_of_its_year(tmp_path: Path) -> None:
    rows = figures(tmp_path, named("s1", 1, 2), line("pdf", "https://example.com/a.pdf", "report b.pdf"))

    a, b = (one.figure.source for one in rows[0].figures)
    assert a is not None
    assert b is not None
    assert (a.url, b.url, b.title) == ("https://example.com/a.pdf", None, "report b.pdf")
    assert (rows[1].state, rows[1].reason) == (RowState.MERGED, "document")


def test_a_target_with_a_wrong_cell_is_refused_by_it(tmp_path: Path) -> None:
    def target(year: object, reduction: object, *, unit: str = "Mt CO2e", scope: str = "s1+s2 ") -> Line:
        return ["Acme", LEI, ISIN, "US", 2050, "absolute", scope, None, 2019, 3, unit, year, reduction, None, None]

    lines = [target("FY2035", 0.5), target(2030, 30), target("FY34/35", 0.5), target(2030, 0.5, unit="t CH4")]
    path = workbook(tmp_path / "itr.xlsx", targets=[list(TARGET_COLUMNS), *lines, target(2031, 0.5, scope="CCS")])
    rows = list(read_itr(path))

    (found,) = rows[0].targets
    assert (found.target.target_year, found.target.reduction) == (2035, Decimal("0.5"))
    assert [row.reason for row in rows[1:]] == ["share-unread", "year-of-two", "unit-unknown", "scope-unread"]
    assert [row.refusals[0].column for row in rows[1:]] == ["M", "L", "K", "G"]


def test_the_tracker_gives_one_company_one_end_target(tmp_path: Path) -> None:
    def company(name: str, year: int, kind: str = "Net zero") -> Line:
        cells = {"id_code": name, "name": name, "country": "USA", "actor_type": "Company", "isin_id": ISIN}
        cells |= {"end_target": kind, "interim_target": "No target"}
        return [cells.get(column, year if column == "end_target_year" else None) for column in NEEDED]

    lines = [company("Acme", 2050), company("Acme Inc", 2050), company("ACME", 2040), company("A", 2050, "No target")]
    rows = list(read_net_zero_tracker(workbook(tmp_path / "tracker.xlsx", sheet=[list(NEEDED), *lines])))

    assert [row.state for row in rows] == [RowState.TAKEN, RowState.MERGED, RowState.REFUSED, RowState.REFUSED]
    assert [row.reason for row in rows] == ["", "repeats", "no-target", "no-target"]
    assert {x.code for x in rows[2].refusals} == {"no-target", "contradicts"}


def test_a_relative_target_is_not_taken_for_an_absolute_one(tmp_path: Path) -> None:
    path = tmp_path / "Target.csv"
    row = f"a,{LEI},Relative emission reduction,2019,2030,50,percent,https://example.com,t"
    path.write_text(f"{','.join(COLUMNS)}\n{row}\n", encoding="utf-8")
    (tmp_path / "ActorName.csv").write_text(f"actor_id,name\n{LEI},Acme\n", encoding="utf-8")

    (read,) = read_net_zero_tracker(path)

    assert (read.reason, read.refusals[0].column) == ("target-kind-open", "C")


def test_files_of_another_shape_are_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("name,lei\nAcme,\n", encoding="utf-8")
    book = workbook(tmp_path / "other.xlsx", sheet=[["name"], ["Acme"]])
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 no archive")

    for read, given in (
        (read_carbon_gap, path),
        (read_net_zero_tracker, path),
        (read_net_zero_tracker, book),
        (read_itr, path),
        (read_itr, book),
        (read_itr, tmp_path / "broken.xlsx"),
        (read_itr, tmp_path / "absent.xlsx"),
    ):
        with pytest.raises(Invalid) as refused:
            list(read(given))
        assert refused.value.code == "wrong-file"


def test_the_command_only_reads_and_says_so(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "itr.xlsx", esg=[[*FIGURE_COLUMNS, 2020], named("s1", 1), line("s2", "#VALUE!"), line("s3")]
    )
    out, err = StringIO(), StringIO()

    call_command("import_disclosures", str(path), "--format", "itr", "--dry-run", "--json", stdout=out, stderr=err)
    with pytest.raises(CommandError, match="--dry-run"):
        call_command("import_disclosures", str(path), "--format", "itr")
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("import_disclosures", str(tmp_path / "itr.xlsx"), "--format", "carbon-gap", "--dry-run")

    with pytest.raises(CommandError, match="check_disclosures FILE"):
        call_command("import_disclosures", str(path), "--format", "evenhand")

    said = json.loads(out.getvalue())
    assert (said["read"], said["taken"], said["skipped"], said["failed"]) == (3, 1, {"no-figure": 1}, 1)
    assert "esg row 3, column J: number-broken" in err.getvalue()


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", b"</sheetData>", b"<row"),
        ("xl/worksheets/sheet1.xml", b"<v>2020</v>", b"<v>x</v>"),
        ("xl/worksheets/sheet1.xml", b'r="A1"', b'r="??"'),
        ("xl/workbook.xml", b"</workbook>", b""),
    ],
)
def test_a_broken_workbook_is_refused_in_one_sentence(tmp_path: Path, part: str, old: bytes, new: bytes) -> None:
    whole = workbook(tmp_path / "whole.xlsx", esg=[[*FIGURE_COLUMNS, 2020], named("s1", 1)])
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(tmp_path / "broken.xlsx", "w") as broken:
        for name in source.namelist():
            data = source.read(name)
            assert name != part or old in data
            broken.writestr(name, data.replace(old, new) if name == part else data)

    with pytest.raises(Invalid, match="cannot be read as an xlsx workbook"):
        list(read_itr(tmp_path / "broken.xlsx"))
