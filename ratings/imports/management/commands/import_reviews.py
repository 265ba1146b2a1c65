"""`import_reviews FILE --map MAP.toml --source NAME`: other people's reviews, those that they say they checked."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from ratings.imports.commands import ReviewImport, import_reviews
from ratings.imports.maps import find_map, read_map
from ratings.imports.printing import print_report, progress_of, refusals_in_one_line
from ratings.imports.reading import RowFile
from ratings.imports.report import Report
from ratings.kernel.actor import Actor


class Command(BaseCommand):
    help = "Take the reviews of a CSV or JSON export that their source says it checked; they count in no score."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--map", required=True, metavar="MAP.toml", help="a file, or the name of a shipped map")
        parser.add_argument("--source", required=True, metavar="NAME", help="who says that it checked the purchases")
        parser.add_argument("--country", default="", help="where the companies are, if the file does not say")
        parser.add_argument("--no-create", action="store_true", help="skip rows of companies that are not listed")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, report the same figures")
        parser.add_argument("--json", action="store_true", help="end with one JSON line on stdout")

    def handle(self, *args: object, file: Path, verbosity: int, json: bool, **options: object) -> None:
        report = Report()
        with refusals_in_one_line(report):
            asked = _asked(options)
            rows = RowFile(file)
            with progress_of(rows, verbosity=verbosity) as tell:
                import_reviews(file=rows, by=asked, report=report, tell=tell)
        print_report(report, self.stderr)
        self._print_rest(report, is_dry=asked.is_dry)
        if json:
            self.stdout.write(report.as_line())

    def _print_rest(self, report: Report, *, is_dry: bool) -> None:
        self.stderr.write(f"with {report.replies} replies; {report.companies} companies opened")
        for reason, replies in sorted(report.replies_left_out.items()):
            self.stderr.write(f"{replies} replies left out: {reason}")
        self.stderr.write(f"{report.waiting} imported reviews wait for screening")
        if is_dry:
            self.stderr.write("dry run: nothing was written")


def _asked(options: dict[str, object]) -> ReviewImport:
    return ReviewImport(
        by=read_map(find_map(str(options["map"]))),
        source=str(options["source"]),
        country=str(options["country"]),
        may_create=not options["no_create"],
        is_dry=bool(options["dry_run"]),
        actor=Actor.operator(),
        now=timezone.now(),
    )
