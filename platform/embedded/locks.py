"""Locks that the kernel gives back when their holder dies, however it dies."""

import fcntl
import os
from pathlib import Path


class Lock:
    """
    An flock on a file; held from `share` or `take` until `release` or the end of the process.

    Children do not inherit it: descriptors are closed on exec.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def share(self) -> None:
        """Hold it beside other sharers; waits for an exclusive holder."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def take(self) -> None:
        """Hold it alone; waits for all others."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def try_to_take(self) -> bool:
        """Hold it alone, unless anybody else holds it."""
        return self._try(fcntl.LOCK_EX)

    def try_to_share(self) -> bool:
        """Hold it beside other sharers, unless anybody holds it alone."""
        return self._try(fcntl.LOCK_SH)

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self._descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Give it back; it can be held again."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give it back for good."""
        os.close(self._descriptor)


def is_held(path: Path) -> bool:
    """Say whether any process holds the lock of this file alone."""
    lock = Lock(path)
    try:
        # Sharing, so that two who ask at once do not see each other.
        return not lock.try_to_share()
    finally:
        lock.close()
