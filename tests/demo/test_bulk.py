"""Writing in bulk is the same as writing by the commands."""

import json
from datetime import date
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from accounts.commands import create_user
from accounts.models import User
from demo.bulk import Account, write_accounts, write_published
from demo.cast import OPERATOR, Cast, write_by_commands
from demo.plan import World, plan_world
from ratings.companies.commands import open_company

DIFFERS_BY_NATURE = {
    "id", "public_id", "token_hash", "commitment", "salt", "sealed_email", "search", "password", "subject",
}  # fmt: skip
"""Ids, salts, tokens, and what they are hashed or sealed into."""
TABLES = {
    "verification_order": "order_hash",
    "verification_purchase": "begun_at, customer_id",
    "verification_invitation": "opened_at, made_at",
    "reviews_review": "submitted_at, author_id",
    "reviews_revision": "written_at",
    "reviews_words": "body",
    "reviews_stars": "revision_id",
    "moderation_fingerprint": "review_id",
    "journal_pending": "kind, recorded_at, company_id",
}


@pytest.fixture
def world() -> World:
    return plan_world(seed=3, until=date(2026, 11, 19), companies=4, reviews=120, tick=lambda: None)


def written_rows(links: dict[str, dict[Any, int]]) -> dict[str, list[dict[str, Any]]]:
    return {table: rows_of(table, order, links) for table, order in TABLES.items()}


def rows_of(table: str, order: str, links: dict[str, dict[Any, int]]) -> list[dict[str, Any]]:
    """Return a table's rows without what differs by nature; ids of other rows by their place in their own table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY {order}")
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    if "id" in names:
        links[table] = {row["id"]: place for place, row in enumerate(rows)}
    return [{name: plain(name, row[name], links) for name in names if name not in DIFFERS_BY_NATURE} for row in rows]


def plain(name: str, value: Any, links: dict[str, dict[Any, int]]) -> Any:
    owner = {"order_id": "verification_order", "purchase_id": "verification_purchase"}
    owner |= {"review_id": "reviews_review", "revision_id": "reviews_revision"}
    if name in owner:
        return links[owner[name]][value]
    if name == "data":
        data = {key: item for key, item in json.loads(value).items() if key != "commitment"}
        return data | ({"review": links["reviews_review"][data["review"]]} if "review" in data else {})
    return bytes(value) if isinstance(value, memoryview) else value


def cast_of(world: World) -> Cast:
    cast = Cast(world)
    cast.customers = write_accounts(world.customers)
    for firm in world.firms:
        cast.companies.append(open_company(particulars=firm.particulars(), actor=OPERATOR, now=world.begins))
    return cast


def empty() -> None:
    with connection.cursor() as cursor:
        for table in ("moderation_fingerprint", "reviews_stars", "reviews_words", "reviews_revision", "reviews_review"):
            cursor.execute(f"DELETE FROM {table}")
        for table in ("verification_invitation", "verification_purchase", "verification_order", "journal_pending"):
            cursor.execute(f"DELETE FROM {table}")


@pytest.mark.django_db
def test_reviews_in_bulk_leave_the_rows_and_entries_of_the_commands(world: World) -> None:
    cast = cast_of(world)
    sample = world.plain[:30]
    empty()
    for review in sample:
        write_by_commands(cast, review)
    by_commands = written_rows({})
    empty()

    write_published([cast.published(review) for review in sample])

    assert {review.method for review in sample} >= {"invitation", "document"}
    in_bulk = written_rows({})
    for table in TABLES:
        assert in_bulk[table] == by_commands[table], table


@pytest.mark.django_db
def test_accounts_in_bulk_are_those_of_the_command(world: World) -> None:
    at = world.begins
    create_user(email="ana@customers.example", role="customer", password=None, now=at)

    write_accounts([Account(email="ben@customers.example", locale="en", joined_at=at)])

    ana, ben = User.objects.filter(email__in=["ana@customers.example", "ben@customers.example"]).order_by("email")
    same = ("role", "locale", "is_active", "joined_at", "last_login", "is_superuser", "erased_at")
    assert [getattr(ana, name) for name in same] == [getattr(ben, name) for name in same]
    assert not ana.has_usable_password()
    assert not ben.has_usable_password()
    addresses = [EmailAddress.objects.values_list("verified", "primary").get(user=user) for user in (ana, ben)]
    assert addresses == [(True, True), (True, True)]
