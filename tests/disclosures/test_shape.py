"""The evenhand shape: what it takes, and how it names what it does not."""

from decimal import Decimal
from typing import Any

import pytest

from ratings.disclosures.rules.disclosure import AssuranceLevel, Framework
from ratings.disclosures.rules.documents import documents_of
from ratings.disclosures.rules.evenhand import read_disclosure
from ratings.disclosures.rules.figures import CategoryState
from ratings.disclosures.rules.units import read_unit
from ratings.kernel.refusals import Invalid
from tests.disclosures.told import acme, mistakes

BARE = {"company": "Acme", "year": 2025}


def test_a_figure_keeps_its_value_unit_and_source_beside_its_tonnes() -> None:
    source = {
        "title": "Annual report",
        "url": "https://acme.example/report.pdf",
        "page": 42,
        "quote": "Scope 1: 1.20 kt",
        "archived_url": "https://archive.example/acme",
        "document_sha256": "AB" * 32,
    }
    figure = read_disclosure(BARE | {"scope1": {"value": "1.20", "unit": "kt CO2e", "source": source}}).inventory.scope1

    assert figure is not None
    assert (figure.tonnes, figure.value, figure.unit) == (Decimal(1200), "1.20", "kt CO2e")
    assert figure.last_digit == Decimal(10)
    assert figure.source is not None
    assert (figure.source.page, figure.source.document_sha256) == ("42", "ab" * 32)


@pytest.mark.parametrize("value", [1200, 1200.0, "1200", "1.2e3", "1200.00"])
def test_figures_are_numbers_or_texts(value: Any) -> None:
    figure = read_disclosure(BARE | {"scope1": value}).inventory.scope1

    assert figure is not None
    assert figure.tonnes == 1200


def test_a_document_may_name_the_unit_of_its_plain_figures() -> None:
    read = read_disclosure(BARE | {"unit": "kt CO2e", "scope1": 3, "scope2_market": {"value": 4, "unit": "t"}})

    assert read.inventory.scope1 is not None
    assert read.inventory.scope1.tonnes == 3000
    assert read.inventory.scope2_market is not None
    assert read.inventory.scope2_market.tonnes == 4


@pytest.mark.parametrize("blank", [None, "", "--", "n/a", "not disclosed"])
def test_a_blank_is_unknown_and_never_zero(blank: str | None) -> None:
    read = read_disclosure(BARE | {"scope1": blank, "scope3": {"categories": {"1": blank}}})

    assert read.inventory.scope1 is None
    assert read.category(1).state is CategoryState.MISSING
    assert read.category(2).state is CategoryState.MISSING


def test_categories_have_five_states() -> None:
    given = {
        "1": 5,
        "2": 0,
        "3": {"state": "not applicable", "reason": "no fuel"},
        "4": {"state": "excluded", "reason": "no data"},
        "5": "missing",
        "6": {"state": "reported", "value": "1.5", "unit": "kt"},
    }
    read = read_disclosure(BARE | {"scope3": {"categories": given}})

    assert [read.category(number).state for number in range(1, 7)] == [
        "reported",
        "zero",
        "not_applicable",
        "excluded",
        "missing",
        "reported",
    ]
    assert read.category(4).reason == "no data"


def test_scope_2_may_stand_in_an_object_of_its_own() -> None:
    read = read_disclosure(BARE | {"scope2": {"location": 5, "market": 0, "instruments": ["PPA"]}})

    assert read.inventory.scope2_location is not None
    assert read.inventory.scope2_market is not None
    assert (read.inventory.scope2_location.tonnes, read.inventory.scope2_market.tonnes) == (Decimal(5), Decimal(0))
    assert read.scope2_instruments == ("PPA",)


def test_names_are_taken_in_any_case_and_targets_by_the_names_of_other_schemas() -> None:
    target = {"scope": "S1+S2", "base_year": "FY2020", "end_year": 2030, "reduction_ambition": "42%", "base_ghg_s1": 9}
    read = read_disclosure(BARE | {"framework": "ESRS E1", "assurance": "LIMITED", "targets": [target]})

    assert read.framework is Framework.ESRS_E1
    assert read.assurance is not None
    assert read.assurance[0].level is AssuranceLevel.LIMITED
    assert read.targets is not None
    assert (read.targets[0].reduction, read.targets[0].target_year) == (Decimal("0.42"), 2030)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"company": None}, "company"),
        ({"year": "soon"}, "year"),
        ({"year": "2024/25"}, "year"),
        ({"scope1": "1,234"}, "scope1"),
        ({"scope1": "#VALUE!"}, "scope1"),
        ({"scope1": "~1200"}, "scope1"),
        ({"scope1": -5}, "scope1"),
        ({"scope1": True}, "scope1"),
        ({"scope1": "1e99"}, "scope1"),
        ({"scope1": [1]}, "scope1"),
        ({"scope1": {"value": 1, "unit": "tons"}}, "scope1.unit"),
        ({"scope1": {"value": 1, "unit": "t CO2"}}, "scope1.unit"),
        ({"scope1": {"unit": "t"}}, "scope1.value"),
        ({"scope1": {"value": 1, "sauce": {}}}, "scope1.sauce"),
        ({"scope1": {"value": 1, "source": {"document_sha256": "ab"}}}, "scope1.source.document_sha256"),
        ({"scope1": {"value": 1, "source": {"url": "report.pdf"}}}, "scope1.source.url"),
        ({"scope3": {"categories": {"16": 1}}}, "scope3.categories.16"),
        ({"scope3": {"categories": {"1": {"state": "reported"}}}}, "scope3.categories.1.value"),
        ({"scope3": {"categories": {"1": {"state": "zero", "value": 5}}}}, "scope3.categories.1.state"),
        ({"scope3": {"categories": {"1": {"state": "excluded", "value": 5}}}}, "scope3.categories.1.value"),
        ({"framework": "cdp"}, "framework"),
        ({"period": {"start": "2025-12-31", "end": "2025-01-01"}}, "period.end"),
        ({"period": {"start": "2025-02-30", "end": "2025-12-31"}}, "period.start"),
        ({"scale": "dozen"}, "scale"),
        ({"revenue": -1}, "revenue"),
        ({"targets": {"scope": "S1"}}, "targets"),
        ({"targets": [{"scope": "S4"}]}, "targets[0].scope"),
        ({"targets": [{"reduction": 42}]}, "targets[0].reduction"),
        ({"targets": [{"base_year": 2030, "target_year": 2020}]}, "targets[0].target_year"),
        ({"targets": [{"target_year": 2030, "end_year": 2030}]}, "targets[0].end_year"),
        ({"targets": [{"categories": [16]}]}, "targets[0].categories"),
        ({"assurance": {"figures": ["scope4"], "level": "limited"}}, "assurance.figures"),
        ({"company": {"name": "Acme", "lei": "213800KUD8LXJWSQ9D15"}}, "company.lei"),
        ({"company": {"name": "Acme", "isin": "US0185223008"}}, "company.isin"),
        ({"period": "2025"}, "period"),
        ({"company": "A" * 301}, "company"),
        ({"claims": [5]}, "claims[0]"),
        ({"assurance": ["limited"]}, "assurance[0]"),
        ({"base_year": {"year": 2020, "scop1": 5}}, "base_year.scop1"),
        ({"comparatives": [{"year": 2024}, {"year": 2024}]}, "comparatives[1].year"),
        ({"gases": {"co3": 5}}, "gases.co3"),
        ({"scop1": 5}, "scop1"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(changes: dict[str, Any], field: str) -> None:
    told = mistakes(BARE | changes)

    assert list(told) == [field]
    assert told[field]


def test_all_mistakes_are_told_at_once() -> None:
    assert set(mistakes({"year": "x", "scope1": "lots", "bogus": 1})) == {"company", "year", "scope1", "bogus"}


@pytest.mark.parametrize("document", [None, 5, "Acme", ["Acme"], True])
def test_what_is_no_object_is_no_disclosure(document: object) -> None:
    assert mistakes(document)


def test_a_document_nested_without_end_is_refused() -> None:
    ((_place, document),) = documents_of('{"claims": ' + "[" * 500 + "]" * 500 + "}")

    assert mistakes(document)


def test_figures_of_co2_alone_are_taken_only_where_co2_is_meant() -> None:
    assert read_disclosure(BARE | {"biogenic_co2": {"value": 3, "unit": "kt CO2"}}).biogenic_co2 is not None
    assert mistakes(BARE | {"total": {"value": 3, "unit": "kt CO2"}})


@pytest.mark.parametrize("text", ["", "{", '{"a": NaN}', '{"a": 1, "a": 2}', "[" * 100_000, '{"a": 1}\n{"b"'])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="no JSON"):
        list(documents_of(text))


@pytest.mark.parametrize(
    ("unit", "tonnes"),
    [
        ("t", "1"),
        ("tCO2e", "1"),
        ("t CO2-eq", "1"),
        ("tCO2(e)", "1"),
        ("tonnes CO₂ equivalent", "1"),
        ("metric tons of CO2e", "1"),
        ("Metric Tonnes CO2e", "1"),
        ("Mg", "1"),
        ("kg CO2e", "0.001"),
        ("Gg CO2e", "1000"),
        ("kt", "1000"),
        ("ktCO2eq", "1000"),
        ("kilotonnes CO2e", "1000"),
        ("thousand tonnes", "1000"),
        ("thousand metric tons CO2e", "1000"),
        ("'000 tCO2e", "1000"),
        ("Mt CO2e", "1000000"),
        ("MMtCO2e", "1000000"),
        ("Millions t", "1000000"),
        ("million tonnes of CO2e", "1000000"),
        ("Gt CO2e", "1000000000"),
        ("short tons CO2e", "0.90718474"),
        ("long tons", "1.0160469088"),
    ],
)
def test_units_are_read_as_people_spell_them(unit: str, tonnes: str) -> None:
    assert read_unit(unit).factor == Decimal(tonnes)


@pytest.mark.parametrize(
    "unit", ["tons", "tons CO2e", "thousand tons", "mt", "MT CO2e", "tCO2", "tC", "mg", "kWh", "MWh", "lots", "%", ""]
)
def test_units_that_might_be_two_or_none_are_refused(unit: str) -> None:
    with pytest.raises(Invalid):
        read_unit(unit)


def test_a_whole_disclosure_is_taken() -> None:
    assert read_disclosure(acme()).company.name == "Acme"
