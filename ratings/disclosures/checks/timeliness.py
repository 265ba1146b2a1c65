"""Check 11: how old the figures are."""

import calendar
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from ratings.disclosures.checks.finding import Known, Note, Number, Result
from ratings.disclosures.rules.disclosure import Disclosure

STALE_MONTHS = 18


def months_later(day: date, months: int) -> date:
    """
    Return the day so many months later; the last of the month where there is no such day.

    >>> months_later(date(2024, 12, 31), 18)
    datetime.date(2026, 6, 30)
    """
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def notes(disclosure: Disclosure, known: Known) -> Iterator[Note]:
    """Yield one note on the age of the figures."""
    if disclosure.period is None:
        words = _("The reporting period is not given, so that the age of the figures is not known.")
        yield Note(Result.NOT_CHECKABLE, words, ("period",))
        return
    end = disclosure.period.end
    numbers: dict[str, Number] = {"age_days": str((known.today - end).days), "period_end": end.isoformat()}
    if end > known.today:
        words = _("The reporting period ends on %(end)s, which has not come yet.") % {"end": end.isoformat()}
        yield Note(Result.FAIL, words, ("period.end",), numbers)
    elif known.today > months_later(end, STALE_MONTHS):
        words = _("The figures are of a period that ended on %(end)s, more than 18 months ago.")
        yield Note(Result.WARN, words % {"end": end.isoformat()}, ("period.end",), numbers)
    else:
        words = _("The figures are of a period that ended at most 18 months ago.")
        yield Note(Result.PASS, words, ("period.end",), numbers)
