"""Disclosures and targets that others collected, read from beside the repository, against cells drawn by hand."""

import csv
import json
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

from openpyxl import load_workbook

from ratings.disclosures.rules.disclosure import Money
from ratings.disclosures.rules.targets import GrossOrNet, Scope
from ratings.imports.disclosures.carbon_gap import read_carbon_gap
from ratings.imports.disclosures.found import FoundFigure, FoundTarget, ReadRow, RowState
from ratings.imports.disclosures.itr import read_itr
from ratings.imports.disclosures.net_zero_tracker import read_net_zero_tracker
from ratings.imports.disclosures.report import sums_of
from tests.servers import ROOT

ESG, EXTRA = "ITR V2 esg data", "Extra V2 esg data"

ITR = """
AES Corp.|2016|scope1|K2|70457|kt CO2e|70457000
AES Corp.|2017|scope2_location|L3|226|kt CO2e|226000
AES Corp.|2018|scope2_market|M4|362|kt CO2e|362000
AES Corp.|2016|scope3.6|K8|1.8|kt CO2e|1800
AES Corp.|2021|scope1|P31|41202392|t CO2e|41202392
AES Corp.|2021|combined.S1+S2.location|P34|41455694|t CO2e|41455694
AES Corp.|2021|scope3|P35|7351038|t CO2e|7351038
AES Corp.|2021|scope3.3|P36|7350511|t CO2e|7350511
American Electric Power Co., Inc.|2019|scope1|N105|65006727|t CO2e|65006727
COMMERCIAL METALS CO|2020|combined.S1+S2+S3|O339|3942274|t CO2e|3942274
Eni S.P.A. - Group|2018|scope1|M547|43.4|Mt CO2e|43400000
Eni S.P.A. - Group|2021|scope2_location|P548|0.81|Mt CO2e|810000
Eni S.P.A. - Group|2021|scope3.1|P549|912688|t CO2e|912688
Iberdrola S.A.|2018|scope1|M701|13328|kt CO2e|13328000
Iberdrola S.A.|2021|scope3|P704|53898|kt CO2e|53898000
Kansai Electric Power|2013|combined.S1+S2|I710|48.5|Mt CO2e|48500000
Kansai Electric Power|2020|scope3.3|O714|15.616|Mt CO2e|15616000
BASF SE|2021|scope3.4|P1480|2.252|Millions t CO2e|2252000
BASF SE|2021|scope3.5|P1481|1.742|Millions t CO2e|1742000
BASF SE|2021|scope3.12|P1487|28.34|Millions t CO2e|28340000
BASF SE|2021|scope3|P1489|101.29599999999999|Millions t CO2e|101296000
BASF SE|2020|scope1.gases.n2o|O1495|0.609|Millions t CO2e|609000
Tokai Carbon Co Ltd|2021|scope1|P2039|2070|thousand t CO2e|2070000
Tokai Carbon Co Ltd|2020|combined.S1+S2|O2041|2231|thousand t CO2e|2231000
Holcim AG|2021|scope1|P2217|119|Mt CO2e|119000000
Holcim AG|2021|scope3.3|P2221|288|kt CO2e|288000
Cemex SAB de CV|2020|scope2_market|O2408|3.4|Mt CO2e|3400000
Astellas Pharma Inc.|2019|scope3.7|N2447|1639|t CO2e|1639
AstraZeneca|2019|scope2_market|N2457|21135|t CO2e|21135
Bayer AG|2019|scope1.gases.ch4|N2616|3000|t CO2e|3000
"""
"""Company, year, field, cell, number and unit as they stand, tonnes: each looked up in the workbook by eye."""

CARBON_GAP = """
JPMorgan Chase|2019|scope1|E3|81655|81655
JPMorgan Chase|2020|scope1|H3|69570|69570
JPMorgan Chase|2020|total|L3|766340|766340
China Construction Bank|2020|scope2_unspecified|I4|332461|332461
Saudi Arabian Oil Company (Saudi Aramco)|2019|scope3|G5|1600000000|1600000000
Saudi Arabian Oil Company (Saudi Aramco)|2020|combined.S1+S2|J5|67000000|67000000
Apple|2020|scope2_unspecified|I6|0|0
Samsung Electronics|2020|scope3|K10|14726000|14726000
Walmart|2019|scope1|E16|6520000|6520000
NextEra Energy|2020|scope3|K115|6017|6017
"""


READING = f"""
import sys, pathlib
sys.path.insert(0, {str(ROOT)!r})
from django.conf import settings
settings.configure(USE_I18N=False)
from ratings.imports.disclosures.net_zero_tracker import read_net_zero_tracker
from ratings.imports.disclosures.report import sums_of
print(sums_of(read_net_zero_tracker(pathlib.Path(sys.argv[1]))).as_line())
# Of this program alone: what the system counts for a child begins with the size of who started it.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(peak.split()[1])
"""


def itr_path(shared: Path) -> Path:
    return shared / "data/osclimate_itr/20230106 ITR V2 Sample Data.xlsx"


def snapshot_path(shared: Path) -> Path:
    return shared / "data/net_zero_tracker/snapshot_2022-12-20_13-07-14.xlsx"


def carbon_gap_path(shared: Path) -> Path:
    return shared / "data/carbon_gap/profit_and_emmissions_database.csv"


@cache
def itr_rows(shared: Path) -> list[ReadRow]:
    return list(read_itr(itr_path(shared)))


@cache
def snapshot_rows(shared: Path) -> list[ReadRow]:
    return list(read_net_zero_tracker(snapshot_path(shared)))


@cache
def carbon_gap_rows(shared: Path) -> list[ReadRow]:
    return list(read_carbon_gap(carbon_gap_path(shared)))


def by_cell(rows: list[ReadRow], sheet: str) -> dict[str, FoundFigure]:
    figures = [one for row in rows if row.sheet == sheet for one in (*row.figures, *row.merged)]
    return {f"{one.cell.column}{one.cell.row}": one for one in figures}


def drawn(text: str) -> list[list[str]]:
    return [line.split("|") for line in text.split("\n") if line]


def targets_of(rows: list[ReadRow]) -> list[FoundTarget]:
    return [target for row in rows for target in row.targets]


def test_figures_drawn_by_hand_from_the_itr_workbook_are_read_as_they_stand(shared: Path) -> None:
    found = by_cell(itr_rows(shared), ESG)
    book = load_workbook(itr_path(shared), data_only=True)[ESG]

    assert len(drawn(ITR)) == 30
    for company, year, name, place, written, unit, tonnes in drawn(ITR):
        one = found[place]
        assert (one.company.subject.name, one.year, one.name) == (company, int(year), name), place
        assert not isinstance(one.figure, Money)
        assert (one.figure.value, one.figure.unit, one.figure.tonnes) == (written, unit, Decimal(tonnes)), place
        assert (one.cell.sheet, one.cell.text) == (ESG, written)
        assert float(book[place].value) == float(written), place
        assert book[f"G{one.cell.row}"].value == unit, place


def test_figures_drawn_by_hand_from_the_carbon_gap_table_are_read_as_they_stand(shared: Path) -> None:
    found = by_cell(carbon_gap_rows(shared), "")
    with carbon_gap_path(shared).open(encoding="utf-8-sig", newline="") as file:
        raw = list(csv.reader(file))

    for company, year, name, place, written, tonnes in drawn(CARBON_GAP):
        one = found[place]
        assert (one.company.subject.name, one.year, one.name) == (company, int(year), name), place
        assert not isinstance(one.figure, Money)
        assert (one.figure.value, one.figure.unit, one.figure.tonnes) == (written, "tons CO₂e", Decimal(tonnes)), place
        cells = raw[int(place[1:]) - 1]
        assert (cells[1], cells[ord(place[0]) - ord("A")]) == (company, written)


def test_a_carbon_gap_row_names_its_report_and_page_and_no_path_of_somebodys_disk(shared: Path) -> None:
    rows = carbon_gap_rows(shared)
    first = rows[0].figures[0].figure.source

    assert first is not None
    assert first.page == "32"
    assert first.url is not None
    assert first.url.startswith("https://www.jpmorganchase.com/")
    sources = [one.figure.source for row in rows for one in row.figures if one.figure.source]
    assert not [source for source in sources if "file:" in f"{source.url} {source.title}"]
    revenue = next(one.figure for one in rows[0].figures if one.name == "revenue")
    assert isinstance(revenue, Money)
    assert (revenue.amount, revenue.currency) == (Decimal("136200000000.00"), "USD")


def test_every_cell_of_the_carbon_gap_table_is_a_figure_or_said_not_to_be_one(shared: Path) -> None:
    rows = carbon_gap_rows(shared)
    sums = sums_of(rows)
    with carbon_gap_path(shared).open(encoding="utf-8-sig", newline="") as file:
        cells = [cell.strip() for row in list(csv.reader(file))[2:] for cell in row[4:12]]

    amounts = sum(one.name != "revenue" for row in rows for one in row.figures)
    assert (sums.read, sums.of(RowState.TAKEN)) == (179, 179)
    assert sums.not_given == sum(cell in {"-", "--"} for cell in cells)
    assert amounts + sums.not_given + cells.count("") == len(cells) == 179 * 8
    assert sums.cells_refused.total() == 0


def test_every_row_of_the_itr_workbook_is_taken_merged_or_refused_and_the_sums_agree(shared: Path) -> None:
    rows = itr_rows(shared)
    sums = sums_of(rows)
    book = load_workbook(itr_path(shared), read_only=True)

    for sheet, header in {ESG: 1, "ITR target input data": 1, EXTRA: 1, "Extra target data": 0, "Portfolio": 0}.items():
        in_file = sum(1 for _row in book[sheet].iter_rows(values_only=True)) - header
        assert sum(sums.of(state, sheet) for state in RowState) == in_file
    assert sum(sums.of(state, ESG) for state in RowState) == 2692
    assert sum(sums.of(state, "ITR target input data") for state in RowState) == 254
    assert sum(sums.of(state) for state in RowState) == sums.read == len(rows)
    for state in (RowState.MERGED, RowState.REFUSED):
        reasons = {reason: count for (here, reason), count in sums.reasons.items() if here is state}
        assert sum(reasons.values()) == sums.of(state)
        assert all(reasons)
    assert all(row.refusals for row in rows if row.state is RowState.REFUSED and row.reason != "no-figure")


def test_what_the_itr_workbook_says_of_parts_is_not_taken_for_the_whole(shared: Path) -> None:
    rows = {(row.sheet, row.number): row for row in itr_rows(shared)}

    reasons = {number: rows[ESG, number].reason for number in (9, 10, 47, 83, 224, 1245, 1475, 2040, 2444, 2407)}
    assert reasons == {
        9: "not-emissions",
        10: "document",
        47: "part-of-company",
        83: "part-of-scope",
        224: "intensity",
        1245: "blank",
        1475: "contradicts",
        2040: "",
        2444: "no-one-category",
        2407: "part-of-company",
    }
    gaps = {(x.row, x.column) for row in rows.values() for x in row.refusals if x.code == "sum-with-gaps"}
    assert {(2440, "K"), (875, "L"), (2085, "J")} <= gaps


def test_a_business_is_kept_apart_from_its_group_and_a_ticker_is_no_isin(shared: Path) -> None:
    companies = {one.company.subject.name: one.company for row in itr_rows(shared) for one in row.figures}
    companies |= {one.company.subject.name: one.company for one in targets_of(itr_rows(shared))}

    group, oil = companies["Eni S.P.A. - Group"], companies["Eni S.P.A. - Oil"]
    assert group.subject.lei == oil.subject.lei == "BUCRF72VH5RBN7X3VL35"
    assert (group.part, oil.part) == (None, "Oil")
    assert group.key != oil.key
    assert companies["Kansai Electric Power"].other_id == "9503.T"
    assert companies["Kansai Electric Power"].subject.isin is None
    assert companies["BASF SE"].subject.lei is None
    assert companies["BASF SE"].key == ("isin", "DE000BASF111", "")


def test_targets_drawn_by_hand_from_the_itr_workbook_are_read_as_they_stand(shared: Path) -> None:
    found = {target.cells[0].row: target for target in targets_of(itr_rows(shared))}

    korean = found[130].target
    assert (found[130].company.subject.name, found[130].company.other_id) == ("SK Innovation", "096770.SK")
    assert korean.base is not None
    assert (korean.base.tonnes, korean.base.unit) == (Decimal(12430000), "myriametric_ton CO2e")
    assert (korean.scope, korean.base_year, korean.target_year, korean.reduction) == (
        Scope.S1_S2,
        2019,
        2050,
        Decimal(1),
    )
    holcim = found[203].target
    assert (holcim.base_intensity, holcim.intensity_unit) == (Decimal(576), "kg CO2e/(t Cement)")
    assert (holcim.base, holcim.reduction, holcim.target_year) == (None, Decimal("0.95"), 2050)
    assert found[12].company.part == "E"
    assert found[12].net_zero_year == 2035
    refused = {
        row.number: row.reason for row in itr_rows(shared) if row.sheet == "ITR target input data" and row.reason
    }
    assert refused == {
        18: "unit-unknown",
        185: "contradicts",
        208: "contradicts",
        209: "contradicts",
        211: "contradicts",
    }


def test_the_net_zero_tracker_keeps_not_specified_apart_from_no(shared: Path) -> None:
    found = {(one.cells[0].row, one.kind): one for one in targets_of(snapshot_rows(shared))}

    ica = found[2096, "end_target"].target
    assert (ica.target_year, ica.scope, ica.credits_planned, ica.gross_or_net) == (
        2050,
        Scope.S1_S2_S3,
        True,
        GrossOrNet.NET,
    )
    interim = found[2096, "interim_target"].target
    assert (interim.reduction, interim.base_year, interim.target_year) == (Decimal("0.7"), 2006, 2020)
    barratt = found[2105, "end_target"]
    assert (barratt.target.scope, barratt.target.credits_planned) == (Scope.S1_S2, None)
    assert barratt.value_of("carbon_credit_offsets") == "Not Specified"
    phoenix = found[2113, "end_target"].target
    assert phoenix.scope is None
    assert (2113, "interim_target") not in found
    said_no = [one for one in found.values() if one.value_of("carbon_credit_offsets") == "No"]
    assert {one.target.credits_planned for one in said_no if one.kind == "end_target"} == {False}


def test_equal_names_in_the_tracker_are_two_companies_and_its_slips_are_refused_by_cell(shared: Path) -> None:
    rows = {row.number: row for row in snapshot_rows(shared)}
    sums = sums_of(rows.values())

    prudentials = {one.company.key for row in (rows[2613], rows[4089]) for one in row.targets}
    assert len(prudentials) == 2
    refused = {(x.column, x.code) for number in (2098, 2113, 2518) for x in rows[number].refusals}
    assert {("W", "unit-missing"), ("U", "year-unread"), ("I", "share-unread")} <= refused
    assert rows[2098].state is RowState.TAKEN
    assert sums.read == 4089 == sum(sums.of(state) for state in RowState)
    assert sums.reasons[RowState.REFUSED, "not-a-company"] == 4089 - 2001


def test_the_tracker_s_table_of_targets_is_read_by_lei_with_the_names_beside_it(shared: Path) -> None:
    path = shared / "data/net_zero_tracker/Target.csv"
    rows = list(read_net_zero_tracker(path))
    with path.open(encoding="utf-8-sig", newline="") as file:
        raw = list(csv.DictReader(file))

    assert len(rows) == len(raw) == 1559
    for row in rows:
        for one in row.targets:
            there = raw[row.number - 2]
            assert one.company.subject.lei == there["actor_id"]
            assert one.target.target_year == int(there["target_year"])
            assert one.target.reduction == (Decimal(there["target_value"]) / 100 if there["target_value"] else None)
    states = Counter(row.state for row in rows)
    assert states[RowState.TAKEN] > 700
    assert states.total() == 1559


def test_the_same_file_gives_the_same_twice(shared: Path) -> None:
    assert list(read_itr(itr_path(shared))) == itr_rows(shared)
    assert list(read_carbon_gap(carbon_gap_path(shared))) == carbon_gap_rows(shared)


def test_the_largest_of_them_is_read_in_less_than_300_mb(shared: Path) -> None:
    line = [sys.executable, "-c", READING, str(snapshot_path(shared))]
    said = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()

    assert json.loads(said[0])["read"] == 4089
    assert int(said[1]) < 300 * 1024
