"""How written numbers, shares and years are read: as meant, as not given, or refused by name; never guessed."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from ratings.kernel.refusals import Invalid

NOT_GIVEN = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "\u2013",
        "\u2014",
        "n/a",
        "n.a.",
        "na",
        "nan",
        "nd",
        "n.d.",
        "nr",
        "none",
        "null",
        "not available",
        "not applicable",
        "not disclosed",
        "not reported",
        "not specified",
        "unknown",
        "tbd",
    }
)
"""What people write where there is no figure. It means that nothing is known, never zero."""

BROKEN_CELL = re.compile(r"#(VALUE!|REF!|DIV/0!|N/A|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)
PLAIN = re.compile(r"[+-]?\d{1,30}(\.\d{1,20})?([eE][+-]?\d{1,2})?")
SPACED = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'\u2019](?=\d{3}(?!\d))")
GROUPED = {
    ",": re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?"),
    ".": re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?"),
}
COMMA_DECIMAL = re.compile(r"[+-]?\d+,\d+")
MARKED = re.compile(r"[~≈<>≤≥±*†‡]|\bca\.?\b|\bapprox|\babout\b", re.IGNORECASE)
YEAR = re.compile(r"(?:FY|CY)?[ -]?(\d{4})(?:\.0+)?", re.IGNORECASE)
TWO_YEARS = re.compile(r"(?:FY|CY)?[ -]?\d{2,4}\s*[/\u2013-]\s*\d{2,4}", re.IGNORECASE)
FIRST_YEAR, LAST_YEAR = 1900, 2200


def is_not_given(text: str) -> bool:
    """
    Say whether a cell says that there is no figure.

    >>> [is_not_given(text) for text in ("", " -- ", "N/A", "not reported", "0", "#VALUE!")]
    [True, True, True, True, False, False]
    """
    return text.strip().casefold() in NOT_GIVEN


def read_number(text: str, *, decimal: str | None = None) -> Decimal | None:
    """
    Return the number that a text means, None where it says that there is none; Invalid where it cannot be told.

    `decimal` is the decimal mark of the file, `.` or `,`, where it is known. Without it "1,234" and "1.234" might
    each mean two numbers, and are refused.

    >>> read_number("1,234,567.8"), read_number("1.234.567,8"), read_number("1 234 567"), read_number("12,5")
    (Decimal('1234567.8'), Decimal('1234567.8'), Decimal('1234567'), Decimal('12.5'))
    >>> read_number("1,234", decimal="."), read_number("1,234", decimal=","), read_number(" -- ")
    (Decimal('1234'), Decimal('1.234'), None)
    >>> refused = []
    >>> for text in ("1,234", "1.234", "#VALUE!", "~1200", "(300)", "12,34,567", "lots"):
    ...     try:
    ...         refused.append(read_number(text))
    ...     except Invalid as error:
    ...         refused.append(error.code)
    >>> refused
    ['number-ambiguous', 'number-ambiguous', 'number-broken', 'number-marked', 'number-unread', 'number-unread', \
'number-unread']
    """
    if is_not_given(text):
        return None
    cleaned = SPACED.sub("", text.strip().replace("\u2212", "-"))
    if BROKEN_CELL.fullmatch(cleaned):
        raise Invalid("number-broken", _("“%(text)s” is a broken cell of a spreadsheet.") % {"text": text.strip()[:80]})
    if MARKED.search(cleaned):
        raise Invalid(
            "number-marked",
            _("“%(text)s” is about a number, not a number; give the number alone.") % {"text": text.strip()[:80]},
        )
    return Decimal(_with_a_point(cleaned, decimal))


def _with_a_point(text: str, decimal: str | None) -> str:
    """Return the number as Decimal reads it."""
    if decimal is None and _might_be_two(text):
        raise Invalid(
            "number-ambiguous",
            _("“%(text)s” might mean two numbers; write thousands without a mark and decimals after a point.")
            % {"text": text[:80]},
        )
    if decimal != "." and _has_decimal_comma(text, decimal):
        return text.replace(".", "").replace(",", ".")
    if decimal != "," and GROUPED[","].fullmatch(text):
        return text.replace(",", "")
    if PLAIN.fullmatch(text) and not (decimal == "," and "." in text):
        return text
    raise Invalid("number-unread", _("“%(text)s” cannot be read as a number.") % {"text": text[:80]})


def _has_decimal_comma(text: str, decimal: str | None) -> bool:
    """Say whether a comma is the decimal mark, or points part thousands."""
    if GROUPED["."].fullmatch(text):
        return True
    return bool(COMMA_DECIMAL.fullmatch(text)) and (decimal == "," or not GROUPED[","].fullmatch(text))


def _might_be_two(text: str) -> bool:
    """Say whether a lone mark before three digits might part thousands or decimals."""
    return bool(re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", text))


def read_share(text: str, *, decimal: str | None = None) -> Decimal | None:
    """
    Return a share from 0 to 1, written as that or with a percent sign; None where none is given.

    >>> read_share("42%"), read_share("0.42"), read_share("n/a"), read_share("4,2 %")
    (Decimal('0.42'), Decimal('0.42'), None, Decimal('0.042'))
    >>> read_share("42")
    Traceback (most recent call last):
    ...
    ratings.kernel.refusals.Invalid: “42” is no share; write 0.42 or 42%.
    """
    plain = text.strip()
    number = PLAIN.fullmatch(plain) and Decimal(plain)
    if number is None:
        number = read_number(plain.removesuffix("%").strip() if plain.endswith("%") else plain, decimal=decimal)
        if number is None:
            return None
        number = number.scaleb(-2) if plain.endswith("%") else number
    if not 0 <= number <= 1:
        raise Invalid("share-unread", _("“%(text)s” is no share; write 0.42 or 42%%.") % {"text": plain[:80]})
    return number


def read_year(text: str) -> int | None:
    """
    Return a year; None where none is given; Invalid for two years, and for what is none.

    >>> read_year("FY2035"), read_year("2030.0"), read_year("FY 2019"), read_year("--")
    (2035, 2030, 2019, None)
    >>> for text in ("FY2034/35", "44196", "FY35"):
    ...     try:
    ...         print(read_year(text))
    ...     except Invalid as error:
    ...         print(error.code)
    year-of-two
    year-unread
    year-unread
    """
    plain = text.strip()
    if is_not_given(plain):
        return None
    if TWO_YEARS.fullmatch(plain):
        raise Invalid("year-of-two", _("“%(text)s” names two years; give the one it ends in.") % {"text": plain[:80]})
    found = YEAR.fullmatch(plain)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise Invalid("year-unread", _("“%(text)s” cannot be read as a year.") % {"text": plain[:80]})
    return int(found[1])
