"""
The wording of claims, beside the thirteen: which rule of Directive (EU) 2024/825 a quoted claim may fall under.

It applies since 27 September 2026. A note quotes, and never says that anything is illegal: that is for courts.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ratings.disclosures.checks.finding import Known, Note, Number, Result
from ratings.disclosures.rules.claim_words import (
    boasts_of_a_duty,
    is_generic,
    promised_year,
    speaks_of_neutrality,
    speaks_of_offsets,
    speaks_of_the_whole,
)
from ratings.disclosures.rules.disclosure import Claim, ClaimSubject, Disclosure, Extent
from ratings.disclosures.rules.targets import EmissionTarget


def notes(disclosure: Disclosure, known: Known) -> Iterator[Note]:
    """Yield a note for each rule that a claim, or a target's wording, may fall under."""
    for number, claim in enumerate(disclosure.claims):
        at = f"claims[{number}]"
        found = list(_of_claim(at, claim, disclosure))
        yield from found or [_clean(f"{at}.quote", claim.quote)]
    for number, target in enumerate(disclosure.targets or ()):
        if target.wording:
            at = f"targets[{number}].wording"
            yield from list(_of_promise(at, target.wording, disclosure)) or [_clean(at, target.wording)]


def _clean(at: str, quote: str) -> Note:
    return Note(Result.PASS, _("No rule on wording points at “%(quote)s”.") % {"quote": quote}, (at,), quote=quote)


def _of_claim(at: str, claim: Claim, disclosure: Disclosure) -> Iterator[Note]:
    quote, field = claim.quote, f"{at}.quote"
    if claim.is_label and not claim.scheme:
        yield _may(
            "2a", _("a sustainability label without a certification scheme or authority behind it"), field, quote
        )
    if is_generic(quote) and not claim.is_excellence_recognised:
        yield _may("4a", _("a generic environmental claim without recognised excellent performance"), field, quote)
    if claim.facts_cover is Extent.PART and (claim.about is ClaimSubject.COMPANY or speaks_of_the_whole(quote)):
        yield _may("4b", _("a claim on the whole where the facts cover a part"), field, quote)
    yield from _of_neutrality(field, claim, disclosure)
    if boasts_of_a_duty(quote):
        yield _may("10a", _("a legal duty shown as a distinctive feature"), field, quote)
    yield from _of_promise(field, quote, disclosure)


def _of_neutrality(field: str, claim: Claim, disclosure: Disclosure) -> Iterator[Note]:
    if claim.about is ClaimSubject.COMPANY or not speaks_of_neutrality(claim.quote):
        return
    rests = _rests_on_offsets(claim, disclosure)
    if rests:
        yield _may("4c", _("a product's neutral or reduced effect, based on offsetting"), field, claim.quote)
    elif rests is None:
        words = _("Whether “%(quote)s” rests on offsetting is not said.") % {"quote": claim.quote}
        yield Note(Result.NOT_CHECKABLE, words, (field,), quote=claim.quote)


def _rests_on_offsets(claim: Claim, disclosure: Disclosure) -> bool | None:
    """Say whether a claim rests on credits: as said of it, as it is worded, or as the disclosure has them."""
    if claim.is_based_on_offsets is not None:
        return claim.is_based_on_offsets
    if speaks_of_offsets(claim.quote) or disclosure.credits:
        return True
    return None if disclosure.credits is None else False


def _of_promise(field: str, quote: str, disclosure: Disclosure) -> Iterator[Note]:
    year = promised_year(quote)
    if year is None or year <= disclosure.year:
        return
    lacking = _lacking(disclosure, year)
    if not lacking:
        return
    why = _("a promise for %(year)d without %(lacking)s") % {"year": year, "lacking": ", ".join(lacking)}
    yield _may("6(2)(d)", why, field, quote)


def _lacking(disclosure: Disclosure, year: int) -> list[str]:
    """Return what a promise stands without: measurable targets on the way, and somebody who verifies them."""
    leading = [one for one in disclosure.targets or () if _leads_to(one, year)]
    lacking = []
    if not any(one.milestones or (one.target_year or year) < year for one in leading):
        lacking.append(_("time-bound targets on the way"))
    if not any(one.is_validated or one.validated_by for one in leading):
        lacking.append(_("verification by a third party"))
    return lacking


def _leads_to(target: EmissionTarget, year: int) -> bool:
    return target.reduction is not None and target.target_year is not None and target.target_year <= year


def _may(rule: str, what: str, field: str, quote: str) -> Note:
    words = _("“%(quote)s” may fall under %(rule)s of Directive (EU) 2024/825: %(what)s.")
    place = _("Article %s") if "(" in rule else _("Annex I point %s")
    numbers: dict[str, Number] = {"rule": rule}
    return Note(Result.WARN, words % {"quote": quote, "rule": place % rule, "what": what}, (field,), numbers, quote)
