"""An API token from the command line, for scripts and tests."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.commands import create_token
from accounts.models import Scope
from accounts.queries import user_by_email
from ratings.kernel.refusals import Refusal


class Command(BaseCommand):
    """`create_token EMAIL [--scopes a,b]`."""

    help = "Make an API token for an account and print it, this once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument(
            "--scopes",
            default=",".join(Scope.values),
            help=f"comma-separated; all by default: {','.join(Scope.values)}",
        )
        parser.add_argument("--name", default="command line")
        parser.add_argument("--json", action="store_true", help='print {"id", "token", "scopes"} instead')

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the token."""
        user = user_by_email(options["email"])
        if user is None:
            raise CommandError(f"EMAIL: there is no account with the address {options['email']}")
        scopes = [scope.strip() for scope in options["scopes"].split(",") if scope.strip()]
        try:
            token, secret = create_token(user_id=user.pk, name=options["name"], scopes=scopes, now=timezone.now())
        except Refusal as refusal:
            raise CommandError(_in_one_line(refusal)) from refusal
        answer = {"id": token.public_id, "token": secret, "scopes": token.scopes}
        self.stdout.write(json.dumps(answer) if options["json"] else secret)


def _in_one_line(refusal: Refusal) -> str:
    named = [f"--{name}: {words}" for name, words in refusal.fields.items()]
    return "; ".join(named) or str(refusal.message)
