"""The processes of one `up`: started together, ended together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from embedded import tether
from embedded.stop import Stop

SECONDS_TO_END = 12
SECONDS_TO_BE_KILLED = 3


@dataclass
class Children:
    """Child processes with a log file each; each ends with us, whatever ends us."""

    logs: Path
    folder: Path
    environment: Mapping[str, str]
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        """Start `python ARGUMENT…` in a process group of its own."""
        line = [sys.executable, "-I", tether.__file__, str(os.getpid()), str(int(signal.SIGTERM))]
        with (self.logs / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(  # noqa: S603 - our own programs
                [*line, sys.executable, *arguments],
                cwd=self.folder,
                env=os.environ | dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A Ctrl-C at the terminal reaches us alone, and we end them in order.
                start_new_session=True,
            )

    def refuse_dead(self) -> None:
        """Stop when any of them has ended."""
        for name, child in self._running.items():
            if child.poll() is not None:
                line = f"{name} has ended by itself (exit code {child.returncode}); see {self.logs / f'{name}.log'}."
                raise Stop(line)

    def end(self) -> None:
        """End them all, and what they have started; those that do not want to are killed."""
        for child in self._running.values():
            _signal_group(child, signal.SIGTERM)
        _wait(list(self._running.values()), SECONDS_TO_END)
        for child in self._running.values():
            # Also where it has ended: its own children may not have.
            _signal_group(child, signal.SIGKILL)
        _wait(list(self._running.values()), SECONDS_TO_BE_KILLED)
        self._running.clear()


def _signal_group(child: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(child.pid, number)
    except (ProcessLookupError, PermissionError):
        return


def _wait(children: list[subprocess.Popen[bytes]], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    for child in children:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return
