"""Order numbers, found beside the words that label them in four languages."""

import re

from ratings.verification.rules.mails.folding import even
from ratings.verification.rules.orders import comparable_order_number

MOST_NUMBERS = 20
_COUNTED = r"(?:numbers?|nummern?|nummers?|numeros?|no|nr|num|n[°o]s?|id|ref(?:erence|erenz|erentie)?|code|kennung|#)"
_BOUGHT = (
    r"(?:purchase orders?|orders?|bookings?|reservations?|bestellung(?:en)?|auftrage?|buchung(?:en)?"
    r"|reservierung(?:en)?|commandes?|bestelling(?:en)?|boeking(?:en)?|reservering(?:en)?)"
)
_BEFORE = (
    r"(?:bestell|auftrags|buchungs|reservierungs|bestatigungs|bestaetigungs|vorgangs|order|bestel|boekings|reserverings"
    r"|aankoop|booking|reservation|purchase|confirmation)"
)
_HEADING = r"(?:\s*(?:order date|bestelldatum|besteldatum|date de (?:la )?commande|orderdatum|date|datum)\s+)?"
LABEL = re.compile(
    rf"(?<![a-z0-9])(?:{_BEFORE}[-\s]?{_COUNTED}(?:\.|(?![a-z]))"
    rf"|{_BOUGHT}(?:\s(?:confirmation|reference))?[-\s(]*{_COUNTED}(?:\.|(?![a-z]))"
    r"|(?:numeros?|n[°o]|no|ref(?:erences?)?|code)\.?\s*(?:de\s+)?(?:la\s+|votre\s+|ta\s+)?(?:d')?(?:commandes?|reservation|achat)"
    rf"|(?:{_BOUGHT})(?P<bare>)"
    rf")\s*[:#]?\s*{_HEADING}(?:n[°o]\.?\s*)?[#:(]?\s*"
)
VALUE = re.compile(r"\d{3,}(?: \d{3,}){1,4}(?![\w-])|[a-z0-9](?:[a-z0-9]|[-_/.](?=[a-z0-9])){2,39}(?![a-z0-9])")
AND = re.compile(r"\s*(?:,|&|\+|;|and|und|et|en)\s+(?:#\s?)?")
DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[-/.]\d{2}[-/.]\d{2}|(?:19|20)\d\d")
MONEY = re.compile(r"\s?(?:%|€|\$|£|eur\b|usd\b|gbp\b|chf\b)|[,.]\d")
CODE = re.compile(r"[A-Z]{5,8}")


def order_numbers(text: str) -> tuple[str, ...]:
    """
    Return the order numbers that a visible text labels as such, each once (`comparable_order_number`), in their order.

    >>> order_numbers("Order #302-1234567 of 1.10.2026. Bestellnr.: AB 1, commande n° 302-1234567, order 12 EUR")
    ('302-1234567',)
    >>> order_numbers("Numéro de commande : CMD-40122; Bestellungen 4711 und 4712; your order over 100 EUR")
    ('CMD-40122', '4711', '4712')
    """
    text = " ".join(text.split())
    level = even(text)
    found: dict[str, str] = {}
    for label in LABEL.finditer(level):
        place = label.end()
        while (value := VALUE.match(level, place)) and _is_number(
            text, level, value, is_bare=label["bare"] is not None
        ):
            found.setdefault(comparable_order_number(value[0]), text[value.start() : value.end()])
            more = AND.match(level, value.end())
            if more is None or len(found) >= MOST_NUMBERS:
                break
            place = more.end()
    return tuple(found.values())[:MOST_NUMBERS]


def _is_number(text: str, level: str, value: re.Match[str], *, is_bare: bool) -> bool:
    if MONEY.match(level, value.end()) or DAY.fullmatch(value[0]):
        return False
    if any(sign.isdigit() for sign in value[0]):
        # Without a word such as "number", what follows must look like one: "order 2nd" does not.
        return not is_bare or bool(re.match(r"\d{3}|[a-z]{1,5}[-_/.]?\d|\d+[-_/.a-z]{1,3}\d", value[0]))
    return not is_bare and bool(CODE.fullmatch(text[value.start() : value.end()]))
