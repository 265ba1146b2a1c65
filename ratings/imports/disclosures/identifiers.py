"""Companies by the identifiers that other people's files give."""

import re

from django.utils.translation import gettext as _

from ratings.companies.rules import clean_country, clean_lei
from ratings.disclosures.rules.disclosure import Subject
from ratings.disclosures.rules.evenhand import clean_isin
from ratings.disclosures.rules.numbers import is_not_given
from ratings.imports.disclosures.found import FoundCompany
from ratings.kernel.refusals import Invalid

ISIN_WITH_PART = re.compile(r"([A-Z]{2}[A-Z0-9]{9}[0-9])\s*[-+]\s*(\S.*)")
LONGEST_ID = 120


def read_lei(text: str) -> str | None:
    """
    Return a LEI; None where a file says that there is none; Invalid where its length or check digits are wrong.

    >>> read_lei("0"), read_lei("Not Available"), read_lei("2NUNNB7D43COUIRE5295")
    (None, None, '2NUNNB7D43COUIRE5295')
    """
    if text == "0" or is_not_given(text):
        return None
    try:
        return clean_lei(text)
    except Invalid as error:
        raise Invalid(
            "lei-wrong", _("“%(id)s” is no LEI: 20 characters whose check digits fit.") % {"id": text[:40]}
        ) from error


def read_id(text: str) -> tuple[str | None, str | None, str | None]:
    """
    Return the ISIN, the part of the company, and the other id that a file's company id stands for.

    Invalid for what looks like an ISIN and has a wrong check digit.

    >>> read_id("US05351W1036-E"), read_id("9503.T"), read_id("")
    (('US05351W1036', 'E', None), (None, None, '9503.T'), (None, None, None))
    """
    if is_not_given(text):
        return None, None, None
    parted = ISIN_WITH_PART.fullmatch(text)
    if parted:
        return clean_isin(parted[1]), parted[2], None
    if re.fullmatch(r"[A-Z]{2}[A-Z0-9]{10}", text):
        return clean_isin(text), None, None
    return None, None, text[:LONGEST_ID]


def country_or_none(text: str) -> str | None:
    """Return a country's two letters, None where the file names none that we know."""
    try:
        return clean_country(text) if text else None
    except Invalid:
        return None


def company_of(*, name: str, lei: str = "", given_id: str = "", country: str = "", sector: str = "") -> FoundCompany:
    """Return the company that a row is about; Invalid without a name, and for identifiers that cannot be right."""
    if is_not_given(name):
        raise Invalid("company-missing", _("No company is named."))
    isin, part, other_id = read_id(given_id)
    subject = Subject(
        name=" ".join(name.split()),
        lei=read_lei(lei),
        isin=isin,
        country=country_or_none(country),
        sector=sector or None,
    )
    return FoundCompany(subject, part, other_id)
