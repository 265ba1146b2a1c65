"""How many large proofs are in memory at once: each is held there whole, and never on a disk."""

from contextlib import AbstractContextManager, nullcontext

from ratings.kernel.turns import Turns
from ratings.verification.pages.limits import LARGEST_FILE

LARGE = LARGEST_FILE + 2**20
"""Bytes of an upload that waits for its turn: more than one file with what stands around it."""
TURNS = Turns(1, seconds=20)
"""A process reads one large upload at a time."""


def large_uploads(told: str | None) -> AbstractContextManager[None]:
    """Hold a turn for an upload, where it is large by the Content-Length that is told. Raises Unavailable."""
    return TURNS.take() if length_told(told) > LARGE else nullcontext()


def length_told(told: str | None) -> int:
    """
    Return the bytes that a Content-Length tells, which bounds what is read; 0 where it tells none.

    >>> length_told("12"), length_told("²"), length_told(None)
    (12, 0, 0)
    """
    return int(told) if told and told.isascii() and told.isdigit() else 0
