"""Everything kept of a person is in their export, and goes with them; what was counted in the log stays."""

from datetime import datetime

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

from accounts.erasure import BY_ROLE, IN_EXPORT, erase, export_of
from accounts.models import User
from ratings.journal.resident import drain
from ratings.moderation.models import Fingerprint
from ratings.reviews.models import Review, Words
from ratings.scores.models import Count
from tests.dashboards import story
from tests.together import at_once

OF_ALLAUTH = {"account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession"}
BODY = "We ordered a lamp in spring and it came within three days, packed well and with a note inside the box."


def ana(now: datetime) -> User:
    user = story.customer("ana@mail.example")
    acme = story.company("Acme")
    story.review(acme, 5, by=user, body=BODY)
    for _ in range(5):
        story.review(acme, 2)
    story.freeze_prior(now)
    drain(clock=lambda: now)
    Fingerprint.objects.create(review=Review.objects.get(author=user), company=acme, bands=[1], digest=[1])
    return user


def test_every_table_that_names_a_person_is_exported_or_names_a_role() -> None:
    user = get_user_model()
    naming = {
        model._meta.label
        for model in apps.get_models()
        if any(field.concrete and field.related_model is user for field in model._meta.get_fields())
    }
    through = {"accounts.User_groups", "accounts.User_user_permissions"}

    assert naming - through == IN_EXPORT | BY_ROLE | OF_ALLAUTH


@pytest.mark.parametrize("keep_reviews", [True, False])
def test_an_erased_person_is_gone_and_the_counts_are_right(committed: None, now: datetime, keep_reviews: bool) -> None:
    user = ana(now)
    assert BODY in str(export_of(user))

    at_once(*[lambda: erase(user_id=user.pk, keep_reviews=keep_reviews, now=now)] * 2)
    drain(clock=lambda: now)

    user.refresh_from_db()
    assert (user.is_active, user.erased_at) == (False, now)
    assert not Review.objects.filter(author=user).exists()
    assert Words.objects.filter(body=BODY).exists() == keep_reviews
    assert not Fingerprint.objects.exists()
    assert sum(n for row in Count.objects.all() for n in row.n[:5]) == (6 if keep_reviews else 5)
    call_command("rebuild", check=True)


def test_no_table_holds_an_erased_persons_address(committed: None, now: datetime) -> None:
    user = ana(now)
    erase(user_id=user.pk, keep_reviews=False, now=now)

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', ["%ana@mail.example%"])
            assert cursor.fetchone() == (0,), table
