"""An account from the command line: confirmed, with a role, perhaps speaking for a company."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.commands import appoint, create_user, set_password
from accounts.models import User
from accounts.queries import user_by_email
from ratings.claims.commands import add_representative
from ratings.claims.models import Representative
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Refusal


class Command(BaseCommand):
    """`create_user EMAIL --role … [--represents SLUG:ROLE] [--password P]`."""

    help = "Make a confirmed account, or give an existing one a role; print its id."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--role", default=User.Role.CUSTOMER.value, help=f"one of {', '.join(User.Role.values)}")
        parser.add_argument(
            "--represents",
            metavar="SLUG:ROLE",
            action="append",
            default=[],
            help=f"speak for a company as {', '.join(Representative.Role.values)}; may be repeated",
        )
        parser.add_argument("--password", help="without one, sign-in is by a code sent by e-mail")
        parser.add_argument("--json", action="store_true", help='print {"id"} instead of the bare id')

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the id of the account."""
        try:
            with transaction.atomic():
                user = self._account(options)
                for represents in options["represents"]:
                    _represent(user, represents)
        except Refusal as refusal:
            raise CommandError(_in_one_line(refusal)) from refusal
        self.stdout.write(json.dumps({"id": user.public_id}) if options["json"] else user.public_id)

    def _account(self, options: dict[str, Any]) -> User:
        email, role, password = options["email"], options["role"], options["password"]
        user = user_by_email(email)
        if user is None:
            return create_user(email=email, role=role, password=password, now=timezone.now())
        changed = appoint(user_id=user.pk, role=role)
        if password is not None:
            set_password(user_id=user.pk, password=password)
        done = f"its role is now {role}" if changed else f"its role was {role} already"
        self.stderr.write(f"{user.email} has an account; {done}.")
        return user


def _represent(user: User, represents: str) -> None:
    slug, colon, role = represents.partition(":")
    if not colon or role not in Representative.Role.values:
        roles = ", ".join(Representative.Role.values)
        raise CommandError(f"--represents: {represents!r} is not SLUG:ROLE with a role of {roles}")
    company = Company.objects.filter(slug=slug).first()
    if company is None:
        raise CommandError(f"--represents: there is no company {slug!r}")
    add_representative(company_id=company.pk, user_id=user.pk, role=role, actor=Actor.operator(), now=timezone.now())


def _in_one_line(refusal: Refusal) -> str:
    argument = {"email": "EMAIL", "role": "--role", "password": "--password"}
    named = [f"{argument.get(name, name)}: {words}" for name, words in refusal.fields.items()]
    return "; ".join(named) or str(refusal.message)
