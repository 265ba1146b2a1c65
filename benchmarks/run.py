"""
Measures one thing: `uv run python benchmarks/run.py write|read|imports|verification|stuffing [--quick]`.

Prints a table and writes benchmarks/results/NAME.json. `imports` uses the servers of the environment, `stuffing` needs
none, the others use servers of their own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]

from benchmarks import imports, stuffing  # noqa: E402
from benchmarks.own_servers import own_servers  # noqa: E402

OWN_SERVERS = ("write", "read", "verification")
IN_HERE = {"imports": imports.main, "stuffing": stuffing.main}
NAMES = ("write", "read", "imports", "verification", "stuffing")
RESULTS = Path(os.environ.get("EVENHAND_RESULTS") or ROOT / "benchmarks" / "results")


def main(argv: list[str]) -> int:
    """Run the measurement that the first argument names; return its exit code."""
    if not argv or argv[0] not in NAMES:
        sys.stderr.write(f"Name one measurement: {', '.join(NAMES)}.\n")
        return 2
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{argv[0]}.json"
    if argv[0] in OWN_SERVERS:
        with own_servers():
            # A process of its own: Django takes its settings from an environment that now names the servers.
            measured = subprocess.run(
                [sys.executable, "-m", f"benchmarks.{argv[0]}", str(file), *argv[1:]], check=False
            )
        if measured.returncode:
            return measured.returncode
    else:
        file.write_text(json.dumps(IN_HERE[argv[0]](argv[1:]), indent=2) + "\n")
    print(f"\nWritten to {file}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
