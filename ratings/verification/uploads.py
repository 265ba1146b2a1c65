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
    is_large = told is not None and told.isdigit() and int(told) > LARGE
    return TURNS.take() if is_large else nullcontext()
