"""Check 1: what the framework asks for, and which of it is there; a reason for leaving out counts as an answer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from django.utils.translation import gettext as _

from ratings.disclosures.checks.finding import Known, Note, Result, called, plain
from ratings.disclosures.rules.disclosure import Disclosure, Framework
from ratings.disclosures.rules.figures import CATEGORIES, CategoryState
from ratings.disclosures.rules.paths import exact

CATEGORY_WEIGHT = Fraction(1, 5)
"""All fifteen categories of scope 3 weigh as much as three other answers."""
WITH_REASON = frozenset({CategoryState.NOT_APPLICABLE, CategoryState.EXCLUDED})


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a framework asks for; `is_core` where a footprint means little without it."""

    field: str
    is_present: Callable[[Disclosure], bool]
    is_applicable: Callable[[Disclosure], bool] = lambda _one: True
    weight: Fraction = Fraction(1)
    is_core: bool = False


def _has_instruments(disclosure: Disclosure) -> bool:
    """Say whether contractual instruments are known, which is when both methods of scope 2 are asked for."""
    return bool(disclosure.scope2_instruments) or disclosure.inventory.scope2_market is not None


def _is_scope3_there(disclosure: Disclosure) -> bool:
    return disclosure.inventory.scope3 is not None or any(
        disclosure.category(number).state is not CategoryState.MISSING for number in CATEGORIES
    )


BOUNDARY = Requirement("boundary", lambda one: one.boundary is not None)
PERIOD = Requirement("period", lambda one: one.period is not None)
BASE_YEAR = Requirement("base_year", lambda one: one.base_year is not None)
GWP = Requirement("gwp", lambda one: one.gwp is not None)
GASES = Requirement("gases", lambda one: bool(one.gases))
BIOGENIC = Requirement("biogenic_co2", lambda one: one.biogenic_co2 is not None)
SCOPE1 = Requirement("scope1", lambda one: one.inventory.scope1 is not None, is_core=True)
LOCATION = Requirement("scope2_location", lambda one: one.inventory.scope2_location is not None, is_core=True)
MARKET = Requirement("scope2_market", lambda one: one.inventory.scope2_market is not None)
MARKET_IF_CONTRACTED = Requirement("scope2_market", MARKET.is_present, _has_instruments)
INSTRUMENTS = Requirement("scope2_instruments", lambda one: one.scope2_instruments is not None)
SCOPE3 = Requirement("scope3", _is_scope3_there)
TOTAL_LOCATION = Requirement("total_location", lambda one: one.inventory.total_location is not None)
TOTAL_MARKET = Requirement("total_market", lambda one: one.inventory.total_market is not None)
INTENSITY_LOCATION = Requirement("intensity_location", lambda one: one.intensity_location is not None)
INTENSITY_MARKET = Requirement("intensity_market", lambda one: one.intensity_market is not None)
REVENUE = Requirement("revenue", lambda one: one.revenue is not None)
REMOVALS = Requirement("removals", lambda one: one.removals is not None)
CREDITS = Requirement("credits", lambda one: one.credits is not None)
TARGETS = Requirement("targets", lambda one: one.targets is not None)

REQUIRED: Mapping[Framework, tuple[Requirement, ...]] = MappingProxyType(
    {
        Framework.GHG_PROTOCOL: (
            BOUNDARY,
            PERIOD,
            BASE_YEAR,
            GWP,
            GASES,
            BIOGENIC,
            SCOPE1,
            LOCATION,
            MARKET_IF_CONTRACTED,
            SCOPE3,
        ),
        Framework.ESRS_E1: (
            BOUNDARY,
            PERIOD,
            BASE_YEAR,
            GWP,
            BIOGENIC,
            SCOPE1,
            LOCATION,
            MARKET,
            INSTRUMENTS,
            SCOPE3,
            TOTAL_LOCATION,
            TOTAL_MARKET,
            INTENSITY_LOCATION,
            INTENSITY_MARKET,
            REVENUE,
            REMOVALS,
            CREDITS,
            TARGETS,
        ),
        Framework.IFRS_S2: (BOUNDARY, PERIOD, GWP, SCOPE1, LOCATION, INSTRUMENTS, SCOPE3, CREDITS, TARGETS),
    }
)
NAMES: Mapping[Framework, str] = MappingProxyType(
    {
        Framework.GHG_PROTOCOL: "GHG Protocol",
        Framework.ESRS_E1: "ESRS E1",
        Framework.IFRS_S2: "IFRS S2",
    }
)


def requirements_of(disclosure: Disclosure) -> tuple[Framework, tuple[Requirement, ...]]:
    """Return what is asked for, by the framework followed; without one of the three by the GHG Protocol."""
    framework = disclosure.framework
    if framework not in REQUIRED:
        framework = Framework.GHG_PROTOCOL
    assert framework is not None
    return framework, REQUIRED[framework] + OF_CATEGORIES


def is_answered(disclosure: Disclosure, number: int) -> bool:
    """Say whether a category is reported, zero, or left out with a reason."""
    category = disclosure.category(number)
    return category.reason is not None if category.state in WITH_REASON else category.state is not CategoryState.MISSING


def _category(number: int) -> Requirement:
    return Requirement(f"scope3.categories.{number}", lambda one: is_answered(one, number), weight=CATEGORY_WEIGHT)


OF_CATEGORIES = tuple(_category(number) for number in CATEGORIES)


def completeness(disclosure: Disclosure) -> tuple[Decimal, tuple[str, ...], tuple[str, ...]]:
    """
    Return the share that is there, and what is missing: all of it, and the core of it.

    >>> from ratings.disclosures.rules.evenhand import read_disclosure
    >>> acme = {"company": "Acme", "year": 2024, "framework": "ifrs_s2", "boundary": "operational_control"}
    >>> share, missing, core = completeness(read_disclosure(acme | {"scope1": 10, "scope2_location": 0}))
    >>> share, missing[:3], core
    (Decimal('0.25'), ('period', 'gwp', 'scope2_instruments'), ())
    """
    _framework, required = requirements_of(disclosure)
    asked = [one for one in required if one.is_applicable(disclosure)]
    missing = [one for one in asked if not one.is_present(disclosure)]
    whole = sum((one.weight for one in asked), Fraction(0))
    share = 1 - sum((one.weight for one in missing), Fraction(0)) / whole
    return exact(share), tuple(one.field for one in missing), tuple(one.field for one in missing if one.is_core)


def _in_words(missing: tuple[str, ...]) -> list[str]:
    """Return what is missing as people call it, the categories of scope 3 together."""
    numbers = [field.rpartition(".")[2] for field in missing if field.startswith("scope3.")]
    words = [called(field) for field in missing if not field.startswith("scope3.")]
    return [*words, _("scope 3 categories %s") % ", ".join(numbers)] if numbers else words


def notes(disclosure: Disclosure, known: Known) -> Iterator[Note]:
    """Yield one note: what the framework asks for that is not there."""
    framework, _required = requirements_of(disclosure)
    share, missing, core = completeness(disclosure)
    numbers = {
        "completeness": plain(share),
        "framework": str(framework),
        "is_framework_said": framework is disclosure.framework,
    }
    if not missing:
        words = _("All that %(framework)s asks for is there.") % {"framework": NAMES[framework]}
        yield Note(Result.PASS, words, (), numbers)
        return
    words = _("Of what %(framework)s asks for, this is not disclosed: %(fields)s.") % {
        "framework": NAMES[framework],
        "fields": ", ".join(_in_words(missing)),
    }
    yield Note(Result.FAIL if core else Result.WARN, words, missing, numbers)
