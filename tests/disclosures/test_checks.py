"""What the thirteen checks say: of a disclosure where all is well, and of each thing that is not."""

import pytest

from ratings.disclosures.checks import CHECKS
from tests.disclosures.told import TARGET, acme, findings, numbers, result, results, with_target


def test_there_are_thirteen_and_all_pass_where_all_is_well() -> None:
    before = acme(year=2024, scope1=47_000, scope2_location=34_000, scope2_market=21_000, scope3=460_000)
    told = results(acme(), before)

    assert [check.number for check in CHECKS] == list(range(1, 14))
    assert set(told) == {check.id for check in CHECKS}
    assert {check: said for check, said in told.items() if said != "pass"} == {"net_and_gross": "not_checkable"}


def test_a_company_that_says_nothing_passes_nothing() -> None:
    told = results({"company": "Acme", "year": 2025})

    assert told.pop("completeness") == "fail"
    assert set(told.values()) == {"not_checkable"}


def test_every_finding_is_a_sentence_and_says_its_version_and_tolerance() -> None:
    for finding in (*findings(acme()).values(), *findings({"company": "Acme", "year": 2025}).values()):
        assert finding.words.endswith((".", "…"))
        assert finding.words[0].isupper()
        assert finding.check.version == "2026.1"
        assert str(finding.check.tolerance)


# Completeness


def test_a_missing_category_is_named_and_a_reason_counts_as_an_answer() -> None:
    categories = {str(number): 30_000 for number in range(1, 15)}
    reasoned = categories | {"15": {"state": "excluded", "reason": "no investments are held"}}
    unreasoned = categories | {"15": {"state": "excluded"}}

    assert result("completeness", acme(scope3={"total": 450_000, "categories": reasoned})) == "pass"
    assert findings(acme(scope3={"categories": unreasoned}))["completeness"].fields == ("scope3.categories.15",)
    assert findings(acme(scope3={"categories": categories}))["completeness"].fields == ("scope3.categories.15",)


def test_zero_is_an_answer_and_missing_is_none() -> None:
    zeros = {str(number): 0 for number in range(1, 16)}

    assert result("completeness", acme(scope3={"categories": zeros}, total_location=78_000)) == "pass"
    assert result("completeness", acme(scope3={"categories": dict.fromkeys(zeros, "missing")})) == "warn"
    assert result("completeness", acme(scope1=None)) == "fail"


def test_what_is_asked_for_depends_on_the_framework() -> None:
    location_only = {"scope2_market": None, "total_market": None}

    assert "scope2_market" not in findings(acme(framework="ifrs_s2", **location_only))["completeness"].fields
    assert "scope2_market" not in findings(acme(framework="ghg_protocol", **location_only))["completeness"].fields
    assert "scope2_market" in findings(acme(framework="esrs_e1", **location_only))["completeness"].fields
    contracted = acme(framework="ghg_protocol", scope2_instruments=["guarantees of origin"], **location_only)
    assert "scope2_market" in findings(contracted)["completeness"].fields
    assert "base_year" not in findings(acme(framework="ifrs_s2", base_year=None))["completeness"].fields


# Sums


@pytest.mark.parametrize(
    ("total", "said"), [(1000, "pass"), (1001, "pass"), (999, "pass"), (1002, "fail"), (998, "fail"), (2000, "fail")]
)
def test_a_total_may_differ_by_half_a_digit_for_each_part(total: int, said: str) -> None:
    parts = {"scope1": 300, "scope2_location": 300, "scope3": 400}

    assert result("sums", {"company": "Acme", "year": 2025, **parts, "total_location": total}) == said


def test_large_totals_may_differ_by_a_thousandth() -> None:
    assert result("sums", acme(total_location=528_500)) == "pass"
    assert result("sums", acme(total_location=528_600)) == "fail"
    assert result("sums", acme(total_market=500_000)) == "fail"


def test_figures_rounded_to_kilotonnes_may_differ_by_more() -> None:
    rounded = {
        "scope1": {"value": "45.4", "unit": "kt"},
        "scope2_location": {"value": "33.4", "unit": "kt"},
        "scope3": {"value": "1.2", "unit": "kt"},
    }

    told = findings(acme(total_market=None, total_location={"value": "80.1", "unit": "kt"}, gases=None, **rounded))
    assert told["sums"].notes[0].numbers["tolerance_tonnes"] == "150"
    assert told["sums"].result == "pass"


def test_a_missing_category_is_not_taken_for_zero_in_a_sum() -> None:
    some = {"1": 100_000, "6": 200_000}

    assert result("sums", acme(scope3={"total": 450_000, "categories": some}, gases=None)) == "pass"
    told = findings(acme(scope3={"total": 450_000, "categories": some}))["sums"].notes[0]
    assert told.result == "not_checkable"
    assert result("sums", acme(scope3={"total": 250_000, "categories": some})) == "fail"


def test_a_total_without_scope_3_cannot_be_added_up_unless_it_is_less_than_its_parts() -> None:
    alone = {"scope3": None, "gases": None, "total_market": None}

    assert result("sums", acme(total_location=90_000, **alone)) == "not_checkable"
    assert result("sums", acme(total_location=70_000, **alone)) == "fail"


def test_gases_add_up_to_the_figure_they_are_of() -> None:
    gases = dict.fromkeys(["hfcs", "pfcs", "sf6", "nf3"], 0) | {"co2": 44_000, "ch4": 900, "n2o": 100}

    assert result("sums", acme(gases=gases | {"n2o": 0})) == "fail"
    assert result("sums", acme(gases=gases)) == "pass"
    assert result("sums", acme(gases={"co2": 528_000})) == "pass"
    assert result("sums", acme(gases={"co2": 528_000}, gases_of="scope1")) == "fail"


@pytest.mark.parametrize(
    ("known", "co2", "said"),
    [
        ({"scope1": 1000}, 900, "fail"),
        ({"scope1": 1000}, 1100, "not_checkable"),
        ({"total": 1000}, 900, "not_checkable"),
        ({"total": 1000}, 1100, "fail"),
        ({}, 900, "not_checkable"),
    ],
)
def test_gases_may_be_of_a_figure_that_is_not_given(known: dict[str, int], co2: int, said: str) -> None:
    gases = dict.fromkeys(["ch4", "n2o", "hfcs", "pfcs", "sf6", "nf3"], 0) | {"co2": co2}

    assert result("sums", {"company": "Acme", "year": 2025, "gases": gases, **known}) == said


def test_a_combined_figure_is_the_sum_of_its_parts() -> None:
    assert result("sums", acme(combined=[{"scope": "s1s2", "s2_method": "market", "value": 65_000}])) == "pass"
    assert result("sums", acme(combined=[{"scope": ["S1", "S2"], "value": 65_000}])) == "fail"
    alone = {"company": "Acme", "year": 2025, "combined": [{"scope": "S1+S2", "value": 65_000}]}
    assert result("sums", alone | {"scope1": 45_000}) == "not_checkable"


# Intensity


@pytest.mark.parametrize(
    ("value", "said", "is_slip"),
    [("100", "pass", False), ("101", "pass", False), ("101.1", "fail", False), ("0.1", "fail", True)],
)
def test_an_intensity_is_total_over_revenue_within_a_hundredth(value: str, said: str, *, is_slip: bool) -> None:
    document = acme(intensity_location={"value": value, "unit": "tCO2e per million EUR"})

    assert result("intensity", document) == said
    assert numbers("intensity", document)["unit_suspected"] is is_slip


@pytest.mark.parametrize("scale", ["1", "thousand", "billion"])
def test_a_slip_of_the_scale_of_revenue_is_suspected(scale: str) -> None:
    told = findings(acme(scale=scale))["intensity"]

    assert told.result == "fail"
    assert told.notes[0].numbers["unit_suspected"] is True


def test_an_intensity_without_unit_is_for_each_one_of_the_revenue_as_written() -> None:
    assert result("intensity", acme(intensity_location=100)) == "pass"
    assert result("intensity", acme(intensity_location=100, currency=None)) == "warn"
    assert result("intensity", acme(intensity_location={"value": 5, "unit": "tCO2e/USD m"})) == "not_checkable"
    assert result("intensity", acme(revenue=None)) == "not_checkable"


# Size of figures


def test_an_unusual_size_warns_and_never_fails() -> None:
    tiny = acme(scope1={"value": 1, "unit": "kg"}, scope2_location={"value": 1, "unit": "kg"})

    assert result("unit_sanity", tiny) == "warn"
    assert result("unit_sanity", acme(scope1={"value": 45_000, "unit": "Mt"})) == "warn"
    assert result("unit_sanity", acme(employees=None, revenue=None)) == "not_checkable"


# Year on year


@pytest.mark.parametrize(
    ("before", "said"), [(30_000, "pass"), (29_999, "warn"), (67_500, "pass"), (67_501, "warn"), (45_000, "warn")]
)
def test_a_leap_or_a_repeated_figure_warns(before: int, said: str) -> None:
    assert result("year_on_year", acme(comparatives=[{"year": 2024, "scope1": before}])) == said


def test_a_structural_change_explains_a_leap() -> None:
    change = [{"kind": "merger", "note": "Bolt joined in May"}]

    assert (
        result("year_on_year", acme(comparatives=[{"year": 2024, "scope1": 9000}], structural_changes=change)) == "pass"
    )


def test_a_restated_figure_needs_a_reason() -> None:
    before = acme(year=2024, scope1=50_000, scope2_location=34_000, scope2_market=21_000, scope3=460_000)
    restated = {"year": 2024, "figure": "scope1", "old": 50_000, "new": 47_000}

    assert result("year_on_year", acme(), before) == "fail"
    assert result("year_on_year", acme(restatements=[restated]), before) == "fail"
    assert result("year_on_year", acme(restatements=[restated | {"reason": "meter fault"}]), before) == "pass"


def test_the_report_before_stands_in_where_this_one_tells_no_earlier_year() -> None:
    before = acme(year=2024, scope1=10_000, scope2_location=34_000, scope2_market=21_000, scope3=460_000)

    assert result("year_on_year", acme(comparatives=None), before) == "warn"


# Scope 2


def test_market_based_scope_2_alone_is_incomplete() -> None:
    told = findings(acme(scope2_location=None))["scope2"]

    assert told.result == "warn"
    assert "incomplete" in told.words


def test_a_market_based_zero_needs_its_contracts() -> None:
    assert result("scope2", acme(scope2_market=0)) == "fail"
    assert result("scope2", acme(scope2_market=0, scope2_instruments=["guarantees of origin"])) == "pass"
    assert numbers("scope2", acme(scope2_market=16_500))["market_to_location"] == "0.5"


# Base year


def test_a_moved_base_year_needs_an_explanation() -> None:
    before = acme(year=2024, base_year={"year": 2018})
    explained = {"year": 2020, "recalculation_note": "Bolt joined"}

    assert result("base_year", acme(), before) == "fail"
    assert result("base_year", acme(base_year=explained), before) == "pass"
    changed = acme(year=2024, base_year={"year": 2020, "scope1": 55_000})
    assert findings(acme(), changed)["base_year"].fields[0] == "base_year.scope1"


@pytest.mark.parametrize(
    ("effect", "said"),
    [("30999", "pass"), ("31000", "pass"), ("31001", "warn"), ("-31001", "warn")],
)
def test_a_change_above_the_threshold_asks_for_recalculation(effect: str, said: str) -> None:
    changes = [{"kind": "divestiture", "note": "Sold the ships", "effect": effect}]

    assert result("base_year", acme(structural_changes=changes)) == said


def test_a_refused_recalculation_fails_and_a_higher_threshold_is_respected() -> None:
    changes = [{"kind": "merger", "note": "Bolt joined", "effect": 60_000}]
    base = {"year": 2020, "scope1": 60_000, "scope2_location": 40_000, "scope3": 520_000}

    assert result("base_year", acme(structural_changes=changes, base_year=base | {"is_recalculated": False})) == "fail"
    assert result("base_year", acme(structural_changes=changes, base_year=base | {"is_recalculated": True})) == "pass"
    assert result("base_year", acme(structural_changes=changes, base_year=base | {"threshold": "10%"})) == "pass"


def test_progress_is_reckoned_anew_on_the_new_base() -> None:
    base = {"year": 2020, "scope1": 70_000, "scope2_location": 50_000, "scope3": 520_000}
    told = findings(acme(base_year=base))["base_year"]

    assert told.result == "warn"
    assert told.notes[-1].numbers["progress_on_base_year"] == "0.8333333333"


# Net and gross


def test_a_net_figure_without_gross_fails() -> None:
    net = {"company": "Acme", "year": 2025, "net_total": 0, "credits": 78_000}

    assert result("net_and_gross", net) == "fail"
    assert result("net_and_gross", acme(net_total=0, credits=528_000)) == "pass"
    assert result("net_and_gross", {"company": "Acme", "year": 2025, "claims": ["We are climate neutral"]}) == "fail"


def test_a_total_after_credits_is_found_out() -> None:
    told = findings(acme(total_location=500_000, credits=28_000))["net_and_gross"]

    assert told.result == "fail"
    assert told.fields == ("total_location", "credits")


def test_a_net_target_needs_a_gross_one_beside_it() -> None:
    assert result("net_and_gross", with_target(gross_or_net="net")) == "warn"
    assert result("net_and_gross", with_target(wording="Net zero by 2030")) == "warn"
    both = [TARGET | {"gross_or_net": "net"}, TARGET | {"gross_or_net": "gross"}]
    assert result("net_and_gross", acme(targets=both)) == "pass"


# Timeliness, assurance, consistency


@pytest.mark.parametrize(
    ("end", "said"), [("2024-09-01", "pass"), ("2024-08-31", "warn"), ("2026-03-01", "pass"), ("2026-03-02", "fail")]
)
def test_figures_are_stale_after_eighteen_months(end: str, said: str) -> None:
    assert result("timeliness", acme(period={"start": "2024-01-01", "end": end})) == said


def test_assurance_is_told_for_each_figure() -> None:
    told = findings(acme(assurance={"level": "REASONABLE", "figures": ["scope1"]}))["assurance"]

    assert told.result == "warn"
    assert [note.numbers["level"] for note in told.notes] == ["reasonable", "none", "none", "none"]
    assert result("assurance", acme(assurance="none")) == "warn"
    assert result("assurance", acme(assurance="limited")) == "not_checkable"
    assert result("assurance", acme(assurance=None)) == "not_checkable"


@pytest.mark.parametrize(("opinion", "said"), [("unmodified", "pass"), ("qualified", "warn"), ("adverse", "fail")])
def test_an_opinion_counts(opinion: str, said: str) -> None:
    figures = ["scope1", "scope2_location", "scope2_market", "scope3"]

    assert result("assurance", acme(assurance={"level": "limited", "figures": figures, "opinion": opinion})) == said


def test_one_figure_in_two_documents_is_the_same() -> None:
    other = {"figure": "scope1", "value": "45.4", "unit": "kt", "source": {"page": 7, "quote": "Scope 1: 45.4"}}

    told = findings(acme(other_sources=[other]))["consistency"]
    assert told.result == "fail"
    assert told.notes[0].quote == "Scope 1: 45.4"
    assert result("consistency", acme(other_sources=[other | {"value": "45"}])) == "pass"
    assert result("consistency", acme(other_sources=None), acme(scope1=44_000)) == "fail"
    half_year = acme(scope1=44_000, period={"start": "2025-01-01", "end": "2025-06-30"})
    assert result("consistency", acme(other_sources=None), half_year) == "not_checkable"
