"""`import_disclosures FILE --format SHAPE --dry-run`: what a file of carbon disclosures would give."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ratings.imports.disclosures.carbon_gap import read_carbon_gap
from ratings.imports.disclosures.found import ReadRow, RowState
from ratings.imports.disclosures.itr import read_itr
from ratings.imports.disclosures.net_zero_tracker import read_net_zero_tracker
from ratings.imports.disclosures.report import Sums, sums_of
from ratings.imports.printing import one_line
from ratings.kernel.refusals import Invalid

READERS: dict[str, Callable[[Path], Iterator[ReadRow]]] = {
    "itr": read_itr,
    "net-zero-tracker": read_net_zero_tracker,
    "carbon-gap": read_carbon_gap,
}
OURS = "evenhand"
REFUSALS_SHOWN = 20


class Command(BaseCommand):
    help = "Read a file of carbon disclosures row by row, and say what became of each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--format", choices=(OURS, *READERS), required=True, help="the shape of the file")
        parser.add_argument("--dry-run", action="store_true", help="only read, and report")
        parser.add_argument("--json", action="store_true", help="end with one JSON line on stdout")

    def handle(self, *args: object, file: Path, dry_run: bool, json: bool, **options: object) -> None:
        if options["format"] == OURS:
            raise CommandError(
                "Documents of our own shape cannot be imported yet: storing comes with their tables. "
                "check_disclosures FILE reads them and says what the checks find."
            )
        if not dry_run:
            raise CommandError("Disclosures cannot be stored yet: storing comes with their tables. Give --dry-run.")
        try:
            sums = sums_of(READERS[str(options["format"])](file))
        except Invalid as refusal:
            raise CommandError(one_line(refusal)) from refusal
        self._print(sums)
        if json:
            self.stdout.write(sums.as_line())

    def _print(self, sums: Sums) -> None:
        """Print the figures for people, on stderr."""
        states = ", ".join(f"{state} {sums.of(state)}" for state in RowState)
        self.stderr.write(f"rows read {sums.read}: {states}")
        self.stderr.write(f"figures {sums.figures}, targets {sums.targets}, companies {len(sums.companies)}")
        for (state, reason), rows in sorted(sums.reasons.items()):
            self.stderr.write(f"{state} {rows}: {reason}")
        for cell in sums.named[:REFUSALS_SHOWN]:
            place = f"{cell.sheet} row {cell.row}, column {cell.column}"
            self.stderr.write(f"{place.strip()}: {cell.code}: {cell.why}")
