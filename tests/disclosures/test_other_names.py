"""The evenhand shape by other names: taken where they can mean one thing only, and never by two names at once."""

from typing import Any

import pytest

from ratings.disclosures.rules.disclosure import Disclosure
from ratings.disclosures.rules.documents import documents_of
from ratings.disclosures.rules.evenhand import read_disclosure
from tests.disclosures.told import mistakes

LEI = "213800KUD8LAJWSQ9D15"
WORKED = {"scope": "S1+S2", "base_year": 2020, "target_year": 2030, "reduction": "0.42", "base": 100_000}


def of_acme(**fields: Any) -> Disclosure:
    """Return the disclosure that these fields mean."""
    return read_disclosure({"company": "Acme", "year": 2025} | fields)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (
            {"S1": 1, "S2loc": 2, "S2mkt": 3, "S3": 4},
            {"scope1": 1, "scope2_location": 2, "scope2_market": 3, "scope3": 4},
        ),
        ({"scope_1": 1, "scope_2_location_based": "2"}, {"scope1": 1, "scope2_location": "2"}),
        ({"scope2LocationBased": 2, "scope2MarketBased": 3}, {"scope2_location": 2, "scope2_market": 3}),
        ({"Scope 1": 1, "scope2": {"location_based": 2}}, {"scope1": 1, "scope2_location": 2}),
        ({"emissions": {"scope1": 1, "scope2": {"market": 3}}}, {"scope1": 1, "scope2_market": 3}),
        ({"total_loc": 5, "total_market_based": 6}, {"total_location": 5, "total_market": 6}),
        ({"scope3": {"1": 5, "category_6": 7}}, {"scope3": {"categories": {"1": 5, "6": 7}}}),
        ({"scope3": 9, "scope3_categories": {"Business travel": 7}}, {"scope3": {"total": 9, "categories": {"6": 7}}}),
        (
            {"scope3": {"categories": [{"category": 6, "value": 7}, {"number": "15", "state": "zero"}]}},
            {"scope3": {"categories": {"6": {"value": 7}, "15": "zero"}}},
        ),
        ({"scope3": {"categories": {"1": "notApplicable"}}}, {"scope3": {"categories": {"1": "not_applicable"}}}),
        (
            {"period_start": "2025-01-01", "periodEnd": "2025-12-31"},
            {"period": {"start": "2025-01-01", "end": "2025-12-31"}},
        ),
        ({"baseYear": {"year": 2020, "s1": 5}}, {"base_year": {"year": 2020, "scope1": 5}}),
        ({"gases": {"CO2": 1, "HFCs": 2}}, {"gases": {"co2": 1, "hfcs": 2}}),
        ({"organisationBoundary": "operational control"}, {"boundary": "operational_control"}),
        ({"netRevenue": 5, "revenueCurrency": "EUR"}, {"revenue": 5, "currency": "EUR"}),
        ({"revenue": 5, "scale": 1e6}, {"revenue": 5, "scale": "million"}),
        ({"claims": [{"text": "Eco-friendly"}]}, {"claims": ["Eco-friendly"]}),
        ({"lei": LEI}, {"company": {"name": "Acme", "lei": LEI}}),
        ({"source": "https://acme.example/report.pdf"}, {"source": {"url": "https://acme.example/report.pdf"}}),
        ({"source": "Annual report"}, {"source": {"title": "Annual report"}}),
        (
            {"assurance": {"level": "LIMITED", "standard": "ISAE 3410", "scope_covered": ["Scope 1", "S3"]}},
            {"assurance": {"level": "limited", "standard": "ISAE_3410", "figures": ["scope1", "scope3"]}},
        ),
        ({"targets": [{"scope": "S1+S2", "B": 100_000, "by": 2020, "ty": 2030, "r": "0.42"}]}, {"targets": [WORKED]}),
        (
            {
                "targets": [
                    {
                        "scopes": ["scope_1", "scope_2"],
                        "baseValue": 100_000,
                        "baselineYear": 2020,
                        "ty": 2030,
                        "r": "42%",
                    }
                ]
            },
            {"targets": [WORKED]},
        ),
        (
            {"targets": [WORKED | {"time_frame": "mid", "source_url": "https://acme.example/targets"}]},
            {"targets": [WORKED | {"time_frame": "Mid", "source": {"url": "https://acme.example/targets"}}]},
        ),
    ],
)
def test_another_name_means_the_same(said: dict[str, Any], meant: dict[str, Any]) -> None:
    assert of_acme(**said) == of_acme(**meant)


def test_a_company_and_a_year_have_other_names_too() -> None:
    assert read_disclosure({"companyName": "Acme", "reporting_year": "2025"}) == of_acme()


def test_documents_may_stand_in_an_object_of_that_name() -> None:
    assert [place for place, _one in documents_of('{"disclosures": [{"year": 2024}, {"year": 2025}]}')] == ["1", "2"]


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"scope1": 1, "S1": 1}, "S1"),
        ({"scope1": 1, "emissions": {"scope_1": 1}}, "emissions.scope_1"),
        ({"emissions": {"scope1": "lots"}}, "emissions.scope1"),
        ({"emissions": {"2024": {"scope1": 1}}}, "emissions.2024"),
        ({"baseYear": "soon"}, "baseYear"),
        ({"period": {"start": "2025-01-01", "end": "2025-12-31"}, "period_end": "2025-12-31"}, "period_end"),
        ({"scope3": {"categories": {"6": 1}}, "scope3_categories": {"6": 1}}, "scope3_categories"),
        ({"scope3": {"categories": {"6": 1, "category_6": 1}}}, "scope3.categories.category_6"),
        ({"scope3": {"categories": [{"category": 6, "value": 1}] * 2}}, "scope3.categories[1].category"),
        ({"scope3": {"categories": [{"category": "travel", "value": 1}]}}, "scope3.categories[0].category"),
        ({"scope3": {"categories": [{"value": 1}]}}, "scope3.categories[0].category"),
        ({"targets": [{"r": "0.4", "reduction": "0.42"}]}, "targets[0].r"),
        ({"targets": [{"source_url": "report.pdf"}]}, "targets[0].source_url.url"),
        ({"targets": [{"source": "Report", "source_url": "https://acme.example"}]}, "targets[0].source_url"),
    ],
)
def test_two_names_for_one_field_are_refused_and_mistakes_are_named_as_written(fields: dict[str, Any], at: str) -> None:
    assert list(mistakes({"company": "Acme", "year": 2025} | fields)) == [at]
