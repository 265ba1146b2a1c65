"""What the checks say of targets: their rates and paths, to the last digit, and what they cover."""

from decimal import Decimal

import pytest

from tests.disclosures.told import TARGET, acme, numbers, result, with_target

# Targets


def test_the_worked_target_is_aligned_and_off_its_path() -> None:
    document = with_target(s2_method="location") | {"scope1": 50_000, "scope2_location": 30_000}
    told = numbers("target_arithmetic", document)

    assert told["linear_annual_reduction"] == "0.042"
    assert told["aligned_1_5c"] is True
    assert (told["target_value"], told["path_value"]) == ("58000", "79000")
    assert told["on_track"] is False
    assert told["progress"].startswith("0.47619")
    assert result("target_arithmetic", document) == "warn"


@pytest.mark.parametrize(
    ("reduction", "rate", "is_aligned", "is_below_2c"),
    [
        ("0.42", "0.042", True, True),
        ("0.4199999999", "0.04199999999", False, True),
        ("0.40", "0.04", False, True),
        ("25%", "0.025", False, True),
        ("0.2499", "0.02499", False, False),
    ],
)
def test_rates_are_compared_to_the_last_digit(
    reduction: str, rate: str, *, is_aligned: bool, is_below_2c: bool
) -> None:
    told = numbers("target_arithmetic", with_target(reduction=reduction))

    assert told["linear_annual_reduction"] == rate
    assert (told["aligned_1_5c"], told["well_below_2c"]) == (is_aligned, is_below_2c)


def test_emissions_on_the_path_are_on_track() -> None:
    on_it = with_target() | {"scope1": 46_000, "scope2_location": 33_000}
    above = with_target() | {"scope1": {"value": "46000.001", "unit": "t"}, "scope2_location": 33_000}

    assert numbers("target_arithmetic", on_it)["on_track"] is True
    assert numbers("target_arithmetic", above)["on_track"] is False


def test_a_later_base_year_counts_the_cut_since_2020() -> None:
    assert numbers("target_arithmetic", with_target(base_year=2022, reduction="0.336"))["aligned_1_5c"] is False
    assert numbers("target_arithmetic", with_target(base_year=2022, reduction="0.42"))["aligned_1_5c"] is True


def test_a_long_term_target_is_held_against_ninety_percent_by_2050() -> None:
    assert result("target_arithmetic", with_target(target_year=2050, reduction="0.9")) == "pass"
    assert result("target_arithmetic", with_target(target_year=2050, reduction="0.8")) == "warn"
    assert result("target_arithmetic", with_target(target_year=2040, reduction="0.84", base=130_000)) == "pass"


def test_a_target_without_its_numbers_cannot_be_checked() -> None:
    assert result("target_arithmetic", with_target(reduction=None)) == "not_checkable"
    assert result("target_arithmetic", acme(targets=[])) == "not_checkable"


def test_a_target_that_contradicts_itself_fails() -> None:
    assert result("target_arithmetic", with_target(achieved_reduction="0.30")) == "fail"
    assert result("target_arithmetic", with_target(achieved_reduction="0.22")) == "pass"
    assert result("target_arithmetic", with_target(milestones=[{"year": 2025, "reduction": "0.5"}])) == "fail"
    assert result("target_arithmetic", with_target(milestones=[{"year": 2025, "reduction": "0.21"}])) == "pass"


def test_an_intensity_target_has_a_path_and_no_absolute_rate() -> None:
    intensity = {"type": "intensity", "base_intensity": "0.674", "intensity_unit": "tCO2e/MWh", "base": None}
    told = numbers("target_arithmetic", with_target(**intensity, progress=[{"year": 2025, "intensity": "0.5"}]))

    assert told["target_value"] == "0.39092"
    assert told["on_track"] is True
    assert "aligned_1_5c" not in told


def test_half_of_a_scope_is_not_held_against_the_whole_of_it() -> None:
    assert "on_track" not in numbers("target_arithmetic", with_target(coverage_s1="0.5"))


def test_a_target_whose_scope_is_not_said_is_held_against_no_rate() -> None:
    assert result("target_arithmetic", with_target(scope=None, reduction="0.3")) == "pass"
    assert result("coverage", with_target(scope=None)) == "not_checkable"


# Coverage


def test_a_large_scope_3_without_target_is_a_gap() -> None:
    assert result("coverage", with_target()) == "warn"
    assert result("coverage", acme()) == "pass"
    small = {"scope3": 52_000, "total_location": 130_000, "total_market": None}
    assert result("coverage", with_target() | small) == "warn"
    assert result("coverage", with_target() | small | {"scope3": 51_999}) == "pass"
    assert result("coverage", acme(targets=None)) == "not_checkable"


@pytest.mark.parametrize(("scope", "name", "least"), [("S1", "coverage_s1", "0.95"), ("S3", "coverage_s3", "0.67")])
def test_a_target_covers_enough_of_its_scope(scope: str, name: str, least: str) -> None:
    third = {"scope": "S3", "base_year": 2020, "target_year": 2030, "reduction": "0.25"}

    assert result("coverage", acme(targets=[third, TARGET | {"scope": scope, name: least}])) == "pass"
    less = str(Decimal(least) - Decimal("0.0001"))
    assert result("coverage", acme(targets=[third, TARGET | {"scope": scope, name: less}])) == "warn"
