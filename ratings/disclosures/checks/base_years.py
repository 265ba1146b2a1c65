"""Check 7: the base year stays, or is recalculated openly; above the threshold it has to be."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from ratings.disclosures.checks.finding import Known, Note, Number, Result, called, percent, plain
from ratings.disclosures.checks.years import differ
from ratings.disclosures.rules.disclosure import BaseYear, Disclosure
from ratings.disclosures.rules.paths import exact, progress_share
from ratings.disclosures.rules.targets import EmissionTarget, Scope, TargetType
from ratings.disclosures.rules.totals import inventory_tonnes, tonnes_of

USUAL_THRESHOLD = Decimal("0.05")
NAMES = ("scope1", "scope2_location", "scope2_market", "scope3")


def notes(disclosure: Disclosure, known: Known) -> Iterator[Note]:
    """Yield a note on what changed since the report before, on structural changes, and on progress recomputed."""
    base = disclosure.base_year
    if base is None:
        yield Note(Result.NOT_CHECKABLE, _("No base year is given."), ("base_year",))
        return
    yield from _since_the_report_before(disclosure, base, known)
    yield from _after_structural_changes(disclosure, base)
    yield from _progress_on_the_new_base(disclosure, base)


def _since_the_report_before(disclosure: Disclosure, base: BaseYear, known: Known) -> Iterator[Note]:
    earlier = [one for one in known.others if one.year < disclosure.year and one.base_year is not None]
    if not earlier:
        yield Note(Result.NOT_CHECKABLE, _("There is no earlier report to compare the base year with."), ("base_year",))
        return
    before = max(earlier, key=lambda one: one.year).base_year
    assert before is not None
    if before.year != base.year:
        what = _("The base year was %(old)d and is now %(new)d") % {"old": before.year, "new": base.year}
        yield _explained(base, what, ("base_year.year",))
        return
    changed = [name for name in NAMES if _has_changed(before, base, name)]
    for name in changed:
        what = _("%(name)s of the base year has changed since the report before") % {"name": called(name)}
        yield _explained(base, what, (f"base_year.{name}",))
    if not changed:
        yield Note(Result.PASS, _("The base year is that of the report before."), ("base_year",))


def _has_changed(before: BaseYear, now: BaseYear, name: str) -> bool:
    old, new = getattr(before.inventory, name), getattr(now.inventory, name)
    return old is not None and new is not None and differ(old, new)


def _explained(base: BaseYear, what: str, fields: tuple[str, ...]) -> Note:
    fields = (*fields, "base_year.recalculation_note")
    if base.recalculation_note:
        return Note(Result.PASS, _("%(what)s, and the recalculation is explained.") % {"what": what}, fields)
    return Note(Result.FAIL, _("%(what)s, and no recalculation is explained.") % {"what": what}, fields)


def _after_structural_changes(disclosure: Disclosure, base: BaseYear) -> Iterator[Note]:
    effects = [one.effect.tonnes for one in disclosure.structural_changes if one.effect is not None]
    value = inventory_tonnes(base.inventory, Scope.S1_S2_S3, None) or inventory_tonnes(
        base.inventory, Scope.S1_S2, None
    )
    fields = ("base_year", "structural_changes")
    if not disclosure.structural_changes:
        return
    if not effects or not value:
        words = _("A structural change is named; its effect on the base year, or the base value, is not given.")
        yield Note(Result.NOT_CHECKABLE, words, fields)
        return
    threshold = USUAL_THRESHOLD if base.threshold is None else base.threshold
    share = abs(Fraction(sum(effects, Decimal(0)))) / Fraction(value)
    numbers: dict[str, Number] = {
        "share": plain(exact(share)),
        "threshold": plain(threshold),
        "is_threshold_theirs": base.threshold is not None,
    }
    yield _weighed(base, share > Fraction(threshold), fields, numbers)


def _weighed(base: BaseYear, is_required: bool, fields: tuple[str, ...], numbers: dict[str, Number]) -> Note:  # noqa: FBT001
    if not is_required:
        words = _("Structural changes stay within the threshold; the base year may stand.")
        return Note(Result.PASS, words, fields, numbers)
    if base.is_recalculated or base.recalculation_note:
        words = _("Structural changes are over the threshold, and the base year was recalculated.")
        return Note(Result.PASS, words, fields, numbers)
    words = _(
        "Structural changes move the base year by %(share)s of it, over the threshold of %(threshold)s; "
        "it has to be recalculated."
    )
    said = {"share": percent(Decimal(str(numbers["share"]))), "threshold": percent(Decimal(str(numbers["threshold"])))}
    return Note(Result.FAIL if base.is_recalculated is False else Result.WARN, words % said, fields, numbers)


def _progress_on_the_new_base(disclosure: Disclosure, base: BaseYear) -> Iterator[Note]:
    for number, target in enumerate(disclosure.targets or ()):
        old, new = base_tonnes(target), _new_base(target, base)
        now = None if target.scope is None else tonnes_of(disclosure, target.scope, target.s2_method)
        if None in {old, new, now} or old == new or not target.reduction:
            continue
        assert old is not None
        assert new is not None
        assert now is not None
        yield _recomputed(number, target.reduction, old, new, now)


def _recomputed(number: int, reduction: Decimal, old: Decimal, new: Decimal, now: Decimal) -> Note:
    shares = [progress_share(base=base, now=now, reduction=reduction) for base in (old, new)]
    numbers: dict[str, Number] = {
        "progress": None if shares[0] is None else plain(exact(shares[0])),
        "progress_on_base_year": None if shares[1] is None else plain(exact(shares[1])),
    }
    words = _("Target %(number)d counts from another base than the base year gives; on that, progress is %(progress)s.")
    said = {"number": number + 1, "progress": numbers["progress_on_base_year"]}
    return Note(Result.WARN, words % said, (f"targets[{number}].base", "base_year"), numbers)


def _new_base(target: EmissionTarget, base: BaseYear) -> Decimal | None:
    is_same = target.type is TargetType.ABSOLUTE and target.base_year == base.year and not target.is_of_a_part
    return inventory_tonnes(base.inventory, target.scope, target.s2_method) if is_same and target.scope else None


def base_tonnes(target: EmissionTarget) -> Decimal | None:
    """Return the base value of an absolute target over its scopes; None if unknown."""
    if target.base is not None:
        return target.base.tonnes
    if target.scope is None:
        return None
    figures = {"S1": target.base_s1, "S2": target.base_s2, "S3": target.base_s3}
    parts = [figures[part] for part in target.scope.parts]
    known = [part.tonnes for part in parts if part is not None]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None
