"""`manage.py check_disclosures FILE.json`: what the checks say of disclosures, nothing stored."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ratings.disclosures.checks.together import finding_as_json, findings_together
from ratings.disclosures.rules.disclosure import Disclosure
from ratings.disclosures.rules.documents import documents_of
from ratings.disclosures.rules.evenhand import Unreadable, read_disclosure
from ratings.disclosures.rules.reading import Mistake
from ratings.kernel.refusals import Invalid

LONGEST_LINE = 500


class Command(BaseCommand):
    help = "Check disclosures in the evenhand shape and print one finding a line; nothing is stored."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="FILE.json", help="one document, a list, or JSON lines; - for standard input"
        )
        parser.add_argument("--as-of", type=_day, metavar="DATE", help="the day to reckon ages from, instead of today")
        parser.add_argument("--json", action="store_true", dest="as_json", help="end with one JSON line of figures")

    def handle(self, *args: object, file: str, as_of: date | None, as_json: bool, **options: object) -> None:
        taken, mistakes = read_file(file)
        places = [place for place, _disclosure in taken]
        disclosures = [disclosure for _place, disclosure in taken]
        results = self._print_findings(places, disclosures, today=as_of or timezone.now().date())
        for place, mistake in mistakes:
            self.stderr.write(f"{file}: disclosure {place}: {_on_one_line(f'{mistake.field}: {mistake.message}')}")
        failed = len({place for place, _mistake in mistakes})
        if as_json:
            figures = {"read": len(taken) + failed, "taken": len(taken), "failed": failed, "results": results}
            self.stdout.write(json.dumps(figures))
        if mistakes:
            raise SystemExit(1)

    def _print_findings(self, places: Sequence[str], disclosures: Sequence[Disclosure], *, today: date) -> Counter[str]:
        results: Counter[str] = Counter()
        for number, finding in findings_together(disclosures, today=today):
            results[finding.result] += 1
            line = finding_as_json(finding, disclosures[number], places[number])
            self.stdout.write(json.dumps(line, ensure_ascii=False))
        return results


def read_file(file: str) -> tuple[list[tuple[str, Disclosure]], list[tuple[str, Mistake]]]:
    """Return the disclosures of a file and all that is wrong with the others, each with its place in the file."""
    taken: list[tuple[str, Disclosure]] = []
    mistakes: list[tuple[str, Mistake]] = []
    try:
        for place, document in documents_of(_text_of(file)):
            try:
                taken.append((place, read_disclosure(document)))
            except Unreadable as refused:
                mistakes += [(place, mistake) for mistake in refused.mistakes]
    except Invalid as refused:
        raise CommandError(f"{file}: {refused}") from refused
    if not taken and not mistakes:
        raise CommandError(f"{file}: there is no disclosure in it; docs/disclosures.md shows the shape.")
    return taken, mistakes


def _on_one_line(words: str) -> str:
    """Return words of others so that they stay on one line and move no cursor."""
    return "".join(letter if letter.isprintable() else " " for letter in words[:LONGEST_LINE])


def _text_of(file: str) -> str:
    try:
        return sys.stdin.read().removeprefix("\ufeff") if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} is not text in UTF-8 ({error.reason} at byte {error.start}).") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError("give a date such as 2026-03-31") from error
