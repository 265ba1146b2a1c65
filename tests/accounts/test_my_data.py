"""`/me/data/`: what is kept of somebody, as a file; and the end of an account."""

import json
from datetime import datetime

import pytest
from django.contrib.auth import get_user_model

from accounts.models import User
from ratings.reviews.models import Review
from tests.accounts.test_erasure import BODY, ana
from tests.dashboards import story
from tests.web.visitors import client_of

pytestmark = pytest.mark.django_db


def test_the_export_is_a_file_with_all_that_is_kept(now: datetime) -> None:
    user = ana(now)

    answer = client_of(user).post("/me/data/export/")

    assert answer["Content-Disposition"].startswith('attachment; filename="evenhand-')
    assert "no-store" in answer["Cache-Control"]
    kept = json.loads(answer.content)
    assert kept["account"]["email"] == "ana@mail.example"
    assert BODY in answer.content.decode()


def test_only_the_person_themselves_takes_data_along(now: datetime) -> None:
    ana(now)
    ben = story.customer("ben@mail.example")

    assert BODY not in client_of(ben).post("/me/data/export/").content.decode()
    assert client_of().post("/me/data/export/").status_code == 302
    assert client_of(ben).get("/me/data/export/").status_code == 405


def test_a_slip_erases_nothing(now: datetime) -> None:
    user = ana(now)

    answer = client_of(user).post("/me/data/erase/", {"reviews": "withdraw", "email": "somebody@else.example"})

    assert answer.status_code == 422
    assert "not the address that you sign in with" in answer.content.decode()
    user.refresh_from_db()
    assert user.is_active


@pytest.mark.parametrize(("choice", "state"), [("keep", "published"), ("withdraw", "withdrawn")])
def test_an_erased_account_is_signed_out_everywhere_and_its_reviews_are_as_chosen(
    now: datetime, choice: str, state: str
) -> None:
    user = ana(now)
    review = Review.objects.get(author=user)
    here, elsewhere = client_of(user), client_of(user)

    answer = here.post("/me/data/erase/", {"reviews": choice, "email": "Ana@mail.example"})

    assert answer.status_code == 302
    assert here.get("/me/").status_code == 302
    assert elsewhere.get("/me/").status_code == 302
    review.refresh_from_db()
    assert (review.state, review.author_id) == (state, None)
    assert not get_user_model().objects.filter(email="ana@mail.example").exists()


def test_a_person_with_a_password_shows_again_who_they_are(now: datetime) -> None:
    user: User = ana(now)
    user.set_password("a long password of mine")
    user.save()
    client = client_of(user)

    answer = client.post("/me/data/erase/", {"reviews": "withdraw", "email": user.email})

    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    user.refresh_from_db()
    assert user.is_active


def test_the_page_says_what_is_kept_and_offers_both(now: datetime) -> None:
    page = client_of(ana(now)).get("/me/data/").content.decode()

    assert 'action="/me/data/export/"' in page
    assert 'action="/me/data/erase/"' in page
    assert "until 90 days after publication" in page
