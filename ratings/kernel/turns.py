"""Taking turns: what holds much memory is done by so many at once, and no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.utils.translation import gettext_lazy as _

from ratings.kernel.refusals import Unavailable

BUSY = _("Other large files are being read at the moment; send yours again in a minute.")


class Turns:
    """So many turns in this process; who finds none free waits for one."""

    def __init__(self, at_once: int, *, seconds: float) -> None:
        self._free = BoundedSemaphore(at_once)
        self._seconds = seconds

    @contextmanager
    def take(self) -> Iterator[None]:
        """Hold a turn for a block. Raises Unavailable where none becomes free in time."""
        if not self._free.acquire(timeout=self._seconds):
            raise Unavailable("uploads-busy", BUSY)
        try:
            yield
        finally:
            self._free.release()
