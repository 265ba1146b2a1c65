"""`manage.py rebuild`: replay the journal into the derived tables, or compare with `--check`."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from ratings.journal.followers import Fold, folds
from ratings.journal.rebuilding import compare, rebuild


class Command(BaseCommand):
    help = "Replay the journal into the derived tables; with --check, compare instead and exit 1 if they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare, change nothing")
        parser.add_argument("--json", action="store_true", help="end with one line of JSON on stdout")

    def handle(self, *args: object, check: bool, json: bool, **options: object) -> None:
        found = [line for fold in folds() for line in (self._compare(fold) if check else self._rebuild(fold))]
        if json:
            self._print_json(check=check, differences=found)
        if found:
            raise CommandError(f"the derived tables differ from the journal in {len(found)} places", returncode=1)

    def _compare(self, fold: Fold) -> list[str]:
        lines = []
        for difference in compare(fold, progress=self._progress(fold)):
            lines.append(f"{difference.table}: {difference.missing} missing, {difference.unexpected} unexpected")
            self.stderr.write("\n".join([lines[-1], *(f"  {example}" for example in difference.examples)]))
        if not lines:
            self.stderr.write(f"{fold.name}: as the journal says")
        return lines

    def _rebuild(self, fold: Fold) -> list[str]:
        position = rebuild(fold, progress=self._progress(fold))
        self.stderr.write(f"{fold.name}: rebuilt up to position {position}")
        return []

    def _progress(self, fold: Fold) -> "Progress":
        return Progress(self, fold.name)

    def _print_json(self, *, check: bool, differences: list[str]) -> None:
        self.stdout.write(json.dumps({"checked" if check else "rebuilt": True, "differences": differences}))


class Progress:
    """Says on stderr how far a replay is, every hundred thousand entries."""

    def __init__(self, command: BaseCommand, name: str) -> None:
        self.command = command
        self.name = name

    def __call__(self, position: int) -> None:
        """Say the position, now and then."""
        if position % 100_000 == 0:
            self.command.stderr.write(f"{self.name}: {position} entries replayed")
