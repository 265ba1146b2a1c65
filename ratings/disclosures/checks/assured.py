"""Check 12: how far each figure was checked by somebody else."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ratings.disclosures.checks.finding import Known, Note, Number, Result, called
from ratings.disclosures.rules.disclosure import Assurance, AssuranceLevel, Disclosure, Opinion

NAMES = ("scope1", "scope2_location", "scope2_market", "scope3")
ORDER = (AssuranceLevel.NONE, AssuranceLevel.LIMITED, AssuranceLevel.REASONABLE)
REFUSED = frozenset({Opinion.ADVERSE, Opinion.DISCLAIMER})


def notes(disclosure: Disclosure, known: Known) -> Iterator[Note]:
    """Yield a note for each scope that is given, and for each opinion that is no clean one."""
    if disclosure.assurance is None:
        yield Note(Result.NOT_CHECKABLE, _("Whether anybody checked the figures is not said."), ("assurance",))
        return
    for name in NAMES:
        if getattr(disclosure.inventory, name) is not None:
            yield _of_figure(disclosure.assurance, name)
    for number, one in enumerate(disclosure.assurance):
        yield from _opinion(number, one)


def level_of(assurance: tuple[Assurance, ...], name: str) -> AssuranceLevel | None:
    """Return how far a figure was checked; None where an assurance does not say which figures it covers."""
    levels = [one.level for one in assurance if _covers(one, name)]
    if levels:
        return max(levels, key=ORDER.index)
    if any(not one.figures and one.level is not AssuranceLevel.NONE for one in assurance):
        return None
    return AssuranceLevel.NONE


def _covers(one: Assurance, name: str) -> bool:
    if not one.figures:
        return False
    return name in one.figures or (name == "scope3" and any(figure.startswith("scope3.") for figure in one.figures))


def _of_figure(assurance: tuple[Assurance, ...], name: str) -> Note:
    level = level_of(assurance, name)
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
