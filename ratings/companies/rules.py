"""What identifies a company, and what keeps people from being listed as one."""

import re
import unicodedata
from functools import cache

import pycountry
from django.utils.translation import gettext as _
from publicsuffixlist import PublicSuffixList
from stdnum import lei as lei_number
from stdnum.exceptions import ValidationError

from ratings.kernel.refusals import invalid_field

LEI_SHAPE = re.compile(r"[A-Z0-9]{18}[0-9]{2}")
SECTOR_SHAPE = re.compile(r"[0-9]{2}(\.[0-9]{1,2})?")
HOST_SHAPE = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
PERSON_FORMS = re.compile(
    r"\b(sole[ -](proprietor(ship)?|trader)|einzelunternehmen|einzelkaufmann|einzelkauffrau|e\.?\s?k(fm|fr)?\.?"
    r"|entreprise individuelle|auto-?entrepreneur|micro-?entrepreneur|eenmanszaak|freiberufler(in)?|autónomo"
    r"|ditta individuale|natural person)(?!\w)",
    re.IGNORECASE,
)


@cache
def public_suffixes() -> PublicSuffixList:
    """Return the Public Suffix List, read when the first domain is looked at."""
    return PublicSuffixList()


def is_sole_proprietor(*, category: str = "", legal_form: str = "") -> bool:
    """
    Tell whether an entity is a person in business: by its LEI category, or by its legal form.

    >>> is_sole_proprietor(legal_form="e. K."), is_sole_proprietor(legal_form="GmbH & Co. KG")
    (True, False)
    >>> is_sole_proprietor(category="SOLE_PROPRIETOR")
    True
    """
    return category.upper() == "SOLE_PROPRIETOR" or bool(PERSON_FORMS.search(legal_form))


def clean_lei(value: str) -> str:
    """
    Return a Legal Entity Identifier (ISO 17442): 20 characters, ISO 7064 mod 97-10; Invalid otherwise.

    >>> clean_lei("5493 001k jtii gc8y 1r12")
    '5493001KJTIIGC8Y1R12'
    """
    lei = re.sub(r"[\s-]", "", value).upper()
    try:
        lei_number.validate(lei)
    except ValidationError as error:
        raise invalid_field("lei", _("This is not a LEI: 20 characters whose check digits fit.")) from error
    if not LEI_SHAPE.fullmatch(lei):
        raise invalid_field("lei", _("This is not a LEI: 20 characters whose check digits fit."))
    return lei


def clean_country(value: str) -> str:
    """
    Return an ISO 3166-1 alpha-2 code from a code or an English name; Invalid otherwise.

    >>> clean_country("de"), clean_country("Belgium"), clean_country("GBR")
    ('DE', 'BE', 'GB')
    """
    text = value.strip()
    found = (
        pycountry.countries.get(alpha_2=text.upper())
        or pycountry.countries.get(alpha_3=text.upper())
        or pycountry.countries.get(name=text)
        or pycountry.countries.get(common_name=text)
    )
    if found is None:
        raise invalid_field("country", _("This is not a country: give its two-letter code, such as DE."))
    return str(found.alpha_2)


def clean_sector(value: str) -> str:
    """
    Return a NACE Rev. 2.1 division, group or class, such as 47, 47.9 or 47.91; Invalid otherwise.

    >>> clean_sector("51.10"), clean_sector("")
    ('51.10', '')
    """
    text = value.strip()
    if text and not SECTOR_SHAPE.fullmatch(text):
        raise invalid_field("sector", _("This is not a NACE class: give its number, such as 47.91."))
    return text


def registrable_domain(address: str) -> str:
    """
    Return the registrable domain of a web address or host name; Invalid where there is none.

    >>> registrable_domain("https://www.Shop.Example.co.uk/about?x=1"), registrable_domain("bücher.example")
    ('example.co.uk', 'xn--bcher-kva.example')
    """
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", address.strip(), flags=re.IGNORECASE)
    host = re.split(r"[/?#]", host, maxsplit=1)[0].rpartition("@")[2].partition(":")[0].rstrip(".").lower()
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise invalid_field("website", _("This is not a web address.")) from error
    if not HOST_SHAPE.fullmatch(host) or host.replace(".", "").isdigit():
        raise invalid_field("website", _("This is not a web address."))
    domain = public_suffixes().privatesuffix(host)
    if domain is None:
        raise invalid_field("website", _("This address belongs to no one company."))
    return str(domain)


def slug_of(name: str) -> str:
    """
    Return the words of a name for an address, at most 60 characters; `company` where nothing is left.

    >>> slug_of("Müller & Söhne GmbH"), slug_of("東京")
    ('muller-sohne-gmbh', 'company')
    """
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-") or "company"
