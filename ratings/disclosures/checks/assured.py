"""Check 12: how far each figure was checked by somebody else."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from ratings.disclosures.checks.finding import Known, Note, Number, Result, called
from ratings.disclosures.rules.disclosure import Assurance, AssuranceLevel, Disclosure, Opinion
from ratings.disclosures.rules.totals import reported_categories

NAMES = ("scope1", "scope2_location", "scope2_market", "scope3")
ORDER = (AssuranceLevel.NONE, AssuranceLevel.LIMITED, AssuranceLevel.REASONABLE)
REFUSED = frozenset({Opinion.ADVERSE, Opinion.DISCLAIMER})


def notes(disclosure: Disclosure, known: Known) -> Iterator[Note]:
    """Yield a note for each scope that is given, and for each opinion that is no clean one."""
    if disclosure.assurance is None:
        yield Note(Result.NOT_CHECKABLE, _("Whether anybody checked the figures is not said."), ("assurance",))
        return
    categories = [f"scope3.{number}" for number in reported_categories(disclosure)]
    for name in NAMES:
        if getattr(disclosure.inventory, name) is not None:
            yield _of_figure(disclosure.assurance, name, categories)
    named = {name for one in disclosure.assurance for name in one.figures}
    if not named.issuperset(categories):
        for name in categories:
            if name in named:
                yield _of_figure(disclosure.assurance, name, categories)
    for number, one in enumerate(disclosure.assurance):
        yield from _opinion(number, one)


def _level_of(assurance: tuple[Assurance, ...], name: str, categories: Sequence[str]) -> AssuranceLevel | None:
    """Return how far a figure was checked; None where an assurance does not say which figures it covers."""
    levels = [one.level for one in assurance if _covers(one, name, categories)]
    if levels:
        return max(levels, key=ORDER.index)
    if any(not one.figures and one.level is not AssuranceLevel.NONE for one in assurance):
        return None
    return AssuranceLevel.NONE


def _covers(one: Assurance, name: str, categories: Sequence[str]) -> bool:
    """Say whether an assurance is on a figure; on scope 3 also by all of its categories, never by some."""
    return name in one.figures or (name == "scope3" and bool(categories) and set(one.figures).issuperset(categories))


def _of_figure(assurance: tuple[Assurance, ...], name: str, categories: Sequence[str]) -> Note:
    level = _level_of(assurance, name, categories)
    fields = (name, "assurance")
    stated = ", ".join(dict.fromkeys(str(one.level) for one in assurance)) or str(AssuranceLevel.NONE)
    numbers: dict[str, Number] = {"figure": name, "level": None if level is None else str(level), "stated": stated}
    if level is None:
        words = _("The assurance does not say whether it covers %(name)s.") % {"name": called(name)}
        return Note(Result.NOT_CHECKABLE, words, fields, numbers)
    if level is AssuranceLevel.NONE:
        return Note(Result.WARN, _("Nobody else checked %(name)s.") % {"name": called(name)}, fields, numbers)
    words = {
        AssuranceLevel.LIMITED: _("%(name)s was checked with limited assurance."),
        AssuranceLevel.REASONABLE: _("%(name)s was checked with reasonable assurance."),
    }[level]
    return Note(Result.PASS, words % {"name": called(name)}, fields, numbers)


def _opinion(number: int, one: Assurance) -> Iterator[Note]:
    fields = (f"assurance[{number}].opinion",)
    numbers: dict[str, Number] = {"opinion": None if one.opinion is None else str(one.opinion)}
    if one.opinion in REFUSED:
        yield Note(Result.FAIL, _("The assurance provider did not confirm the figures."), fields, numbers)
    elif one.opinion is Opinion.QUALIFIED:
        yield Note(Result.WARN, _("The assurance provider confirmed the figures with reservations."), fields, numbers)
