"""Calendar months in UTC, as text on the outside and as one integer inside."""

from datetime import UTC, date, datetime

from django.utils.formats import date_format


def month_of(moment: datetime) -> str:
    """
    Return the UTC month of a moment as `YYYY-MM`.

    >>> month_of(datetime(2026, 11, 30, 23, 59, tzinfo=UTC))
    '2026-11'
    """
    return f"{moment.astimezone(UTC):%Y-%m}"


def month_number(month: str) -> int:
    """
    Return months since the year 0, so that differences are ages.

    >>> month_number("2026-11") - month_number("2025-12")
    11
    """
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def month_text(number: int) -> str:
    """
    Return the text of a month's number.

    >>> month_text(month_number("2026-01"))
    '2026-01'
    """
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def month_in_words(month: str) -> str:
    """
    Return a month (`YYYY-MM`) as its reader says it.

    >>> month_in_words("2026-11")
    'November 2026'
    """
    return date_format(date(int(month[:4]), int(month[5:7]), 1), "YEAR_MONTH_FORMAT")


def months_before(day: date, months: int) -> date:
    """
    Return the same day so many calendar months earlier, or the last one there is.

    >>> months_before(date(2026, 3, 31), 1)
    datetime.date(2026, 2, 28)
    """
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def months_after(day: date, months: int) -> date:
    """
    Return the same day so many calendar months later, or the last one there is.

    >>> months_after(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    return months_before(day, -months)
