"""Texts from outside: cleaned the same way everywhere, refused by the name of their field."""

import re
import unicodedata

from django.utils.translation import gettext as _

from ratings.kernel.refusals import invalid_field

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
REGION = re.compile("[A-Za-z]{2}")


def clean_text(field: str, value: object, *, longest: int, shortest: int = 1) -> str:
    """
    Return the text in NFC with plain line ends, without white space around it.

    Raises Invalid, naming the field, for what is no text, too short, too long, or holds control characters.

    >>> clean_text("title", "  Cafe\\u0301 \\r\\n", longest=200)
    'Café'
    """
    if not isinstance(value, str):
        raise invalid_field(field, _("This must be text."))
    if FORBIDDEN.search(value):
        raise invalid_field(
            field,
            _("This contains characters that no text has; remove them and send it again."),
        )
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) < shortest:
        raise invalid_field(
            field,
            _("Please write at least %(n)d characters.") % {"n": shortest} if text else _("Please fill this in."),
        )
    if len(text) > longest:
        raise invalid_field(field, _("Please write at most %(n)d characters.") % {"n": longest})
    return text


def clean_language(field: str, value: object) -> str:
    """
    Return a BCP 47 tag in its usual case; Invalid for what is none.

    >>> clean_language("language", "EN-gb")
    'en-GB'
    """
    if not isinstance(value, str) or not LANGUAGE_TAG.fullmatch(value):
        raise invalid_field(field, _("This must be a language tag such as en, de or fr."))
    first, *rest = value.split("-")
    return "-".join([first.lower(), *(part.upper() if REGION.fullmatch(part) else part for part in rest)])
