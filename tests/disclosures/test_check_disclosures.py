"""`manage.py check_disclosures FILE.json`: one finding a line, one line a mistake, nothing stored."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.disclosures.told import acme
from tests.servers import ROOT


def check(path: Path, *options: str) -> tuple[list[dict[str, Any]], list[str], int]:
    """Return the lines of stdout as JSON, those of stderr, and the exit code."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("check_disclosures", str(path), "--as-of", "2026-03-01", *options, stdout=out, stderr=err)
    except SystemExit as ended:
        code = int(str(ended.code))
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue().splitlines(), code


def kept(folder: Path, text: str) -> Path:
    """Return a file that holds the text."""
    path = folder / "disclosures.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_each_finding_is_a_line(tmp_path: Path) -> None:
    lines, err, code = check(kept(tmp_path, json.dumps(acme(id="report-7"))))

    assert {line["id"] for line in lines} == {"report-7"}
    assert [line["number"] for line in lines] == list(range(1, 14))
    assert {line["company"] for line in lines} == {"Acme"}
    assert {line["result"] for line in lines} <= {"pass", "warn", "fail", "not_checkable"}
    assert lines[1]["check"] == "sums"
    assert lines[1]["notes"][1]["numbers"]["sum_tonnes"] == "528000"
    assert (err, code) == ([], 0)


def test_disclosures_of_one_company_know_each_other(tmp_path: Path) -> None:
    earlier = acme(year=2024, scope1=50_000)
    for text in (json.dumps([acme(), earlier]), f"{json.dumps(earlier)}\n\n{json.dumps(acme())}\n"):
        lines, _err, code = check(kept(tmp_path, text))

        told = {(line["year"], line["check"]): line["result"] for line in lines}
        assert told[2025, "year_on_year"] == "fail"
        assert code == 0


def test_mistakes_end_with_a_line_each_that_names_file_disclosure_and_field(tmp_path: Path) -> None:
    path = kept(tmp_path, json.dumps([acme(), {"company": "Bolt", "year": 2025, "scope1": "1,234", "scop2": 1}]))

    lines, err, code = check(path, "--json")

    assert [line.split(": ")[:3] for line in err] == [
        [str(path), "disclosure 2", "scope1"],
        [str(path), "disclosure 2", "scop2"],
    ]
    assert lines.pop() == {
        "read": 2,
        "taken": 1,
        "failed": 1,
        "results": {"pass": 11, "not_checkable": 2},
    }
    assert len(lines) == 13
    assert code == 1


def test_words_of_others_stay_on_one_line(tmp_path: Path) -> None:
    path = kept(tmp_path, json.dumps({"company": "Acme", "year": "20\n25\x1b[2J", "new\nline": 1}))

    _lines, err, code = check(path)

    assert len(err) == 2
    assert not any("\x1b" in line for line in err)
    assert code == 1


def test_half_a_character_is_refused_by_field_and_stops_no_other(tmp_path: Path) -> None:
    path = kept(tmp_path, '[{"company": "\\ud800", "year": 2025}, {"company": "Acme", "year": 2025}]')

    lines, err, code = check(path)

    assert [line.split(": ")[1:3] for line in err] == [["disclosure 1", "company"]]
    assert {line["company"] for line in lines} == {"Acme"}
    assert code == 1


def test_standard_input_may_begin_with_a_byte_order_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\ufeff" + json.dumps(acme())))

    _lines, err, code = check(Path("-"))

    assert (err, code) == ([], 0)


@pytest.mark.parametrize("text", ["", "[]", "{", "company,year\nAcme,2024\n"])
def test_a_file_without_disclosures_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(CommandError) as refused:
        check(kept(tmp_path, text))

    assert "disclosures.json" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.json cannot be read"):
        check(tmp_path / "none.json")


def test_it_runs_without_servers_and_keeps_every_digit(tmp_path: Path) -> None:
    text = json.dumps(acme()).replace('"scope1": 45000', '"scope1": 45000.000000000000000001', 1)
    command = [sys.executable, "manage.py", "check_disclosures", str(kept(tmp_path, text))]
    environment = {"PATH": "/usr/bin:/bin", "EVENHAND_DATA": str(tmp_path / "data")}

    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)

    assert "528000.000000000000000001" in ended.stdout
    assert not (tmp_path / "data" / "postgres").exists()


def test_the_example_in_the_documentation_is_taken(tmp_path: Path) -> None:
    _before, _fence, rest = (ROOT / "docs" / "disclosures.md").read_text().partition("```json\n")

    lines, err, code = check(kept(tmp_path, rest.partition("```")[0]))

    assert (err, code) == ([], 0)
    assert {line["check"]: line["result"] for line in lines}["sums"] == "pass"
