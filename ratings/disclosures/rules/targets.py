"""Emission targets: what was promised, and its path and progress in exact arithmetic."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ratings.disclosures.rules.figures import Figure, Source


class TargetType(StrEnum):
    """Whether tonnes are to fall, or tonnes for each unit of something."""

    ABSOLUTE = "absolute"
    INTENSITY = "intensity"


class Scope(StrEnum):
    """Which scopes together, by the names of the field."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S1_S2 = "S1+S2"
    S1_S3 = "S1+S3"
    S2_S3 = "S2+S3"
    S1_S2_S3 = "S1+S2+S3"

    @property
    def parts(self) -> tuple[str, ...]:
        """The scopes in it, for example ("S1", "S2")."""
        return tuple(self.value.split("+"))


def read_scope(text: str) -> Scope | None:
    """
    Return the scopes that a source names, in any of the spellings in use; None for what is none.

    >>> read_scope("s1s2"), read_scope("Scope 1+2+3"), read_scope("S1 + S2"), read_scope("S4")
    (<Scope.S1_S2: 'S1+S2'>, <Scope.S1_S2_S3: 'S1+S2+S3'>, <Scope.S1_S2: 'S1+S2'>, None)
    """
    bare = re.sub(r"scopes?|and|[\s+,&s/_]", "", text.casefold())
    numbers = "+".join(f"S{number}" for number in bare)
    return Scope(numbers) if numbers in set(Scope) else None


class Method(StrEnum):
    """The method of scope 2."""

    LOCATION = "location"
    MARKET = "market"


class TimeFrame(StrEnum):
    """How far ahead a target is said to look."""

    SHORT = "short"
    MID = "mid"
    LONG = "long"


class GrossOrNet(StrEnum):
    """Whether credits or removals may count towards a target."""

    GROSS = "gross"
    NET = "net"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A reduction promised for a year on the way."""

    year: int
    reduction: Decimal


@dataclass(frozen=True, slots=True)
class Progress:
    """What a source says was reached in a year: tonnes, or of an intensity target its value."""

    year: int
    figure: Figure | None = None
    intensity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class EmissionTarget:
    """
    One target. Shares run from 0 to 1; unknown is None.

    `base` is tonnes over all scopes of an absolute target; `base_s1`, `base_s2`, `base_s3` stand where each is given.
    `base_intensity` and `intensity_unit` (for example tCO2e/MWh) are those of an intensity target.
    `credits_planned` None means not said, `validated_by` None not said; `is_validated` False means said not to be.
    """

    type: TargetType
    scope: Scope | None = None
    s2_method: Method | None = None
    categories: tuple[int, ...] = ()
    coverage_s1: Decimal | None = None
    coverage_s2: Decimal | None = None
    coverage_s3: Decimal | None = None
    base_year: int | None = None
    target_year: int | None = None
    start_year: int | None = None
    time_frame: TimeFrame | None = None
    reduction: Decimal | None = None
    base: Figure | None = None
    base_s1: Figure | None = None
    base_s2: Figure | None = None
    base_s3: Figure | None = None
    intensity_metric: str | None = None
    intensity_unit: str | None = None
    base_intensity: Decimal | None = None
    milestones: tuple[Milestone, ...] = ()
    progress: tuple[Progress, ...] = ()
    achieved_reduction: Decimal | None = None
    gross_or_net: GrossOrNet | None = None
    credits_planned: bool | None = None
    is_validated: bool | None = None
    validated_by: str | None = None
    validated_on: date | None = None
    wording: str | None = None
    source: Source | None = None

    @property
    def coverages(self) -> tuple[Decimal | None, ...]:
        """How much of each of its scopes it covers; of all three where it does not say which."""
        given = {"S1": self.coverage_s1, "S2": self.coverage_s2, "S3": self.coverage_s3}
        return tuple(given[part] for part in (self.scope.parts if self.scope else given))

    @property
    def is_of_a_part(self) -> bool:
        """Whether it is about some categories, or a share, and so counts from another base than its whole scopes."""
        return bool(self.categories) or any(share is not None and share < 1 for share in self.coverages)
