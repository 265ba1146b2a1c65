"""Words for codes, months and languages."""

import gettext as catalogues
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import pycountry
from django import template
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ratings.kernel.languages import UNDETERMINED
from ratings.kernel.months import month_in_words
from ratings.verification.rules import refusal_detail
from web.labels import label

register = template.Library()


@cache
def _names(domain: str, language: str) -> catalogues.NullTranslations:
    return catalogues.translation(domain, pycountry.LOCALES_DIR, languages=[language], fallback=True)


def _in_our_language(domain: str, name: str) -> str:
    """Return the English name of a country or language in the reader's language, by the ISO codes' own catalogues."""
    return _names(domain, (get_language() or "en")[:2]).gettext(name)


@register.filter
def called(code: str, table: str) -> str:
    """Return what pages call a code of a table in web.labels."""
    return label(table, str(code))


@register.filter
def refusal_in_words(code: str) -> str:
    """
    Return what a customer is told about a refused proof.

    >>> refusal_in_words("")
    ''
    """
    return str(refusal_detail(code))


@register.filter
def month(value: str | None) -> str:
    """
    Return a month (`YYYY-MM`) in words.

    >>> month("2026-11"), month(None)
    ('November 2026', '')
    """
    return month_in_words(value) if value else ""


@register.filter
def percent(share: Decimal | None) -> str:
    """
    Return a share from 0 to 1 as whole percent, empty for none.

    >>> percent(Decimal("0.466"))
    '47'
    """
    return "" if share is None else str((share * 100).quantize(Decimal(1), ROUND_HALF_UP))


@register.filter
def language_name(code: str) -> str:
    """
    Return a language in its own name where we speak it, else in the reader's language, else its tag.

    >>> language_name("de"), language_name("nl"), language_name("xx")
    ('Deutsch', 'Dutch', 'xx')
    """
    if code == UNDETERMINED:
        return _("language not known")
    short = code[:2].lower()
    known = dict(settings.LANGUAGES).get(short)
    if known:
        return str(known)
    found = pycountry.languages.get(alpha_2=short)
    return _in_our_language("iso639-3", str(found.name)) if found else code


@register.filter
def country_name(code: str) -> str:
    """
    Return a country by its two-letter code, in the reader's language.

    >>> country_name("BE"), country_name("")
    ('Belgium', '')
    """
    found = pycountry.countries.get(alpha_2=code) if code else None
    return _in_our_language("iso3166-1", str(getattr(found, "common_name", found.name))) if found else code
