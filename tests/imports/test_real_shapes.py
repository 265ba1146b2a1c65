"""Real exports, read from beside the repository; none of their words are printed."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from itertools import count, islice
from pathlib import Path

import pytest
from django.core.management import call_command

from ratings.replies.models import Reply
from ratings.reviews.models import Review, Revision, Stars, Words
from ratings.verification.models import Purchase
from tests.conftest import running
from tests.servers import ROOT

type Figures = dict[str, object]


def export(shared: Path, shape: str) -> Path:
    (path,) = (shared / "data" / shape).glob("*.csv")
    return path


def originals(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def take(path: Path, shape: str, capsys: pytest.CaptureFixture[str], *options: str) -> Figures:
    call_command("import_reviews", str(path), "--map", shape, "--source", "Source", "--json", *options)
    figures: Figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    return figures


@pytest.mark.django_db
def test_trustpilot_s_invited_reviews_are_taken_with_their_replies(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(shared, "trustpilot_keytrade")
    invited = [row for row in originals(path) if row["labels.verification.verificationLevel"] == "invited"]

    dry = take(path, "trustpilot_keytrade", capsys, "--dry-run")
    assert Review.objects.count() == 0
    figures = take(path, "trustpilot_keytrade", capsys)
    again = take(path, "trustpilot_keytrade", capsys)

    skipped = {"not-verified": 822 - len(invited)}
    assert figures == dry == {"read": 822, "taken": 295, "skipped": skipped, "failed": 0}
    assert again["skipped"] == skipped | {"known": 295}
    assert Reply.objects.count() == sum(bool(row["reply.message"]) for row in invited) == 78
    stars = Counter(Stars.objects.values_list("overall", flat=True))
    assert stars == Counter(int(row["rating"]) for row in invited)
    assert not Revision.objects.filter(language="af").exists()
    authors = {row["consumer.id"] for row in invited}
    assert not authors & set(Purchase.objects.values_list("source_row", flat=True))


@pytest.mark.django_db
def test_skytrax_s_checked_reviews_are_taken_with_their_sub_ratings(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(shared, "skytrax_british_airways")
    checked = [row for row in originals(path) if row["verification"] == "verified"]

    figures = take(path, "skytrax_british_airways", capsys)

    skipped = {"not-verified": 3074 - len(checked), "experience-in-future": 1}
    assert figures == {"read": 3074, "taken": len(checked) - 1, "skipped": skipped, "failed": 0}
    first = next(row for row in checked if row["Date Flown"] == "August 2024")
    review = Review.objects.get(experienced_on=date(2024, 8, 1), revisions__words__title=first["Title"])
    stars = Stars.objects.get(revision__review=review)
    given = [first[column] for column in ("Value For Money", "Cabin Staff Service", "Seat Comfort")]
    assert stars.overall == (int(first["Rating"]) + 1) // 2
    assert [stars.value, stars.support, stars.quality] == [int(float(one)) if one else None for one in given]


def repeated(path: Path, into: Path, *, rows: int) -> Path:
    found = originals(path)
    endless = (row | {"id": f"{row['id']}-{n}"} for n in count() for row in found)
    with into.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]))
        writer.writeheader()
        writer.writerows(islice(endless, rows))
    return into


def test_an_import_killed_in_the_middle_and_run_again_doubles_and_loses_nothing(
    shared: Path, committed: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shape = "trustpilot_keytrade"
    path = repeated(export(shared, shape), tmp_path / "export.csv", rows=12_000)
    expected = take(path, shape, capsys, "--dry-run")

    with running("manage.py", "import_reviews", str(path), "--map", shape, "--source", "Source") as process:
        deadline = time.monotonic() + 60
        while Review.objects.count() < 500:
            assert process.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < deadline, "it takes nothing"
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    before = Review.objects.count()
    figures = take(path, shape, capsys)

    assert 500 <= before < int(str(expected["taken"]))
    assert figures["taken"] == int(str(expected["taken"])) - before
    sizes = {model.objects.count() for model in (Purchase, Review, Revision, Words, Stars)}
    assert sizes == {expected["taken"]}
    assert Review.objects.filter(state="screening").count() == expected["taken"]


def test_the_command_line_says_what_is_wrong_in_one_line_and_leaves_with_one(committed: None, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes("id,titre\n1,caf\xe9\n".encode("latin-1"))
    command = [sys.executable, "manage.py", "import_reviews", str(path), "--map", "trustpilot_keytrade"]

    ended = subprocess.run([*command, "--source", "Source"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert (
        ended.stderr.strip().splitlines()[-1].endswith("is not UTF-8: see line 2; save it as UTF-8 and run this again.")
    )
    assert "Traceback" not in ended.stderr
