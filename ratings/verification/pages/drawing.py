"""Asking the process that opens files, and believing it no more than its answer shows."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import Any

from ratings.verification.pages import CannotOpen, limits

ROOT = Path(__file__).resolve().parents[3]
CHILD = "ratings.verification.pages.child"
AT_ONCE = 2
"""How many files one process of ours has opened at the same moment; others wait their turn."""
JPEG = b"\xff\xd8\xff"

_turns = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a JPEG file without any metadata, and by what it is known again (see `likeness`)."""

    data: bytes
    phash: int | None
    detail: bytes


def pages_of(data: bytes, *, seconds: float = limits.WALL_SECONDS) -> Sequence[Page]:
    """
    Return a file's pages, drawn in a process of its own that may use 280 MiB and `seconds`.

    Raises CannotOpen (`too-demanding` where the process did not live to answer).
    """
    if not _turns.acquire(timeout=limits.WALL_SECONDS):
        raise CannotOpen("busy")
    try:
        return _read(_asked(data, seconds))
    finally:
        _turns.release()


def _asked(data: bytes, seconds: float) -> bytes:
    """Return what the child says, empty where it was stopped; it reads all before it writes anything."""
    with _child() as child:
        watch = Timer(seconds, child.kill)
        watch.start()
        try:
            assert child.stdin is not None
            assert child.stdout is not None
            with contextlib.suppress(BrokenPipeError):
                child.stdin.write(data)
                child.stdin.close()
            said = child.stdout.read(limits.LARGEST_ANSWER + 1)
        finally:
            watch.cancel()
            child.kill()
    return said


@contextlib.contextmanager
def _child() -> "Iterator[subprocess.Popen[bytes]]":
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPYCACHEPREFIX")}
    with subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
        [sys.executable, "-s", "-P", "-m", CHILD],
        cwd="/",
        env={**kept, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        try:
            yield child
        finally:
            with contextlib.suppress(BrokenPipeError):
                if child.stdin is not None:
                    child.stdin.close()


def _read(said: bytes) -> Sequence[Page]:
    length = int.from_bytes(said[:4], "big")
    try:
        header: dict[str, Any] = json.loads(said[4 : 4 + length])
        if "refusal" in header:
            raise CannotOpen(str(header["refusal"]))
        return list(_cut(said[4 + length :], header["pages"]))
    except (ValueError, KeyError, TypeError) as error:
        raise CannotOpen("too-demanding") from error


def _cut(files: bytes, pages: Sequence[dict[str, Any]]) -> Iterator[Page]:
    start = 0
    for page in pages[: limits.MOST_PAGES]:
        data = files[start : start + int(page["size"])]
        if len(data) != page["size"] or not data.startswith(JPEG):
            raise ValueError("an answer that is not whole")
        yield Page(data, page["phash"], bytes.fromhex(page["detail"] or ""))
        start += len(data)
