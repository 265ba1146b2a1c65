"""The checks of carbon disclosures: pure, numbered, versioned; what each says of one disclosure."""

from decimal import localcontext

from django.utils.translation import gettext_lazy as _

from ratings.disclosures.checks import (
    assured,
    base_years,
    completeness,
    consistency,
    coverage,
    intensity,
    net_and_gross,
    sanity,
    scope2,
    sums,
    target_paths,
    timeliness,
    wording,
    years,
)
from ratings.disclosures.checks.finding import Band, Bands, Check, Finding, Known, Note, Result, finding_of
from ratings.disclosures.rules.disclosure import Disclosure

VERSION = "2026.1"
DIGITS = 100
"""More than any sum of figures has, so that none is rounded."""

CHECKS = (
    Check(
        1, "completeness", VERSION, _("Completeness"), _("none"), _("Nothing is given to look at."), completeness.notes
    ),
    Check(
        2,
        "sums",
        VERSION,
        _("Sums"),
        _("half of the last reported digit for each part, or a thousandth of the total if that is more"),
        _("No sum is given beside its parts."),
        sums.notes,
    ),
    Check(
        3,
        "intensity",
        VERSION,
        _("Intensity"),
        _("a hundredth of the intensity as given"),
        _("No intensity is given."),
        intensity.notes,
    ),
    Check(
        4,
        "unit_sanity",
        VERSION,
        _("Size of figures"),
        _("the sector's 1st to 99th percentile"),
        _("Nothing is given to look at."),
        sanity.notes,
    ),
    Check(
        5,
        "year_on_year",
        VERSION,
        _("Year on year"),
        _("half as much again, or a third less"),
        _("There is no year before to compare with."),
        years.notes,
    ),
    Check(
        6,
        "scope2",
        VERSION,
        _("Scope 2 by both methods"),
        _("none"),
        _("Scope 2 is not given by a method."),
        scope2.notes,
    ),
    Check(
        7,
        "base_year",
        VERSION,
        _("Base year"),
        _("the company's threshold; 5 percent where it names none"),
        _("No base year is given."),
        base_years.notes,
    ),
    Check(
        8,
        "target_arithmetic",
        VERSION,
        _("Arithmetic of targets"),
        _("none; a stated reduction may differ by one point of a hundred"),
        _("No target is given."),
        target_paths.notes,
    ),
    Check(
        9,
        "coverage",
        VERSION,
        _("Coverage of targets"),
        _("scope 3 from 40 percent; 95 percent of scope 1 and 2, 67 percent of scope 3"),
        _("No target is given."),
        coverage.notes,
    ),
    Check(
        10,
        "net_and_gross",
        VERSION,
        _("Net and gross"),
        _("that of the sums"),
        _("Nothing is said of net emissions, credits or neutrality."),
        net_and_gross.notes,
    ),
    Check(
        11,
        "timeliness",
        VERSION,
        _("Timeliness"),
        _("18 months after the period"),
        _("Nothing is given to look at."),
        timeliness.notes,
    ),
    Check(12, "assurance", VERSION, _("Assurance"), _("none"), _("Nothing is given to look at."), assured.notes),
    Check(
        13,
        "consistency",
        VERSION,
        _("Consistency"),
        _("half of the last reported digit"),
        _("No figure stands in two documents."),
        consistency.notes,
    ),
)
"""The thirteen, in the order in which they are published."""

WORDING = Check(14, "wording", VERSION, _("Wording of claims"), _("none"), _("No claim is quoted."), wording.notes)
"""Beside the thirteen, and only where something is quoted."""


def findings_of(disclosure: Disclosure, known: Known) -> tuple[Finding, ...]:
    """
    Return what each of the thirteen says of a disclosure, and what is said of its claims if it makes any.

    >>> from datetime import date
    >>> from ratings.disclosures.rules.evenhand import read_disclosure
    >>> target = {"type": "absolute", "scope": "S1", "base_year": 2020, "target_year": 2030, "reduction": "0.42"}
    >>> acme = {"company": "Acme", "year": 2025, "scope1": 80000, "targets": [target | {"base": 100000}]}
    >>> findings = {one.check.id: one for one in findings_of(read_disclosure(acme), Known(today=date(2026, 3, 1)))}
    >>> numbers = findings["target_arithmetic"].notes[0].numbers
    >>> numbers["linear_annual_reduction"], numbers["aligned_1_5c"], numbers["target_value"], numbers["path_value"]
    ('0.042', True, '58000', '79000')
    >>> numbers["on_track"], numbers["progress"], len(findings)
    (False, '0.4761904762', 13)
    """
    is_quoted = disclosure.claims or any(target.wording for target in disclosure.targets or ())
    with localcontext(prec=DIGITS):
        return tuple(finding_of(check, disclosure, known) for check in (*CHECKS, *([WORDING] if is_quoted else ())))


__all__ = [
    "CHECKS",
    "VERSION",
    "WORDING",
    "Band",
    "Bands",
    "Check",
    "Finding",
    "Known",
    "Note",
    "Result",
    "finding_of",
    "findings_of",
]
