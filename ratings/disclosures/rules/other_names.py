"""
Names by which standards, other schemas and people call the fields of the `evenhand` shape; taken too.

Case, spaces, hyphens and underscores in a name do not matter, so that `baseYear` needs no line here.
"""

from collections.abc import Iterator, Mapping

from ratings.disclosures.rules.figures import CATEGORIES

BETWEEN_WORDS = str.maketrans("", "", " \t\r\n\u00a0_-")


def bare(name: str) -> str:
    """
    Return a name without what spellings differ in.

    >>> bare("Base_Year") == bare("base year") == bare("baseYear")
    True
    """
    return name.translate(BETWEEN_WORDS).casefold()


def spelled(names: Mapping[str, str]) -> dict[str, str]:
    """
    Return our names by the bare spelling of others, without those that are spellings of ours anyway.

    >>> spelled({"end_year": "target_year", "targetYear": "target_year"})
    {'endyear': 'target_year'}
    """
    return {bare(other): name for other, name in names.items() if bare(other) != bare(name)}


METHOD_WORDS = {
    "loc": "location",
    "location": "location",
    "location_based": "location",
    "mkt": "market",
    "market": "market",
    "market_based": "market",
}


def _of_inventory() -> Iterator[tuple[str, str]]:
    for number in (1, 2, 3):
        yield f"s{number}", f"scope{number}"
    for other, method in METHOD_WORDS.items():
        for prefix, name in (("scope2", "scope2"), ("s2", "scope2"), ("total", "total")):
            yield f"{prefix}_{other}", f"{name}_{method}"
    yield "scope3_total", "scope3"
    yield "total_emissions", "total"


METHODS = spelled(METHOD_WORDS)
INVENTORY = spelled(dict(_of_inventory()))
DOCUMENT = INVENTORY | spelled(
    {
        "reporting_year": "year",
        "fiscal_year": "year",
        "company_name": "company",
        "reporting_period": "period",
        "organisation_boundary": "boundary",
        "organisational_boundary": "boundary",
        "organization_boundary": "boundary",
        "organizational_boundary": "boundary",
        "gwp_set": "gwp",
        "net_revenue": "revenue",
        "revenue_currency": "currency",
        "revenue_scale": "scale",
        "intensity_location_based": "intensity_location",
        "intensity_market_based": "intensity_market",
        "contractual_instruments": "scope2_instruments",
        "biogenic": "biogenic_co2",
        "carbon_credits": "credits",
        "offsets": "credits",
        "net_emissions": "net_total",
        "emission_targets": "targets",
    }
)
PERIOD = spelled({"start_date": "start", "from": "start", "end_date": "end", "to": "end"})
TARGET = spelled(
    {
        "reduction_ambition": "reduction",
        "target_reduction": "reduction",
        "r": "reduction",
        "end_year": "target_year",
        "ty": "target_year",
        "by": "base_year",
        "baseline_year": "base_year",
        "b": "base",
        "base_ghg": "base",
        "base_value": "base",
        "base_emissions": "base",
        "base_year_emissions": "base",
        "baseline_emissions": "base",
        "baseline_value": "base",
        "base_ghg_s1": "base_s1",
        "base_ghg_s2": "base_s2",
        "base_ghg_s3": "base_s3",
        "target_type": "type",
        "target_scope": "scope",
        "scopes": "scope",
        "validated": "is_validated",
        "validation_date": "validated_on",
    }
)
ASSURANCE = spelled(
    {
        "scope_covered": "figures",
        "figures_covered": "figures",
        "provider_accreditation": "accreditation",
        "statement_date": "statement_on",
        "statement_url": "source_url",
    }
)
CLAIM = spelled({"text": "quote", "claim": "quote"})
SOURCE = spelled(
    {
        "address": "url",
        "source_url": "url",
        "quoted_span": "quote",
        "archived_copy": "archived_url",
        "document_hash": "document_sha256",
        "sha256": "document_sha256",
    }
)
CATEGORY = spelled(
    {
        other: str(number)
        for number, name in CATEGORIES.items()
        for other in (name, f"category {number}", f"cat {number}", f"scope3.{number}")
    }
)
CATEGORY_NUMBER = spelled({"number": "category"})
