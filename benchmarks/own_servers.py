"""A PostgreSQL and a Valkey of the measurement's own, in a temporary folder, with durable commits."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHONPATH = os.pathsep.join([str(ROOT), str(ROOT / "platform")])
SECONDS_TO_END = 20


@contextmanager
def own_servers() -> Iterator[Path]:
    """Run servers with all tables made until the block ends, named by the environment; yield their folder."""
    folder = Path(tempfile.mkdtemp(prefix="evenhand-benchmark-"))
    for variable in ("DATABASE_URL", "REDIS_URL", "DATABASE_POOL"):
        os.environ.pop(variable, None)
    os.environ |= {
        "EVENHAND_DATA": str(folder),
        "LOG_LEVEL": "ERROR",
        "DEBUG": "false",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": PYTHONPATH,
    }
    (folder / "static").mkdir()
    line = [sys.executable, "-m", "benchmarks.hold_servers"]
    holder = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        if holder.stdout.readline().strip() != "ready":
            sys.exit("The embedded servers do not start.")
        yield folder
    finally:
        holder.communicate("end\n")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(*arguments: str, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a Python process of ours until the block ends."""
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env={**os.environ, **environment})
    try:
        yield process
    finally:
        process.terminate()
        process.wait(SECONDS_TO_END)
