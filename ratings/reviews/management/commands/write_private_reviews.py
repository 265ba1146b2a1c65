"""`manage.py write_private_reviews`: what the schedule does hourly, now; prints how many were written."""

import json as jsonlib
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from ratings.reviews.commands import write_waiting_reviews


class Command(BaseCommand):
    help = "Write the private reviews that wait, if five do or one has waited for three days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="end with one line of JSON on stdout")

    def handle(self, *args: object, json: bool, **options: object) -> None:
        written = write_waiting_reviews(now=timezone.now())
        self.stdout.write(jsonlib.dumps({"written": written}) if json else f"{written} private reviews written")
