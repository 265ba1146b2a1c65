"""The demo world: planned by a seed, loaded once, whole."""

import json
import stat
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from accounts.models import User
from demo.plan import World, plan_world
from ratings.companies.models import Company, Proposal
from ratings.journal.folding import head
from ratings.journal.models import Cursor, Entry, Pending
from ratings.journal.resident import drain
from ratings.moderation.models import Appeal, Case, Signal
from ratings.moderation.screening.duplicates import similarity
from ratings.replies.models import Reply
from ratings.reviews.models import Review
from ratings.verification.models import Purchase

UNTIL = date(2026, 11, 19)
SMALL = {"companies": 4, "reviews": 60, "until": UNTIL, "seed": 5}


def small_world(seed: int = 5) -> World:
    return plan_world(seed=seed, until=UNTIL, companies=4, reviews=60, tick=lambda: None)


def load(settings: Settings, folder: Path, **options: Any) -> None:
    settings.DATA = folder
    call_command("load_demo", **{**SMALL, **options})


def test_the_same_seed_plans_the_same_world() -> None:
    assert small_world() == small_world()
    assert small_world().plain != small_world(seed=6).plain


def test_no_two_texts_are_near_duplicates() -> None:
    world = plan_world(seed=1, until=UNTIL, companies=40, reviews=800, tick=lambda: None)
    minhashes = [review.minhash for review in world.plain if review.minhash]

    closest = max(similarity(one, other) for n, one in enumerate(minhashes) for other in minhashes[:n])

    assert closest < Decimal("0.8")


def test_words_fit_their_stars() -> None:
    world = small_world()
    praise = [review for review in world.plain if review.language == "en" and min(review.stars.values()) >= 4]

    assert praise
    assert not any("never again" in f"{review.title} {review.body}".lower() for review in praise)


@pytest.mark.django_db
def test_every_state_of_the_issue_is_in_the_loaded_world(settings: Settings, tmp_path: Path) -> None:
    load(settings, tmp_path)

    assert Review.objects.count() >= 60
    expected = {"published", "held", "returned", "rejected", "removed", "withdrawn", "submitted", "lapsed"}
    assert set(Review.objects.values_list("state", flat=True)) == expected
    waiting = Case.objects.filter(state="open", reply=None)
    kinds = {"personal_data", "link", "advertising", "profanity", "abuse", "near_duplicate"}
    assert set(Signal.objects.filter(case__in=waiting).values_list("kind", flat=True)) == kinds
    assert set(Reply.objects.values_list("state", flat=True)) >= {"live", "preview", "held"}
    assert Appeal.objects.filter(state="open").exists()
    assert Proposal.objects.filter(state="waiting").exists()
    methods = {"invitation", "document", "signed_receipt", "purchase_token", "imported"}
    assert set(Purchase.objects.values_list("method", flat=True)) == methods


@pytest.mark.django_db
def test_nothing_is_left_for_followers_and_the_counts_are_those_of_the_rows(settings: Settings, tmp_path: Path) -> None:
    load(settings, tmp_path)

    assert not Pending.objects.exists()
    assert set(Cursor.objects.exclude(name="dashboards.cache").values_list("position", flat=True)) == {head()}
    entries = Entry.objects.count()
    drain(clock=lambda: datetime(2026, 11, 20, tzinfo=UTC))
    assert Entry.objects.count() == entries
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(n[1]+n[2]+n[3]+n[4]+n[5]), 0) FROM scores_count WHERE method <> 'imported'")
        assert cursor.fetchone() == (Review.objects.filter(is_counted=True).count(),)


@pytest.mark.django_db
def test_loading_twice_doubles_nothing(settings: Settings, tmp_path: Path) -> None:
    load(settings, tmp_path)
    before = (Review.objects.count(), Company.objects.count(), User.objects.count(), Entry.objects.count())
    kept = (tmp_path / "demo-accounts.json").read_text()

    load(settings, tmp_path)

    assert (Review.objects.count(), Company.objects.count(), User.objects.count(), Entry.objects.count()) == before
    assert (tmp_path / "demo-accounts.json").read_text() == kept


@pytest.mark.django_db
def test_the_sign_ins_are_for_the_owner_of_the_folder_and_work(settings: Settings, tmp_path: Path) -> None:
    load(settings, tmp_path)

    file = tmp_path / "demo-accounts.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    accounts = json.loads(file.read_text())
    roles = {"customer", "representative", "moderator", "second moderator", "operator", "auditor"}
    assert {account["role"] for account in accounts} == roles
    for account in accounts:
        assert User.objects.get(email=account["email"]).check_password(account["password"])

    file.unlink()
    load(settings, tmp_path)
    renewed = json.loads(file.read_text())[0]
    assert User.objects.get(email=renewed["email"]).check_password(renewed["password"])


@pytest.mark.django_db
def test_a_database_with_companies_of_its_own_is_left_alone(settings: Settings, tmp_path: Path) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    Company.objects.create(slug="acme", name="Acme", country="DE", opened_at=at)

    load(settings, tmp_path)

    assert Company.objects.count() == 1
    assert not (tmp_path / "demo-accounts.json").exists()


def test_a_world_too_small_to_show_anything_is_refused() -> None:
    with pytest.raises(CommandError, match="--companies is a number from 4 to 40"):
        call_command("load_demo", companies=1)


def test_generated_ratings_are_counted_voices_in_the_same_journal(committed: None) -> None:
    call_command("generate", companies=7, ratings=200, seed=1)

    assert Review.objects.filter(state="published", is_counted=True).count() == 200
    assert Entry.objects.filter(kind="review.published").count() == 200
    assert User.objects.filter(is_active=False, email__endswith="@generated.example").count() == 200
    call_command("rebuild", check=True)
