"""A part never stands for the whole: some categories for scope 3, a share of a scope for the scope."""

from typing import Any

import pytest

from tests.disclosures.told import acme, findings, result

PARTLY = {"scope": "S3", "base_year": 2020, "target_year": 2030, "reduction": "0.25", "base": 50_000}


def test_assurance_of_some_categories_is_none_of_scope_3() -> None:
    told = findings(acme(assurance={"level": "limited", "figures": ["scope3.1", "scope3.6"]}))["assurance"]

    assert {note.numbers["figure"]: note.numbers["level"] for note in told.notes} == {
        "scope1": "none",
        "scope2_location": "none",
        "scope2_market": "none",
        "scope3": "none",
        "scope3.1": "limited",
        "scope3.6": "limited",
    }


def test_assurance_of_every_category_is_one_of_scope_3() -> None:
    figures = ["scope1", "scope2_location", "scope2_market", *(f"scope3.{number}" for number in range(1, 16))]
    told = findings(acme(assurance={"level": "limited", "figures": figures}))["assurance"]

    assert told.result == "pass"
    assert [note.numbers["figure"] for note in told.notes][-1] == "scope3"


@pytest.mark.parametrize(
    ("part", "said"),
    [({}, "warn"), ({"categories": [1, 6]}, "pass"), ({"coverage_s3": "0.67"}, "pass"), ({"coverage_s3": 1}, "warn")],
)
def test_a_target_on_a_part_is_not_held_against_the_whole_base_year(part: dict[str, Any], said: str) -> None:
    before = acme(year=2024)

    assert result("base_year", acme(targets=[PARTLY | part]), before) == said
