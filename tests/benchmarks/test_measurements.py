"""The measurements run, and say what they promise to say."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.figures import percentile, summary
from tests.servers import ROOT


def measured(name: str, into: Path) -> dict[str, Any]:
    environment = os.environ | {"EVENHAND_RESULTS": str(into)}
    command = [sys.executable, "benchmarks/run.py", name, "--quick"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    figures: dict[str, Any] = json.loads((into / f"{name}.json").read_text())
    return figures


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([5.0, 1.0, 3.0], 0.99) == 5.0
    assert summary([0.001] * 10, 2.0) == {"per_second": 5.0, "p50_ms": 1.0, "p99_ms": 1.0, "n": 10}


@pytest.mark.long
def test_writing_is_measured_beside_the_usual_ways(tmp_path: Path) -> None:
    figures = measured("write", tmp_path)

    ways = {f"{way}, {where}" for way in ("bare append", "command") for where in ("spread", "hot")}
    assert set(figures["ways"]) == ways | {"counter row, hot", "recount, hot"}
    assert all(row["p50_ms"] <= row["p99_ms"] and row["n"] > 0 for row in figures["ways"].values())
    assert figures["ratios"].keys() >= figures["goals"].keys() - {"score_p99_ms"}
    assert figures["commit_to_score"]["is_correct"]


@pytest.mark.long
def test_reading_is_measured_beside_views_that_do_nothing(tmp_path: Path) -> None:
    figures = measured("read", tmp_path)

    assert list(figures["by_ratings"]) == ["100", "300"]
    assert all("no-op view" in rows and "bare Redis GET view" in rows for rows in figures["by_ratings"].values())


@pytest.mark.long
def test_verification_is_measured_for_each_kind_of_proof(tmp_path: Path) -> None:
    figures = measured("verification", tmp_path)

    receipts = {"receipt, rsa2048", "receipt, ed25519"}
    assert {"token, check", "token, whole command"} | receipts <= set(figures["proofs"])
    assert all(row["p50_ms"] <= row["p99_ms"] and row["n"] > 0 for row in figures["proofs"].values())
    assert set(figures["held"]) == {name for name in figures["proofs"] if not name.endswith("whole command")}


def test_an_unknown_measurement_is_refused_in_one_line() -> None:
    command = [sys.executable, "benchmarks/run.py", "dance"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    assert run.returncode == 2
    assert run.stderr.strip() == "Name one measurement: write, read, imports, verification, stuffing."
