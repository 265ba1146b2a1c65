"""What holds for every disclosure: units do not matter, unknowns do not judge, credits lower nothing."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ratings.disclosures.rules.evenhand import read_disclosure
from ratings.disclosures.rules.targets import Method
from ratings.disclosures.rules.totals import total_tonnes
from tests.disclosures.told import acme, findings, results

FIGURES = ("scope1", "scope2_location", "scope2_market", "total_location", "total_market")
AMOUNTS = st.decimals(min_value=0, max_value=10**7, places=2)
UNITS = st.sampled_from([("kg", 3), ("t", 0), ("kt CO2e", -3), ("MtCO2e", -6)])
few = settings(max_examples=25, deadline=None)


def drawn(amounts: dict[str, Decimal], scope3: Decimal, **changes: Any) -> dict[str, Any]:
    """Return Acme with figures drawn by chance."""
    return acme(**{name: str(amount) for name, amount in amounts.items()}, scope3=str(scope3), **changes)


@few
@given(amounts=st.fixed_dictionaries(dict.fromkeys(FIGURES, AMOUNTS)), scope3=AMOUNTS, unit=UNITS)
def test_scaling_units_never_changes_a_finding(
    amounts: dict[str, Decimal], scope3: Decimal, unit: tuple[str, int]
) -> None:
    name, power = unit
    whole = amounts | {"scope3": scope3}
    scaled = {key: {"value": f"{amount.scaleb(power):f}", "unit": name} for key, amount in whole.items()}

    plain = findings(acme(**{key: str(amount) for key, amount in whole.items()}))
    other = findings(acme(**scaled))
    assert {key: (one.result, one.words) for key, one in plain.items()} == {
        key: (one.result, one.words) for key, one in other.items()
    }


@few
@given(
    amounts=st.fixed_dictionaries(dict.fromkeys(FIGURES, AMOUNTS)),
    scope3=AMOUNTS,
    unknown=st.sampled_from(["scope2_unspecified", "total", "removals", "net_total", "intensity", "claims"]),
    blank=st.sampled_from([None, "", "--", "n/a", "not disclosed"]),
)
def test_saying_that_something_is_unknown_changes_nothing(
    amounts: dict[str, Decimal], scope3: Decimal, unknown: str, blank: str | None
) -> None:
    document = drawn(amounts, scope3)

    assert results(document | {unknown: None if unknown == "claims" else blank}) == results(document)


@few
@given(known=st.sets(st.integers(1, 15)), total=st.none() | st.just(450_000))
def test_unknown_categories_move_completeness_alone(known: set[int], total: int | None) -> None:
    whole = results(acme(gases=None))
    categories = {str(number): 30_000 for number in known}
    told = results(acme(gases=None, scope3={"total": total, "categories": categories}))

    moved = {check for check in told if told[check] != whole[check]} - {"completeness"}
    assert {told[check] for check in moved} <= {"not_checkable"}


ASKED_FOR_BY_NAME = {("scope2_location", "scope2"), ("currency", "intensity"), ("scale", "intensity")}


@pytest.mark.parametrize("name", sorted(set(acme()) - {"company", "year"}))
def test_a_fact_that_becomes_unknown_judges_nobody(name: str) -> None:
    whole, told = results(acme()), results(acme(**{name: None}))

    worse = {check for check in told if told[check] != whole[check] and told[check] != "not_checkable"}
    assert worse - {"completeness"} == {check for field, check in ASKED_FOR_BY_NAME if field == name}


@few
@given(cancelled=st.lists(AMOUNTS, max_size=3), removals=AMOUNTS, net=st.none() | AMOUNTS)
def test_credits_and_removals_never_lower_a_total(
    cancelled: list[Decimal], removals: Decimal, net: Decimal | None
) -> None:
    bare = acme(total_location=None, total_market=None)
    offset = bare | {
        "credits": [{"value": str(one)} for one in cancelled],
        "removals": str(removals),
        "net_total": None if net is None else str(net),
    }

    for method in (None, Method.LOCATION, Method.MARKET):
        assert total_tonnes(read_disclosure(offset), method) == total_tonnes(read_disclosure(bare), method)
    told, before = findings(offset)["target_arithmetic"], findings(bare)["target_arithmetic"]
    assert [note.numbers for note in told.notes] == [note.numbers for note in before.notes]


@few
@given(digits=st.integers(0, 10**20), places=st.integers(6, 15))
def test_no_digit_is_lost(digits: int, places: int) -> None:
    written = f"{Decimal(digits).scaleb(-places):f}"
    read = read_disclosure({"company": "Acme", "year": 2025, "scope1": {"value": written, "unit": "kg"}})

    assert read.inventory.scope1 is not None
    assert read.inventory.scope1.tonnes == Decimal(digits).scaleb(-places - 3)
    assert read.inventory.scope1.value == written


def test_a_sum_has_every_digit_of_its_parts() -> None:
    amount = "123456789012.00000000000000000001"
    whole = {"company": "Acme", "year": 2025, "scope1": amount, "scope2_location": 0, "scope3": 0}

    note = findings(whole | {"total_location": amount})["sums"].notes[0]

    assert (note.numbers["sum_tonnes"], note.numbers["difference_tonnes"]) == (amount, "0")
