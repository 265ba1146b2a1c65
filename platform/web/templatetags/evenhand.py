"""Figures as pages show them. `builtins` in the settings makes these known to every template."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.formats import number_format
from django.utils.html import urlize
from django.utils.safestring import SafeString

register = template.Library()

FEW = 10
LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a histogram; `percent` is 0 to 100, rounded half up."""

    stars: int
    count: int
    percent: int


@register.filter
def score(value: Decimal | float | str, n: int) -> str:
    """
    Return a score as text in the reader's language: one decimal below ten reviews, else two.

    >>> score("3.1416", 9), score("3.1250", 10)
    ('3.1', '3.13')
    """
    step = Decimal("0.1") if n < FEW else Decimal("0.01")
    return number_format(Decimal(str(value)).quantize(step, ROUND_HALF_UP), use_l10n=True)


@register.filter
def scale_percent(value: Decimal | float | str) -> str:
    """
    Return where stars from 1 to 5 stand on a line of 100.

    >>> scale_percent("2.0")
    '25.0'
    """
    return f"{(Decimal(str(value)) - LOWEST) * 100 / (HIGHEST - LOWEST):.1f}"


@register.filter
def scale_width(low: Decimal | float | str, high: Decimal | float | str) -> str:
    """
    Return how much of a line of 100 lies between two scores, never less than can be seen.

    >>> scale_width("2.0", "4.0"), scale_width("3", "3")
    ('50.0', '1.5')
    """
    width = (Decimal(str(high)) - Decimal(str(low))) * 100 / (HIGHEST - LOWEST)
    return f"{max(width, Decimal('1.5')):.1f}"


@register.filter
def bars(counts: Sequence[int]) -> list[Bar]:
    """
    Return histogram lines, five stars first, of five counts that start with one star.

    >>> bars([0, 0, 1, 0, 3])[0]
    Bar(stars=5, count=3, percent=75)
    """
    total = sum(counts)
    return [
        Bar(stars, counts[stars - 1], (200 * counts[stars - 1] + total) // (2 * total) if total else 0)
        for stars in range(HIGHEST, LOWEST - 1, -1)
    ]


@register.filter
def star_shapes(value: int) -> list[bool]:
    """
    Return five shapes, full or not.

    >>> star_shapes(2)
    [True, True, False, False, False]
    """
    return [place <= int(value) for place in range(LOWEST, HIGHEST + 1)]


@register.filter(is_safe=True)
def with_links(text: str) -> SafeString:
    """Return escaped text with its addresses as links, in the order as written."""
    return SafeString(urlize(text, nofollow=True, autoescape=True))
