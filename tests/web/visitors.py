"""Who visits the pages in tests, and how an invitation comes about."""

import re
from datetime import UTC, date, datetime, timedelta

from django.test import Client

from accounts.models import User
from ratings.claims.commands import add_representative
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.verification.commands import OrderLine, register_orders

OPERATOR = Actor.operator()
INLINE = re.compile(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*(?:src=|application/json))", re.IGNORECASE)
"""What the content security policy refuses in a page."""


def now() -> datetime:
    return datetime.now(UTC)


def client_of(user: User | None = None) -> Client:
    """Return a browser without scripts, signed in where a user is given."""
    client = Client()
    if user is not None:
        client.force_login(user, backend="accounts.backends.Backend")
    return client


def person(email: str, role: str = "customer") -> User:
    """Make an account."""
    return User.objects.create_user(email, role=role)


def representative(of: Company, email: str, role: str = "owner") -> User:
    """Make an account that speaks for a company."""
    user = person(email)
    add_representative(company_id=of.pk, user_id=user.pk, role=role, actor=OPERATOR, now=now())
    return user


def invited(of: Company, email: str, *, order: str = "A-1") -> str:
    """Register an order and return the token of its invitation."""
    line = OrderLine(order=order, ordered_on=now().date() - timedelta(days=2), email=email)
    (done,) = register_orders(company_id=of.pk, lines=[line], actor=OPERATOR, now=now())
    assert done.token is not None
    return done.token


def review_data(**changes: object) -> dict[str, object]:
    """Return what a browser sends for a good review."""
    day: date = now().date() - timedelta(days=3)
    return {
        "experienced_on": day.isoformat(),
        "title": "Came in time",
        "body": "The parcel came on the day that they named, and nothing was broken.",
        "stars_overall": "4",
        "connection": "none",
        "language": "en",
    } | changes
