"""Check 9: targets cover what the company emits (the boundaries of SBTi, version 1)."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from ratings.disclosures.checks.finding import Known, Note, Number, Result, percent, plain
from ratings.disclosures.rules.disclosure import Disclosure
from ratings.disclosures.rules.paths import exact
from ratings.disclosures.rules.targets import EmissionTarget
from ratings.disclosures.rules.totals import scope3_tonnes, total_tonnes

SCOPE3_SHARE = Decimal("0.40")
LEAST = {"S1": Decimal("0.95"), "S2": Decimal("0.95"), "S3": Decimal("0.67")}


def notes(disclosure: Disclosure, known: Known) -> Iterator[Note]:
    """Yield a note on scope 3 as a whole, and on each target."""
    if disclosure.targets is None:
        yield Note(Result.NOT_CHECKABLE, _("No target is given."), ("targets",))
        return
    yield _scope3(disclosure)
    for number, target in enumerate(disclosure.targets):
        yield from _target(number, target)


def _scope3(disclosure: Disclosure) -> Note:
    scope3, total = scope3_tonnes(disclosure), total_tonnes(disclosure, None)
    fields = ("scope3", "targets")
    if scope3 is None or not total:
        words = _("How much of the footprint is scope 3 is not known.")
        return Note(Result.NOT_CHECKABLE, words, fields)
    share = Fraction(scope3) / Fraction(total)
    numbers: dict[str, Number] = {"scope3_share": plain(exact(share))}
    has_target = any(one.scope is not None and "S3" in one.scope.parts for one in disclosure.targets or ())
    if has_target:
        return Note(Result.PASS, _("A target covers scope 3."), fields, numbers)
    if any(one.scope is None for one in disclosure.targets or ()):
        words = _("A target does not say which scopes it covers.")
        return Note(Result.NOT_CHECKABLE, words, fields, numbers)
    if share < Fraction(SCOPE3_SHARE):
        words = _("Scope 3 is under 40 %% of the footprint, so that no target for it is asked for.") % {}
        return Note(Result.PASS, words, fields, numbers)
    words = _("Scope 3 is %(share)s of the footprint, 40 %% or more, and no target covers it: a gap.")
    return Note(Result.WARN, words % {"share": percent(share)}, fields, numbers)


def _target(number: int, target: EmissionTarget) -> Iterator[Note]:
    for part in target.scope.parts if target.scope else ():
        name = f"coverage_{part.lower()}"
        covered: Decimal | None = getattr(target, name)
        if covered is None:
            continue
        fields, numbers = (f"targets[{number}].{name}",), {"coverage": plain(covered), "least": plain(LEAST[part])}
        said = {"number": number + 1, "covered": percent(covered), "scope": part, "least": percent(LEAST[part])}
        if covered < LEAST[part]:
            words = _("Target %(number)d covers %(covered)s of %(scope)s; version 1 of SBTi asks for %(least)s.")
            yield Note(Result.WARN, words % said, fields, numbers)
        else:
            yield Note(Result.PASS, _("Target %(number)d covers enough of %(scope)s.") % said, fields, numbers)
