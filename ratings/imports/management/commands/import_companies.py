"""`import_companies FILE.csv`: companies from a table."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from ratings.imports.commands import import_companies
from ratings.imports.printing import print_report, progress_of, refusals_in_one_line
from ratings.imports.reading import RowFile
from ratings.imports.report import Report
from ratings.kernel.actor import Actor


class Command(BaseCommand):
    help = "Open the companies of a CSV file with the columns name,lei,country,sector,website,domains."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.csv", type=Path)
        parser.add_argument("--json", action="store_true", help="end with one JSON line on stdout")

    def handle(self, *args: object, file: Path, verbosity: int, json: bool, **options: object) -> None:
        report = Report()
        with refusals_in_one_line(report):
            rows = RowFile(file)
            with progress_of(rows, verbosity=verbosity) as tell:
                import_companies(file=rows, actor=Actor.operator(), now=timezone.now(), report=report, tell=tell)
        print_report(report, self.stderr)
        if json:
            self.stdout.write(report.as_line())
