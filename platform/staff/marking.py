"""Showing in a text where the detectors saw something."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text, from `start` up to `end`, in characters; `kind` says what was seen there."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with the kinds of all that was seen in it, none for plain text."""

    text: str
    kinds: tuple[str, ...]


def marked(text: str, spans: Iterable[Span]) -> Sequence[Piece]:
    """
    Cut a text into pieces so that each lies wholly inside or outside of every span; overlaps carry all kinds.

    The pieces together are the text, unchanged; places outside of it are cut off.

    >>> marked("call 0170 now", [Span(5, 9, "phone"), Span(0, 99, "ad")])
    [Piece(text='call ', kinds=('ad',)), Piece(text='0170', kinds=('ad', 'phone')), Piece(text=' now', kinds=('ad',))]
    >>> marked("plain", [])
    [Piece(text='plain', kinds=())]
    """
    within = [Span(max(one.start, 0), min(one.end, len(text)), one.kind) for one in spans]
    within = [one for one in within if one.start < one.end]
    cuts = sorted({0, len(text), *(one.start for one in within), *(one.end for one in within)})
    return [
        Piece(text[start:end], tuple(sorted({one.kind for one in within if one.start <= start and end <= one.end})))
        for start, end in pairwise(cuts)
    ]
