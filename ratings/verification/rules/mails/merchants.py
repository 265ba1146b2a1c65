"""The merchant behind a marketplace's or a payment service's mail."""

import re
from collections.abc import Sequence

LONGEST_NAME = 80
_NAME = r"(?P<name>[^\W_][^\n|<>:]{0,79})"
_MONEY = r"(?:(?:[€$£]|EUR|USD|GBP|CHF)\s?)?\d[\d.,'\s]*(?:\s?(?:[€$£]|EUR|USD|GBP|CHF))*"
LABELLED = re.compile(
    r"^(?:sold (?:and (?:shipped|dispatched|fulfilled) )?by|seller|merchant|payment to|paid to|recipient of payment"
    r"|verkauf(?:t)? (?:und versand(?:t)? )?(?:von|durch)|verk(?:ä|ae)ufer(?:in)?|h(?:ä|ae)ndler|zahlung an"
    r"|zahlungsempfänger|vendue?s? (?:et expédiée?s? )?par|vendeur|marchand|commerçant|paiement à"
    r"|bénéficiaire|verkocht (?:en verzonden )?door|verkoper|winkel|betaling aan|begunstigde)\s?:?\s+" + _NAME + "$",
    re.IGNORECASE,
)
SAID = re.compile(
    rf"(?:\byou(?:'ve| have)? (?:paid|sent)(?: a payment of)? {_MONEY} to"
    rf"|\b(?:sie haben|du hast) (?:eine zahlung (?:über|in höhe von|ueber) )?{_MONEY} an"
    rf"|\b(?:vous avez|tu as) (?:payé|réglé|envoyé)(?: un paiement de)? {_MONEY} à"
    rf"|\b(?:je hebt|u hebt|u heeft) {_MONEY} betaald aan"
    rf"|\bpayment (?:of {_MONEY} )?to|\bzahlung (?:(?:über|ueber|von|in höhe von) {_MONEY} )?an"
    rf"|\bpaiement (?:de {_MONEY} )?(?:à|au profit de)|\bbetaling (?:van {_MONEY} )?aan) {_NAME}",
    re.IGNORECASE,
)
NAME_ENDS = re.compile(
    r"(?:\.(?=\s|$)|[,;!?(]|\s-\s| (?:gesendet|gezahlt|bezahlt|autorisiert|überwiesen|was|has|is|wurde|ist|hat|a été"
    r"|est|werd|on \d|am \d|le \d|op \d|for|für|pour|voor|via|by|per|par|mit|with|using)\b)"
)


def merchants(subject: str, lines: Sequence[str]) -> tuple[str, ...]:
    """
    Return the merchants that a mail names as seller or as receiver of a payment, each once, in their order.

    >>> merchants("", ["Verkauft von: Lampen & Co. KG", "You paid £18.50 to Moss & Fern.", "sold by: MOSS & FERN"])
    ('Lampen & Co. KG', 'Moss & Fern')
    """
    found: dict[str, str] = {}
    for line in (" ".join(one.split()) for one in (subject, *lines)):
        labelled = LABELLED.match(line)
        names = [labelled["name"]] if labelled else [_ended(one["name"]) for one in SAID.finditer(line)]
        for name in filter(None, (one.strip(" .,;*\"'")[:LONGEST_NAME] for one in names)):
            found.setdefault(name.casefold(), name)
    return tuple(found.values())


def _ended(name: str) -> str:
    """Return a name in a sentence as far as it goes."""
    return NAME_ENDS.split(name, maxsplit=1)[0]
