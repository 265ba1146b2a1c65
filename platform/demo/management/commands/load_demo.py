"""`manage.py load_demo`: the demo world."""

import json
import os
import secrets
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.commands import set_password
from accounts.queries import user_by_email
from demo.loading import ROLES, is_empty, load_world
from demo.plan import FULL_SIZE, plan_world
from demo.progress import reporting

COMPANIES = 40
FEWEST_COMPANIES = 4
FEWEST_REVIEWS = 60
PASSWORD_BYTES = 15


class Command(BaseCommand):
    help = "Load the demo world into an empty database; where there is one already, leave it as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=7, help="another world for another number (default 7)")
        parser.add_argument("--companies", type=int, default=COMPANIES, help="how many, 4 to 40 (default 40)")
        parser.add_argument("--reviews", type=int, default=FULL_SIZE, help="how many, 60 or more (default 5000)")
        parser.add_argument("--until", type=date.fromisoformat, help="its last day (default yesterday)")

    def handle(
        self, *args: object, seed: int, companies: int, reviews: int, until: date | None, **options: object
    ) -> None:
        if not FEWEST_COMPANIES <= companies <= COMPANIES or reviews < FEWEST_REVIEWS:
            raise CommandError("--companies is a number from 4 to 40, --reviews one from 60.")
        accounts = settings.DATA / "demo-accounts.json"
        if not is_empty():
            self._say_what_is_there(accounts)
            return
        last_day = until or timezone.now().date() - timedelta(days=1)
        passwords = {name: secrets.token_urlsafe(PASSWORD_BYTES) for name in ROLES}
        with reporting() as report:
            writing = report.begin("Writing the demo world", reviews)
            world = plan_world(seed=seed, until=last_day, companies=companies, reviews=reviews, tick=writing.advance)
            loading = report.begin("Loading the demo world", len(world.plain) + len(world.stories))
            is_loaded = load_world(
                world, passwords=passwords, keep=partial(keep_passwords, accounts), advance=loading.advance
            )
        if is_loaded:
            self.stdout.write(f"The demo world is loaded: {companies} companies, {reviews} reviews.")
        else:
            self._say_what_is_there(accounts)

    def _say_what_is_there(self, accounts: Path) -> None:
        if user_by_email(ROLES["operator"][0]) is None:
            self.stdout.write("This database holds companies of its own, so the demo world is left out.")
        elif not accounts.exists():
            self.stdout.write("The demo world is there; its accounts have new passwords.")
            renew_passwords(accounts)


def renew_passwords(file: Path) -> None:
    """Give the demo accounts new passwords, the file that held them being lost."""
    passwords = {name: secrets.token_urlsafe(PASSWORD_BYTES) for name in ROLES}
    keep_passwords(file, passwords)
    for name, (email, _role) in ROLES.items():
        user = user_by_email(email)
        if user is not None:
            set_password(user_id=user.pk, password=passwords[name])


def keep_passwords(file: Path, passwords: Mapping[str, str]) -> None:
    """Write the sign-ins for whoever runs the demo, for nobody else to read."""
    rows = [{"role": name, "email": email, "password": passwords[name]} for name, (email, _) in ROLES.items()]
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as writing:
        json.dump(rows, writing, indent=2)
    fresh.replace(file)
