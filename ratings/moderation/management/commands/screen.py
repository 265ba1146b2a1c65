"""`manage.py screen FILE.jsonl`: what screening would say, nothing stored."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ratings.kernel.languages import detect_language
from ratings.kernel.refusals import Refusal
from ratings.kernel.texts import clean_text
from ratings.moderation.screening.detection import Text
from ratings.moderation.screening.policy import screen

KNOWN = {"id", "text", "title", "company", "country", "language"}


class Command(BaseCommand):
    help = "Screen texts, one JSON object a line, and print one verdict a line; nothing is stored."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a file of JSON lines, - for standard input")

    def handle(self, *args: object, file: str, **options: object) -> None:
        try:
            lines = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}", returncode=1) from error
        for number, line in enumerate(lines.splitlines(), 1):
            if line.strip():
                self.stdout.write(json.dumps(verdict_of(line, number), ensure_ascii=False))


def verdict_of(line: str, number: int) -> dict[str, object]:
    """Return the verdict on one line of the file; CommandError names the line and what is wrong with it."""
    try:
        given = json.loads(line)
    except json.JSONDecodeError as error:
        raise CommandError(f"line {number}: not JSON: {error}", returncode=1) from error
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise CommandError(f"line {number}: text: give an object with a text", returncode=1)
    if unknown := set(given) - KNOWN:
        raise CommandError(f"line {number}: {', '.join(sorted(unknown))}: no such field", returncode=1)
    try:
        title = clean_text("title", given.get("title") or "", longest=10_000, shortest=0)
        body = clean_text("text", given["text"], longest=100_000, shortest=0)
    except Refusal as refusal:
        raise CommandError(f"line {number}: {refusal}", returncode=1) from refusal
    return _verdict(given, title=title, body=body)


def _verdict(given: dict[str, str], *, title: str, body: str) -> dict[str, object]:
    language = given.get("language") or detect_language(body)
    company = given.get("company")
    text = Text(
        title=title,
        body=body,
        language=language,
        country=(given.get("country") or "").upper(),
        company_names=(company,) if company else (),
    )
    verdict = screen(text)
    offset = len(title) + 1
    return {
        "id": given.get("id"),
        "decision": verdict.decision,
        "language": language,
        "signals": [
            {
                "kind": signal.kind,
                "strength": float(signal.strength),
                "start": None if signal.start is None else signal.start - offset,
                "end": None if signal.end is None else signal.end - offset,
                "explanation": signal.explanation,
            }
            for signal in verdict.signals
        ],
    }
