"""Days as mails write them in four languages, and the day of the event that a mail tells of."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ratings.verification.rules.mails.folding import fold

OLDEST_DAYS = 370
TOLD_BY_DAY = ("dispatch", "delivery", "payment")
"""What sentences tell with its day; those about orders and bills name other days, such as a period or a stay."""
_MONTHS = (
    "january januar janvier januari jan janv",
    "february februar fevrier februari feb fevr",
    "march marz mars maart mar mrt",
    "april avril apr avr",
    "may mai mei",
    "june juni juin jun",
    "july juli juillet jul juil",
    "august aout augustus aug",
    "september septembre sept sep",
    "october oktober octobre oct okt",
    "november novembre nov",
    "december dezember decembre dec dez",
)
MONTHS = {fold(name): number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
DAY = re.compile(
    rf"\b(?P<y1>\d{{4}})-(?P<m1>\d{{2}})-(?P<d1>\d{{2}})\b"
    rf"|\b(?P<d2>\d{{1,2}})(?P<sign>[./-])\s?(?P<m2>\d{{1,2}})[./-]\s?(?P<y2>\d{{4}}|\d{{2}})\b"
    rf"|\b(?P<d3>\d{{1,2}})(?:st|nd|rd|th|er|e|\.)?\s(?:of\s)?(?P<m3>{_NAMES})\b\.?,?(?:\s(?P<y3>\d{{4}}))?"
    rf"|\b(?P<m4>{_NAMES})\b\.?\s(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(?P<y4>\d{{4}}))?"
    rf"|\b(?P<today>today|heute|aujourd'hui|vandaag)\b|\b(?P<yesterday>yesterday|gestern|hier|gisteren)\b"
)
EXPECTED = re.compile(
    fold(
        r"\b(expected|estimated|scheduled|arriving|will|due|until|by|voraussichtlich\w*|erwartet\w*|geplant\w*|wird"
        r"|werden|fällig|bis|prévue?|estimée?|sera|échéance|jusqu|verwacht\w*|wordt|zal|uiterlijk|vervalt)\b"
    )
)
LABELS = {
    "order": r"\b(order date|date of order|ordered on|placed on|bestelldatum|bestellt am|auftragsdatum|vom|date de "
    r"(la )?commande|passée le|commandée? le|besteldatum|orderdatum|besteld op|geplaatst op)\b",
    "dispatch": r"\b(dispatch date|shipped on|sent on|dispatched on|versanddatum|versandt am|date d'expédition"
    r"|expédiée? le|verzenddatum|verzonden op)\b",
    "delivery": r"\b(delivery date|date of delivery|delivered( on)?|zustelldatum|zugestellt( am)?|lieferdatum"
    r"|date de livraison|livrée? le|bezorgdatum|leverdatum|bezorgd( op)?|afgeleverd op)\b",
    "bill": r"\b(invoice date|date of invoice|bill date|date of issue|rechnungsdatum|ausstellungsdatum"
    r"|date de (la )?facture|date de facturation|date d'émission|factuurdatum)\b",
    "payment": r"\b(payment date|paid on|date of payment|zahlungsdatum|bezahlt am|gezahlt am|date d[eu] paiement"
    r"|payée? le|betaaldatum|betaald op)\b",
}
LONGEST_LABEL = 80
"""Signs before a day in which its label lies, with what may stand between: more than the longest takes."""
AFTER_LABEL = {what: re.compile(fold(words) + r"\s?:?[^.\d]{0,25}$") for what, words in LABELS.items()}


def days_in(text: str, *, sent_on: date) -> Iterator[tuple[int, date]]:
    """
    Give each day that a folded text names, with its place; a day without year is the last one before the mail.

    >>> list(days_in(fold("am 3. März, am 2026-10-01; 03/09/26"), sent_on=date(2026, 10, 14)))
    [(3, datetime.date(2026, 3, 3)), (15, datetime.date(2026, 10, 1)), (27, datetime.date(2026, 9, 3))]
    """
    for found in DAY.finditer(text):
        day = _day(found, sent_on)
        if day is not None:
            yield found.start(), day


def _day(found: re.Match[str], sent_on: date) -> date | None:
    if found["today"] or found["yesterday"]:
        return sent_on - timedelta(days=bool(found["yesterday"]))
    if found["d2"]:
        first, second = int(found["d2"]), int(found["m2"])
        year = int(found["y2"]) + (2000 if len(found["y2"]) == len("26") else 0)
        # Only a slash may stand in an American date; of two readings the later one that has come is meant.
        readings = [(second, first)] + ([(first, second)] if found["sign"] == "/" else [])
        past = [day for month, number in readings if (day := _real(year, month, number)) and day <= sent_on]
        return max(past, default=None)
    for number in "134":
        if found[f"d{number}"]:
            month = found[f"m{number}"]
            return _with_year(found[f"y{number}"], MONTHS.get(month) or int(month), int(found[f"d{number}"]), sent_on)
    return None


def _with_year(year: str | None, month: int, number: int, sent_on: date) -> date | None:
    if year:
        return _real(int(year), month, number)
    day = _real(sent_on.year, month, number)
    return _real(sent_on.year - 1, month, number) if day and day > sent_on else day


def _real(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _expected_from(sentence: str) -> int:
    """Return from where on the days of a folded sentence are only expected."""
    found = EXPECTED.search(sentence)
    return found.end() if found else len(sentence)


def event_day(what: str, *, telling: Sequence[str], everything: Sequence[str], sent_on: date) -> date:
    """
    Return the day of what a mail shows: beside a label for it, else in a sentence that tells it, else the mail's own.

    `telling` are the folded sentences with a cue for it, `everything` all of them. Days to come are no events.

    >>> event_day("delivery", telling=["delivered on 12 october"], everything=[], sent_on=date(2026, 10, 14))
    datetime.date(2026, 10, 12)
    """
    labelled = [
        day
        for sentence in everything
        for place, day in days_in(sentence, sent_on=sent_on)
        if AFTER_LABEL[what].search(sentence[max(0, place - LONGEST_LABEL) : place])
    ]
    told = [
        day
        for sentence in (telling if what in TOLD_BY_DAY else ())
        for expected_from in (_expected_from(sentence),)
        for place, day in days_in(sentence, sent_on=sent_on)
        if place < expected_from
    ]
    oldest = sent_on - timedelta(days=OLDEST_DAYS)
    return next((day for day in [*labelled, *told] if oldest <= day <= sent_on), sent_on)
