"""Check 8: what a target promises each year, whether that is enough for 1.5 °C, and whether the company is on track."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from ratings.disclosures.checks.base_years import base_tonnes
from ratings.disclosures.checks.finding import Known, Note, Number, Result, plain
from ratings.disclosures.rules.disclosure import Disclosure
from ratings.disclosures.rules.paths import (
    LONG_TERM_REDUCTION,
    LONG_TERM_YEAR,
    NEAR_TERM_YEARS,
    annual_cut_needed,
    exact,
    is_aligned_with_1_5c,
    is_well_below_2c,
    linear_annual_reduction,
    path_value,
    progress_share,
    target_value,
)
from ratings.disclosures.rules.targets import EmissionTarget, Scope, TargetType
from ratings.disclosures.rules.totals import tonnes_of

STATED_DIFFERS_FROM = Decimal("0.01")
ALMOST_ALL = Decimal("0.95")
"""A target on less of a scope cannot be held against the whole of it."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What a target promises, and how far it has come, as far as both are known."""

    reduction: Decimal
    base_year: int
    target_year: int
    base: Decimal | None
    now: Decimal | None
    year: int

    @property
    def is_on_track(self) -> bool | None:
        """Whether emissions are on or below the path of their year."""
        if self.base is None or self.now is None or self.year < self.base_year:
            return None
        return Fraction(self.now) <= self.path

    @property
    def path(self) -> Fraction:
        """The path's value for the year."""
        assert self.base is not None
        return path_value(
            base=self.base,
            reduction=self.reduction,
            base_year=self.base_year,
            target_year=self.target_year,
            year=self.year,
        )

    @property
    def progress(self) -> Fraction | None:
        """How much of the cut is reached."""
        if self.base is None or self.now is None:
            return None
        return progress_share(base=self.base, now=self.now, reduction=self.reduction)


def notes(disclosure: Disclosure, known: Known) -> Iterator[Note]:
    """Yield a note for each target, and one for each contradiction in it."""
    if not disclosure.targets:
        yield Note(Result.NOT_CHECKABLE, _("No target is given."), ("targets",))
    for number, target in enumerate(disclosure.targets or ()):
        at = f"targets[{number}]"
        found = arithmetic_of(disclosure, target)
        if found is None:
            words = _("Target %(number)d lacks its reduction, base year or target year.") % {"number": number + 1}
            yield Note(Result.NOT_CHECKABLE, words, (f"{at}.reduction", f"{at}.base_year", f"{at}.target_year"))
            continue
        yield _judged(number, at, target, found)
        yield from _contradictions(number, at, target, found)


def arithmetic_of(disclosure: Disclosure, target: EmissionTarget) -> Arithmetic | None:
    """Return what there is to reckon with; None where reduction or years are unknown."""
    if target.reduction is None or target.base_year is None or target.target_year is None:
        return None
    if target.target_year <= target.base_year:
        return None
    year, now = _latest(disclosure, target)
    is_absolute = target.type is TargetType.ABSOLUTE
    base = base_tonnes(target) if is_absolute else target.base_intensity
    return Arithmetic(target.reduction, target.base_year, target.target_year, base, now, year)


def _latest(disclosure: Disclosure, target: EmissionTarget) -> tuple[int, Decimal | None]:
    """Return the latest year whose emissions within the target are known, and these; else the reporting year, None."""
    is_absolute = target.type is TargetType.ABSOLUTE
    told: dict[int, Decimal] = {}
    for one in target.progress:
        value = (None if one.figure is None else one.figure.tonnes) if is_absolute else one.intensity
        if value is not None and one.year <= disclosure.year:
            told[one.year] = value
    if told:
        return max(told), told[max(told)]
    return disclosure.year, _inventoried(disclosure, target) if is_absolute else None


def _inventoried(disclosure: Disclosure, target: EmissionTarget) -> Decimal | None:
    """Return what the inventory counts of a target's scopes; None where the target is about a part that it does not."""
    is_partial = any(share is not None and share < ALMOST_ALL for share in target.coverages)
    if target.scope is None or is_partial:
        return None
    if not target.categories:
        return tonnes_of(disclosure, target.scope, target.s2_method)
    figures = [disclosure.category(number).figure for number in target.categories]
    known = [one.tonnes for one in figures if one is not None]
    is_whole = target.scope is Scope.S3 and len(known) == len(figures)
    return sum(known, Decimal(0)) if is_whole else None


def _judged(number: int, at: str, target: EmissionTarget, found: Arithmetic) -> Note:
    numbers = _numbers(found)
    sentences = [_rate_in_words(number, numbers)]
    is_enough = True
    if target.type is TargetType.ABSOLUTE:
        numbers |= _alignment(found)
        if target.scope is not None:
            is_enough, words = _alignment_in_words(target, found)
            sentences.append(words)
    if found.is_on_track is not None:
        sentences.append(_track_in_words(found, numbers))
    is_good = is_enough and found.is_on_track is not False
    fields = (f"{at}.reduction", f"{at}.base_year", f"{at}.target_year", f"{at}.base")
    return Note(Result.PASS if is_good else Result.WARN, " ".join(sentences), fields, numbers)


def _numbers(found: Arithmetic) -> dict[str, Number]:
    rate = linear_annual_reduction(reduction=found.reduction, base_year=found.base_year, target_year=found.target_year)
    numbers: dict[str, Number] = {"linear_annual_reduction": plain(exact(rate)), "year": str(found.year)}
    if found.base is not None:
        numbers["base_value"] = plain(found.base)
        numbers["target_value"] = plain(exact(target_value(base=found.base, reduction=found.reduction)))
        numbers["path_value"] = plain(exact(found.path)) if found.year >= found.base_year else None
    if found.base is not None and found.now is not None:
        numbers["value"] = plain(found.now)
        numbers["on_track"] = found.is_on_track
        numbers["progress"] = None if found.progress is None else plain(exact(found.progress))
        numbers["annual_cut_needed"] = plain(
            annual_cut_needed(
                base=found.base,
                reduction=found.reduction,
                now=found.now,
                year=found.year,
                target_year=found.target_year,
            )
        )
    return numbers


def _alignment(found: Arithmetic) -> dict[str, Number]:
    given = {"reduction": found.reduction, "base_year": found.base_year, "target_year": found.target_year}
    return {
        "aligned_1_5c": is_aligned_with_1_5c(**given),  # type: ignore[arg-type]
        "well_below_2c": is_well_below_2c(**given),  # type: ignore[arg-type]
    }


def _is_long_term(target: EmissionTarget, found: Arithmetic) -> bool:
    """Say whether a target runs longer than the ten years for which yearly rates are asked."""
    since = target.start_year or max(found.year, found.base_year)
    return found.target_year - since > NEAR_TERM_YEARS


def _has_enough_rate(target: EmissionTarget, found: Arithmetic) -> bool:
    aligned = _alignment(found)
    return bool(aligned["well_below_2c"] if target.scope is Scope.S3 else aligned["aligned_1_5c"])


def _reaches_ninety_percent(found: Arithmetic) -> bool:
    return found.reduction >= LONG_TERM_REDUCTION and found.target_year <= LONG_TERM_YEAR


def _rate_in_words(number: int, numbers: dict[str, Number]) -> str:
    rate = Decimal(str(numbers["linear_annual_reduction"])) * 100
    return _("Target %(number)d cuts %(rate)s %% of the base year each year.") % {
        "number": number + 1,
        "rate": plain(rate),
    }


def _alignment_in_words(target: EmissionTarget, found: Arithmetic) -> tuple[bool, str]:
    """Return whether a target cuts enough, and why: by its yearly rate, or, far ahead, by what it comes to."""
    has_rate = _has_enough_rate(target, found)
    if not has_rate and _is_long_term(target, found):
        if _reaches_ninety_percent(found):
            return True, _("It reaches 90 %% by 2050.") % {}
        return False, _("That is less than version 1 of SBTi asks for a year, and less than 90 %% by 2050.") % {}
    if target.scope is Scope.S3:
        enough = _("That is the 2.5 %% a year that version 1 of SBTi asks for scope 3, or more.")
        short = _("That is less than the 2.5 %% a year that version 1 of SBTi asks for scope 3.")
    else:
        enough = _("That is the 4.2 %% a year that version 1 of SBTi asks for 1.5 °C, or more.")
        short = _("That is less than the 4.2 %% a year that version 1 of SBTi asks for 1.5 °C.")
    return has_rate, (enough if has_rate else short) % {}


def _track_in_words(found: Arithmetic, numbers: dict[str, Number]) -> str:
    words = (
        _("In %(year)d it is on its own path: %(value)s, path %(path)s.")
        if found.is_on_track
        else _("In %(year)d it is off its own path: %(value)s, path %(path)s.")
    )
    return words % {"year": found.year, "value": numbers["value"], "path": numbers["path_value"]}


def _contradictions(number: int, at: str, target: EmissionTarget, found: Arithmetic) -> Iterator[Note]:
    """Yield a note where a target says two things at once."""
    stated = target.achieved_reduction
    if stated is not None and found.base and found.now is not None:
        reached = (Fraction(found.base) - Fraction(found.now)) / Fraction(found.base)
        if abs(Fraction(stated) - reached) > Fraction(STATED_DIFFERS_FROM):
            words = _("Target %(number)d is said to have cut %(stated)s of its base; its figures give %(reached)s.")
            numbers: dict[str, Number] = {"stated": plain(stated), "reached": plain(exact(reached))}
            fields = (f"{at}.achieved_reduction", f"{at}.base")
            yield Note(Result.FAIL, words % {"number": number + 1, **numbers}, fields, numbers)
    for place, milestone in enumerate(target.milestones):
        is_inside = found.base_year < milestone.year < found.target_year
        if not is_inside or milestone.reduction > found.reduction:
            words = _("Milestone %(year)d of target %(number)d is not on the way from its base year to its target.")
            said = {"year": milestone.year, "number": number + 1}
            yield Note(Result.FAIL, words % said, (f"{at}.milestones[{place}]",))
