"""
How fast and in how much memory `import_reviews` takes real shapes, repeated to 100,000 rows with fresh ids.

Needs ../shared/data. Rows are written to the configured database under a source of their own: use one for trying.
"""

import argparse
import csv
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from itertools import count, islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
SHAPES = {
    "trustpilot_keytrade": ("reviews_pseudonymised.csv", "id"),
    "skytrax_british_airways": ("airline_reviews_clean.csv", "author_id"),
}
GOAL_ROWS_PER_SECOND = 1500
GOAL_MIB = 300


def repeated(shape: str, *, rows: int, into: Path) -> Path:
    """Write a shape's rows again and again, each round with fresh ids, until there are so many."""
    name, id_column = SHAPES[shape]
    with (DATA / shape / name).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        columns, originals = list(reader.fieldnames or ()), list(reader)
    path = into / f"{shape}.csv"
    endless = (row | {id_column: f"{row[id_column]}-{n}"} for n in count() for row in originals)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(islice(endless, rows))
    return path


def measure(shape: str, path: Path, *, source: str) -> dict[str, Any]:
    """Run the command as a process of its own; return its figures, seconds, rows/s and peak memory in MiB."""
    command = [sys.executable, "manage.py", "import_reviews", str(path), "--map", shape, "--source", source, "--json"]
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.DEVNULL)
        _pid, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        if status:
            sys.exit(f"import_reviews failed on {shape}: {shlex.join(command)}")
        out.seek(0)
        figures: dict[str, Any] = json.loads(out.read().splitlines()[-1])
    rate = round(figures["read"] / seconds)
    return figures | {"seconds": round(seconds, 1), "rows_per_second": rate, "peak_mib": used.ru_maxrss // 1024}


def main(argv: list[str]) -> dict[str, Any]:
    """Measure every shape, print a table, return the figures."""
    parser = argparse.ArgumentParser(prog="imports", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    arguments = parser.parse_args(argv)
    if not DATA.exists():
        sys.exit("../shared/data is absent, and this measures its shapes")
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for shape in SHAPES:
            path = repeated(shape, rows=arguments.rows, into=Path(folder))
            found[shape] = measure(shape, path, source=f"Benchmark {time.time_ns()}")
    print(f"{'shape':<26}{'rows':>9}{'taken':>9}{'seconds':>9}{'rows/s':>9}{'MiB':>6}")
    for shape, m in found.items():
        print(f"{shape:<26}{m['read']:>9}{m['taken']:>9}{m['seconds']:>9}{m['rows_per_second']:>9}{m['peak_mib']:>6}")
    print(f"goals: {GOAL_ROWS_PER_SECOND} rows/s or more, under {GOAL_MIB} MiB")
    return {"benchmark": "imports", "shapes": found, "goals": {"rows_per_second": GOAL_ROWS_PER_SECOND}}


if __name__ == "__main__":
    main(sys.argv[1:])
