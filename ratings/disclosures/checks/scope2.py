"""Check 6: scope 2 by both methods, and a market-based zero with the contracts that it rests on."""

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from ratings.disclosures.checks.finding import Known, Note, Number, Result, plain
from ratings.disclosures.rules.disclosure import Disclosure
from ratings.disclosures.rules.paths import exact


def notes(disclosure: Disclosure, known: Known) -> Iterator[Note]:
    """Yield a note on the two methods, and one on a market-based zero."""
    inventory = disclosure.inventory
    location, market = inventory.scope2_location, inventory.scope2_market
    fields = ("scope2_location", "scope2_market")
    if location is None and market is None:
        yield Note(Result.NOT_CHECKABLE, _("Scope 2 is not given by a method."), fields)
        return
    numbers: dict[str, Number] = {
        "location_tonnes": plain(None if location is None else location.tonnes),
        "market_tonnes": plain(None if market is None else market.tonnes),
    }
    if market is not None and not market.tonnes:
        yield _zero(disclosure)
    if location is None:
        if market is not None and market.tonnes:
            words = _("Scope 2 is incomplete: it is given market-based only, without the location-based figure.")
            yield Note(Result.WARN, words, fields, numbers)
    elif market is None:
        yield Note(Result.PASS, _("Scope 2 is given location-based."), fields, numbers)
    else:
        if location.tonnes:
            ratio = exact(Fraction(market.tonnes) / Fraction(location.tonnes))
            numbers["market_to_location"] = plain(ratio)
        yield Note(Result.PASS, _("Scope 2 is given by both methods."), fields, numbers)


def _zero(disclosure: Disclosure) -> Note:
    fields = ("scope2_market", "scope2_instruments")
    if disclosure.scope2_instruments:
        return Note(Result.PASS, _("Market-based scope 2 is zero; the contracts behind it are listed."), fields)
    words = _("Market-based scope 2 is zero, and no contract or certificate is listed that it rests on.")
    return Note(Result.FAIL, words, fields)
