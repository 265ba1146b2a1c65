"""A chromium for the browser tests: the system's, Playwright's own, or one fetched now."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from embedded.locks import Lock

FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_or_fetch(own: str, run: Path) -> str:
    """Return the path of a chromium, fetched where there is none; fails the test with one line otherwise."""
    lock = Lock(run / "chromium.lock")
    lock.take()
    try:
        return _find(own) or _fetch(own)
    finally:
        lock.close()


def _find(own: str) -> str | None:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or (own if Path(own).exists() else None)


def _fetch(own: str) -> str:
    apt = shutil.which("apt-get") if os.getuid() == 0 else None
    if apt:
        _say("No chromium found: installing the Debian package …")
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-q"], ["install", "-qy", "--no-install-recommends", "chromium"]):
            subprocess.run([apt, *arguments], env=quiet, capture_output=True, check=False)
    if not _find(own):
        _say("No chromium found: running `playwright install chromium` …")
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, check=False)
    found = _find(own)
    if not found:
        pytest.fail("No chromium: install the package `chromium`, or run with --no-browser.", pytrace=False)
    return found


def _say(line: str) -> None:
    sys.stderr.write(f"\n{line}\n")
    sys.stderr.flush()
