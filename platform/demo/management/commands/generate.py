"""`manage.py generate`: a synthetic world for measuring."""

import json
import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo.progress import reporting
from demo.synthetic import Synthesis, fold_all, make_companies, refresh_statistics
from ratings.scores.commands import freeze_prior


class Command(BaseCommand):
    help = "Generate companies and published reviews for measuring, Zipf over companies, through the same journal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--companies", type=int, default=20_000, help="how many (default 20000)")
        parser.add_argument("--ratings", type=int, default=1_000_000, help="how many (default 1000000)")
        parser.add_argument("--seed", type=int, default=7, help="other reviews for another number (default 7)")
        parser.add_argument("--json", action="store_true", help="end with one JSON line on stdout")

    def handle(self, *args: object, companies: int, ratings: int, seed: int, json: bool, **options: object) -> None:
        if companies < 1 or ratings < 0:
            raise CommandError("--companies is a number from 1, --ratings one from 0.")
        started, now = time.monotonic(), timezone.now()
        with reporting() as report:
            steps = report.begin("Generating ratings", ratings)
            freeze_prior(now=now)
            ids = make_companies(companies, now=now)
            Synthesis(seed=seed, companies=ids, now=now).write(ratings, advance=steps.advance)
            refresh_statistics()
            fold_all(now=now)
        self._say(companies, ratings, time.monotonic() - started, as_json=json)

    def _say(self, companies: int, ratings: int, seconds: float, *, as_json: bool) -> None:
        per_second = round(ratings / seconds)
        if as_json:
            figures = {"companies": companies, "ratings": ratings, "seconds": round(seconds, 1)}
            self.stdout.write(json.dumps(figures))
            return
        self.stdout.write(f"{companies} companies, {ratings} ratings in {seconds:.0f} s ({per_second} a second).")
