"""A whole disclosure as JSON, and what the checks say of changes to it."""

from datetime import date
from typing import Any

from ratings.disclosures.checks import Finding, Known, findings_of
from ratings.disclosures.rules.disclosure import Disclosure
from ratings.disclosures.rules.evenhand import Unreadable, read_disclosure

TODAY = date(2026, 3, 1)
TARGET = {"type": "absolute", "scope": "S1+S2", "base_year": 2020, "target_year": 2030, "reduction": "0.42"}


def acme(**changes: Any) -> dict[str, Any]:
    """Return Acme's disclosure for 2025, in which all is as it should be, with changes; None takes a field out."""
    whole = {
        "company": "Acme",
        "year": 2025,
        "period": {"start": "2025-01-01", "end": "2025-12-31"},
        "boundary": "operational_control",
        "framework": "ghg_protocol",
        "gwp": "AR6",
        "base_year": {"year": 2020, "scope1": 60_000, "scope2_location": 40_000, "scope3": 520_000},
        "scope1": 45_000,
        "scope2_location": 33_000,
        "scope2_market": 20_000,
        "scope3": {"total": 450_000, "categories": {str(number): 30_000 for number in range(1, 16)}},
        "total_location": 528_000,
        "total_market": 515_000,
        "gases": {"co2": 44_000, "ch4": 900, "n2o": 100},
        "biogenic_co2": {"value": 120, "unit": "t CO2"},
        "revenue": 5280,
        "currency": "EUR",
        "scale": "million",
        "employees": 9000,
        "intensity_location": {"value": 100, "unit": "tCO2e/EUR m"},
        "comparatives": [{"year": 2024, "scope1": 47_000, "scope2_location": 34_000, "scope3": 460_000}],
        "assurance": {"level": "limited", "figures": ["scope1", "scope2_location", "scope2_market", "scope3"]},
        "targets": [
            {"scope": "S1+S2", "base_year": 2020, "target_year": 2030, "reduction": "0.42", "base": 100_000},
            {"scope": "S3", "base_year": 2020, "target_year": 2030, "reduction": "0.25", "base": 520_000},
        ],
        "other_sources": [{"figure": "scope1", "value": 45, "unit": "kt CO2e"}],
    }
    return {name: value for name, value in (whole | changes).items() if value is not None}


def with_target(**changes: Any) -> dict[str, Any]:
    """Return Acme with one target on scope 1 and 2 and nothing to do with scope 3."""
    return acme(targets=[TARGET | {"base": 100_000} | changes])


def findings(document: dict[str, Any], *others: dict[str, Any]) -> dict[str, Finding]:
    """Return what the checks say of a document beside others of its company, by the name of the check."""
    known = Known(today=TODAY, others=tuple(read_disclosure(other) for other in others))
    return {finding.check.id: finding for finding in findings_of(read_disclosure(document), known)}


def result(check: str, document: dict[str, Any], *others: dict[str, Any]) -> str:
    """Return one check's result."""
    return str(findings(document, *others)[check].result)


def numbers(check: str, document: dict[str, Any], note: int = 0) -> dict[str, Any]:
    """Return the numbers of one note of a check."""
    return dict(findings(document)[check].notes[note].numbers)


def results(document: dict[str, Any], *others: dict[str, Any]) -> dict[str, str]:
    """Return every check's result."""
    return {check: str(finding.result) for check, finding in findings(document, *others).items()}


def mistakes(document: object) -> dict[str, str]:
    """Return what is wrong with a document, by field."""
    try:
        read: Disclosure = read_disclosure(document)
    except Unreadable as refused:
        return {mistake.field: mistake.message for mistake in refused.mistakes}
    raise AssertionError(read)
