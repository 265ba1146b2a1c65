"""`manage.py invite SLUG --order NUMBER --email EMAIL`: one invitation; prints its link."""

import json as jsonlib
from argparse import ArgumentParser
from datetime import UTC, date, datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Refusal
from ratings.verification.commands import OrderLine, register_orders

WHY = {
    "no-address": "{} is registered; without an address nobody is invited",
    "known": "{} was registered before; its customer has been invited",
    "sample": "{} is registered; the platform's draw leaves its customer out of the sample",
    "unsubscribed": "{} is registered; this mailbox wishes no invitation, and gets none",
    "shown": "{} is registered; its customer has shown it already",
}


class Command(BaseCommand):
    help = "Register an order and print the link of its invitation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the company's slug")
        parser.add_argument("--order", required=True, help="the order's number")
        parser.add_argument("--email", required=True, help="the customer's address")
        parser.add_argument("--ordered-on", type=date.fromisoformat, help="YYYY-MM-DD, today if left out")
        parser.add_argument("--locale", default="en", help="the language of the mail, en, de or fr")
        parser.add_argument("--json", action="store_true", help="end with one line of JSON on stdout")

    def handle(
        self,
        *args: object,
        slug: str,
        order: str,
        email: str,
        ordered_on: date | None,
        locale: str,
        json: bool,
        **options: object,
    ) -> None:
        now = datetime.now(UTC)
        company = Company.objects.filter(slug=slug).first()
        if company is None:
            raise CommandError(
                f"slug: there is no company {slug!r}; GET /api/v1/companies?q= finds slugs", returncode=1
            )
        line = OrderLine(order=order, ordered_on=ordered_on or now.date(), email=email, locale=locale)
        try:
            (registered,) = register_orders(company_id=company.pk, lines=[line], actor=Actor.operator(), now=now)
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        if registered.token is None:
            raise CommandError(f"order: {WHY[registered.left_out].format(order)}", returncode=1)
        link = f"{settings.PUBLIC_URL.rstrip('/')}/i/{registered.token}/"
        self.stdout.write(jsonlib.dumps({"link": link, "token": registered.token}) if json else link)
