"""Check 10: gross figures stand beside net ones; credits and removals are subtracted from nothing."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from ratings.disclosures.checks.finding import Known, Note, Number, Result, called, plain
from ratings.disclosures.checks.sums import tolerance
from ratings.disclosures.rules.disclosure import Disclosure
from ratings.disclosures.rules.figures import Figure
from ratings.disclosures.rules.net_words import speaks_of_net
from ratings.disclosures.rules.targets import EmissionTarget, GrossOrNet, Method, Scope
from ratings.disclosures.rules.totals import tonnes_of, total_tonnes


def notes(disclosure: Disclosure, known: Known) -> Iterator[Note]:
    """Yield a note on the net figure and words, on totals that look reduced, and on each net target."""
    yield from _gross_beside_net(disclosure)
    for name, method in (("total_location", Method.LOCATION), ("total_market", Method.MARKET), ("total", None)):
        yield from _reduced(disclosure, name, method)
    for number, target in enumerate(disclosure.targets or ()):
        yield from _target(number, target, disclosure)


def _gross_beside_net(disclosure: Disclosure) -> Iterator[Note]:
    said = [number for number, claim in enumerate(disclosure.claims) if speaks_of_net(claim.quote)]
    if disclosure.net_total is None and not said:
        return
    gross = total_tonnes(disclosure, None)
    if gross is None:
        gross = tonnes_of(disclosure, Scope.S1_S2, None)
    fields = ("net_total", *(f"claims[{number}]" for number in said), "credits")
    quote = disclosure.claims[said[0]].quote if said else None
    numbers: dict[str, Number] = {
        "gross_tonnes": plain(gross),
        "net_tonnes": None if disclosure.net_total is None else plain(disclosure.net_total.tonnes),
        "credits_tonnes": plain(credits_tonnes(disclosure)),
    }
    if gross is None:
        words = _("The company speaks of net emissions or neutrality; its gross emissions are missing beside it.")
        yield Note(Result.FAIL, words, fields, numbers, quote)
    else:
        words = _("Gross emissions stand beside what is said of net: %(gross)s t CO2e.") % {"gross": plain(gross)}
        yield Note(Result.PASS, words, fields, numbers, quote)


def credits_tonnes(disclosure: Disclosure) -> Decimal | None:
    """Return the credits cancelled; None where nothing is said of them."""
    if disclosure.credits is None:
        return None
    return sum((one.figure.tonnes for one in disclosure.credits), Decimal(0))


def _reduced(disclosure: Disclosure, name: str, method: Method | None) -> Iterator[Note]:
    """Yield a note where a total is short of its scopes by just the credits or removals."""
    total: Figure | None = getattr(disclosure.inventory, name)
    gross = tonnes_of(disclosure, Scope.S1_S2_S3, method)
    if total is None or gross is None:
        return
    removed = None if disclosure.removals is None else disclosure.removals.tonnes
    for field, taken in (("credits", credits_tonnes(disclosure)), ("removals", removed)):
        allowed = tolerance(total, (total,) * 3)
        if taken and gross - total.tonnes > allowed and abs(gross - taken - total.tonnes) <= allowed:
            words = _("%(name)s is what is left of the gross emissions after the %(field)s are taken off.")
            numbers: dict[str, Number] = {"gross_tonnes": plain(gross), "total_tonnes": plain(total.tonnes)}
            yield Note(Result.FAIL, words % {"name": called(name), "field": called(field)}, (name, field), numbers)


def _target(number: int, target: EmissionTarget, disclosure: Disclosure) -> Iterator[Note]:
    is_net = target.gross_or_net is GrossOrNet.NET
    speaks = target.gross_or_net is None and target.wording is not None and speaks_of_net(target.wording)
    if not is_net and not speaks:
        return
    fields = (f"targets[{number}].gross_or_net", f"targets[{number}].credits_planned")
    has_gross = any(one.gross_or_net is GrossOrNet.GROSS for one in disclosure.targets or ())
    if has_gross:
        words = _("A gross target stands beside net target %(number)d.") % {"number": number + 1}
        yield Note(Result.PASS, words, fields, quote=target.wording)
    else:
        words = _("Target %(number)d is net, and no gross target stands beside it.") % {"number": number + 1}
        yield Note(Result.WARN, words, fields, quote=target.wording)
