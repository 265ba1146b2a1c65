"""`manage.py check_vectors FILE --kind rfc9474|rfc9578`: published test vectors through our own code."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ratings.verification.blind.vectors import CHECKS, verdicts


class Command(BaseCommand):
    help = "Run published test vectors through our own code; exit 1 where one fails. Touches no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--kind", required=True, choices=[*CHECKS, "merkle"])
        parser.add_argument("--json", action="store_true", dest="as_json", help="end with one line of JSON")

    def handle(self, *args: object, file: Path, kind: str, as_json: bool, **options: object) -> None:
        if kind not in CHECKS:
            raise CommandError("There is no public log yet, so its proofs cannot be checked.", returncode=2)
        passed = failed = 0
        for verdict in verdicts(read(file), kind):
            failed += bool(verdict.problem)
            passed += not verdict.problem
            (self.stderr if as_json else self.stdout).write(
                f"FAILED {verdict.title}: {verdict.problem}" if verdict.problem else f"passed {verdict.title}"
            )
        summary = f"{passed} passed, {failed} failed"
        self.stdout.write(json.dumps({"passed": passed, "failed": failed}) if as_json else summary)
        if failed or not passed:
            raise SystemExit(1)


def read(file: Path) -> Any:
    """Return a file's JSON; CommandError where there is none."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{file} is not JSON ({error}).") from error
