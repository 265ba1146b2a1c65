"""
What one company discloses for one reporting year.

Unknown is None (a category: `missing`), never zero. Removals and credits stand apart and are subtracted from nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from ratings.disclosures.rules.figures import MISSING, Category, Figure, Source
from ratings.disclosures.rules.targets import EmissionTarget, Method, Scope

NO_CATEGORIES: Mapping[int, Category] = MappingProxyType({})
NO_GASES: Mapping[str, Figure] = MappingProxyType({})


class Framework(StrEnum):
    """The rules that a disclosure says it follows."""

    GHG_PROTOCOL = "ghg_protocol"
    ESRS_E1 = "esrs_e1"
    IFRS_S2 = "ifrs_s2"
    OTHER = "other"


class Boundary(StrEnum):
    """How the organisation is bounded (GHG Protocol, Corporate Standard)."""

    EQUITY_SHARE = "equity_share"
    FINANCIAL_CONTROL = "financial_control"
    OPERATIONAL_CONTROL = "operational_control"


class Gas(StrEnum):
    """The seven gases of the protocol."""

    CO2 = "co2"
    CH4 = "ch4"
    N2O = "n2o"
    HFCS = "hfcs"
    PFCS = "pfcs"
    SF6 = "sf6"
    NF3 = "nf3"


class GwpSet(StrEnum):
    """The IPCC report whose 100-year warming potentials were used."""

    AR4 = "AR4"
    AR5 = "AR5"
    AR6 = "AR6"


class AssuranceLevel(StrEnum):
    """How far an assurance provider goes."""

    NONE = "none"
    LIMITED = "limited"
    REASONABLE = "reasonable"


class Opinion(StrEnum):
    """What an assurance provider concludes."""

    UNMODIFIED = "unmodified"
    QUALIFIED = "qualified"
    ADVERSE = "adverse"
    DISCLAIMER = "disclaimer"


class AssuranceStandard(StrEnum):
    """What an assurance provider works by."""

    ISAE_3410 = "ISAE_3410"
    ISSA_5000 = "ISSA_5000"
    ISAE_3000 = "ISAE_3000"
    ISO_14064_3 = "ISO_14064_3"
    AA1000AS = "AA1000AS"
    OTHER = "other"


class ChangeKind(StrEnum):
    """What may ask for the base year to be recalculated."""

    MERGER = "merger"
    DIVESTITURE = "divestiture"
    INSOURCING = "insourcing"
    OUTSOURCING = "outsourcing"
    METHOD = "method"
    ERROR = "error"


class ClaimSubject(StrEnum):
    """What a claim in words is about."""

    COMPANY = "company"
    PRODUCT = "product"


class Extent(StrEnum):
    """How much of its subject the facts behind a claim cover."""

    WHOLE = "whole"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Subject:
    """Which company discloses, as far as the document says."""

    name: str
    lei: str | None = None
    isin: str | None = None
    country: str | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The days that the figures are about, both inclusive."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Assurance:
    """Who checked which figures, and how far; `figures` are field names such as `scope1`, empty if not said."""

    level: AssuranceLevel
    standard: AssuranceStandard | None = None
    provider: str | None = None
    figures: tuple[str, ...] = ()
    share_covered: Decimal | None = None
    opinion: Opinion | None = None
    accreditation: str | None = None
    materiality: Decimal | None = None
    statement_on: date | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as reported; `scale` is what one of it is worth (1000 for thousands), None where it is not said."""

    value: Decimal
    currency: str | None = None
    scale: Decimal | None = None
    source: Source | None = None

    @property
    def amount(self) -> Decimal | None:
        """Whole currency units, where the scale is known."""
        return None if self.scale is None else self.value * self.scale


@dataclass(frozen=True, slots=True)
class Intensity:
    """Emissions for each unit of something, as reported; `unit` as written, such as tCO2e/million EUR."""

    value: Decimal
    unit: str | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Restatement:
    """An earlier year's figure (`name`: its field) that was changed: the old one is kept, and the reason."""

    year: int
    name: str
    old: Figure
    new: Figure
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class StructuralChange:
    """A merger, a sale, a new method or an error found; `effect` is its effect on the base year, either way."""

    kind: ChangeKind
    note: str
    effect: Figure | None = None


@dataclass(frozen=True, slots=True)
class Inventory:
    """
    Gross emissions of one year; whatever is not known is None.

    `scope2_unspecified` and `total` are of figures whose scope 2 method is not said.
    """

    scope1: Figure | None = None
    scope2_location: Figure | None = None
    scope2_market: Figure | None = None
    scope2_unspecified: Figure | None = None
    scope3: Figure | None = None
    total: Figure | None = None
    total_location: Figure | None = None
    total_market: Figure | None = None


@dataclass(frozen=True, slots=True)
class Combined:
    """A sum over scopes that a source gives without its parts, or beside them."""

    scope: Scope
    figure: Figure
    s2_method: Method | None = None


@dataclass(frozen=True, slots=True)
class BaseYear:
    """The base year, its figures, and the policy by which it is recalculated."""

    year: int
    reason: str | None = None
    policy: str | None = None
    threshold: Decimal | None = None
    is_recalculated: bool | None = None
    recalculation_note: str | None = None
    inventory: Inventory = field(default_factory=Inventory)


@dataclass(frozen=True, slots=True)
class Credits:
    """Carbon credits cancelled: outside the inventory, and subtracted from nothing."""

    figure: Figure
    standard: str | None = None
    is_removal: bool | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """
    Words in which a company speaks of its emissions, as quoted, and what stands behind them as far as is known.

    `is_label`: a sign or badge; `scheme`: the certification scheme or authority behind it.
    """

    quote: str
    about: ClaimSubject | None = None
    facts_cover: Extent | None = None
    is_based_on_offsets: bool | None = None
    is_excellence_recognised: bool | None = None
    is_label: bool | None = None
    scheme: str | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Repeated:
    """A figure of the same period as another document gives it; `name` is that of a field, such as `scope1`."""

    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Disclosure:
    """
    One company's emissions and targets for one reporting year, from one or several documents.

    `id` is what its sender calls it.
    """

    company: Subject
    year: int
    period: Period | None = None
    boundary: Boundary | None = None
    framework: Framework | None = None
    framework_version: str | None = None
    gwp: GwpSet | None = None
    base_year: BaseYear | None = None
    inventory: Inventory = field(default_factory=Inventory)
    categories: Mapping[int, Category] = NO_CATEGORIES
    combined: tuple[Combined, ...] = ()
    scope2_instruments: tuple[str, ...] | None = None
    gases: Mapping[str, Figure] = NO_GASES
    gases_of: str | None = None
    biogenic_co2: Figure | None = None
    removals: Figure | None = None
    credits: tuple[Credits, ...] | None = None
    net_total: Figure | None = None
    revenue: Money | None = None
    employees: Decimal | None = None
    intensity: Intensity | None = None
    intensity_location: Intensity | None = None
    intensity_market: Intensity | None = None
    comparatives: Mapping[int, Inventory] = field(default_factory=lambda: MappingProxyType({}))
    structural_changes: tuple[StructuralChange, ...] = ()
    restatements: tuple[Restatement, ...] = ()
    assurance: tuple[Assurance, ...] | None = None
    targets: tuple[EmissionTarget, ...] | None = None
    claims: tuple[Claim, ...] = ()
    other_sources: tuple[Repeated, ...] = ()
    source: Source | None = None
    id: str | None = None

    def category(self, number: int) -> Category:
        """Return what is said of one category of scope 3; `missing` where nothing is."""
        return self.categories.get(number, MISSING)
