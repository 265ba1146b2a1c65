"""What a quoted claim may fall under; never that it is illegal."""

from typing import Any

import pytest

from tests.disclosures.told import acme, findings


def rules(*claims: Any, **changes: Any) -> list[Any]:
    """Return the rules that claims of Acme may fall under."""
    told = findings(acme(claims=list(claims), **changes))["wording"]
    return [note.numbers["rule"] for note in told.notes if "rule" in note.numbers]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Our eco-friendly parcels", ["4a"]),
        ("Umweltfreundlich geliefert", ["4a"]),
        ("Livraison respectueuse de l'environnement", ["4a"]),
        ("We deliver in two days", []),
        ("Our emissions fell by 12 % since 2020", []),
        ("CO2-neutral parcels thanks to offsets", ["4c"]),
        ("Klimaneutraler Versand durch Kompensation", ["4c"]),
        ("Net zero by 2040", ["6(2)(d)"]),
        ("Klimaneutral bis 2035", ["6(2)(d)"]),
        ("Free of CFCs, as required by law", ["10a"]),
        ({"quote": "Our leaf", "is_label": True}, ["2a"]),
        ({"quote": "Our leaf", "is_label": True, "scheme": "EU Ecolabel"}, []),
        ({"quote": "Our eco-friendly paint", "is_excellence_recognised": True}, []),
        ({"quote": "Our entire range is recycled", "facts_cover": "part"}, ["4b"]),
        ({"quote": "We run on wind", "facts_cover": "part", "about": "company"}, ["4b"]),
        ({"quote": "Carbon neutral phone", "about": "product", "is_based_on_offsets": True}, ["4c"]),
        ({"quote": "Carbon neutral phone", "about": "product", "is_based_on_offsets": False}, []),
    ],
)
def test_a_claim_may_fall_under_a_rule(claim: Any, expected: list[str]) -> None:
    assert rules(claim) == expected


def test_a_promise_with_targets_on_the_way_and_verification_is_none() -> None:
    near = {"scope": "S1+S2", "base_year": 2020, "target_year": 2030, "reduction": "0.42", "validated_by": "SBTi"}

    assert rules("Net zero by 2040", targets=[near]) == []
    assert rules("Net zero by 2040", targets=[near | {"validated_by": None}]) == ["6(2)(d)"]


def test_a_note_quotes_and_never_judges() -> None:
    told = findings(acme(claims=["Our eco-friendly parcels"]))["wording"]

    assert "may fall under" in told.words
    assert "illegal" not in told.words
    assert told.notes[0].quote == "Our eco-friendly parcels"
    assert "Our eco-friendly parcels" in told.words
    assert told.result == "warn"


def test_whether_neutrality_rests_on_offsets_may_be_unknown() -> None:
    told = findings(acme(claims=["A carbon neutral phone"]))["wording"]

    assert told.result == "not_checkable"


def test_nothing_is_said_where_nothing_is_quoted() -> None:
    assert "wording" not in findings(acme())
