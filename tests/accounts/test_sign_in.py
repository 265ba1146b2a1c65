"""The front door: signing up and in by code and by password, and being turned away."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.commands import create_user
from accounts.models import User
from ratings.moderation.models import Suspension
from web.mail import letters

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PASSWORD = "correct horse battery staple"

pytestmark = pytest.mark.django_db


def is_signed_in(client: Client) -> bool:
    return client.get("/me/tokens/").status_code == 200


def test_ana_signs_up_with_an_address_and_the_code_that_was_mailed(
    client: Client, mailed_code: Callable[[], str]
) -> None:
    client.post("/accounts/signup/", {"email": "Ana@Example.org"})
    assert not is_signed_in(client)

    client.post("/accounts/confirm-email/", {"code": mailed_code()})

    assert is_signed_in(client)
    ana = User.objects.get(email="ana@example.org")
    assert not ana.has_usable_password()
    assert ana.role == "customer"


def test_a_wrong_code_does_not_sign_up(client: Client, mail_folder: Path) -> None:
    client.post("/accounts/signup/", {"email": "ana@example.org"})

    answer = client.post("/accounts/confirm-email/", {"code": "AAAA-AAAA"})

    assert answer.status_code == 200
    assert "error" in answer.content.decode()
    assert not is_signed_in(client)


def test_ben_signs_in_with_a_code(client: Client, mailed_code: Callable[[], str]) -> None:
    create_user(email="ben@example.org", role="customer", password=None, now=NOW)

    client.post("/accounts/login/code/", {"email": "BEN@example.org"})
    client.post("/accounts/login/code/confirm/", {"code": mailed_code()})

    assert is_signed_in(client)


def test_ben_signs_in_with_a_password(client: Client) -> None:
    create_user(email="ben@example.org", role="customer", password=PASSWORD, now=NOW)

    client.post("/accounts/login/", {"login": "Ben@example.org", "password": PASSWORD})

    assert is_signed_in(client)


def test_a_forgotten_password_is_replaced_by_a_mailed_code(client: Client, mailed_code: Callable[[], str]) -> None:
    create_user(email="ben@example.org", role="customer", password=PASSWORD, now=NOW)

    asked = client.post("/accounts/password/reset/", {"email": "ben@example.org"})
    chosen = client.post(asked["Location"], {"code": mailed_code()})
    new = "a very different long word"
    client.post(chosen["Location"], {"password1": new, "password2": new})
    client.post("/accounts/login/", {"login": "ben@example.org", "password": new})

    assert is_signed_in(client)


def test_a_short_password_is_refused_with_the_reason(client: Client, mail_folder: Path) -> None:
    answer = client.post("/accounts/signup/", {"email": "ana@example.org", "password1": "short"})

    assert "15 characters" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("address", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_nobody_learns_from_a_form_who_has_an_account(address: str, mail_folder: Path) -> None:
    create_user(email="ben@example.org", role="customer", password=PASSWORD, now=NOW)

    known = Client().post(address, {"email": "ben@example.org"})
    unknown = Client().post(address, {"email": "nobody@example.org"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_signing_up_twice_looks_the_same_and_tells_only_the_mailbox(client: Client, mail_folder: Path) -> None:
    create_user(email="ben@example.org", role="customer", password=PASSWORD, now=NOW)

    again = client.post("/accounts/signup/", {"email": "ben@example.org"})
    fresh = Client().post("/accounts/signup/", {"email": "ana@example.org"})

    assert (again.status_code, again["Location"]) == (fresh.status_code, fresh["Location"])
    assert User.objects.filter(email="ben@example.org").count() == 1
    assert {letter.recipients for letter in letters(mail_folder)} == {"ben@example.org", "ana@example.org"}


def test_guessing_a_password_is_stopped(client: Client) -> None:
    create_user(email="ben@example.org", role="customer", password=PASSWORD, now=NOW)
    for _ in range(6):
        client.post("/accounts/login/", {"login": "ben@example.org", "password": "guess guess guess guess"})

    client.post("/accounts/login/", {"login": "ben@example.org", "password": PASSWORD})

    assert not is_signed_in(client)


def test_a_suspension_keeps_out_and_ends_sessions_and_passes(client: Client) -> None:
    ben = create_user(email="ben@example.org", role="customer", password=PASSWORD, now=NOW)
    client.force_login(ben)
    assert is_signed_in(client)

    now = timezone.now()
    Suspension.objects.create(user=ben, starts_at=now, ends_at=now + timedelta(days=7), reasons="Bought reviews.")
    assert not is_signed_in(client)
    client.post("/accounts/login/", {"login": "ben@example.org", "password": PASSWORD})
    assert not is_signed_in(client)

    Suspension.objects.update(starts_at=now - timedelta(days=8), ends_at=now - timedelta(days=1))
    client.post("/accounts/login/", {"login": "ben@example.org", "password": PASSWORD})
    assert is_signed_in(client)


def test_a_page_for_everybody_asks_the_database_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        client.get("/accounts/login/")


def test_an_account_page_asks_a_fixed_number_of_questions(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(create_user(email="ben@example.org", role="customer", password=None, now=NOW))

    with django_assert_num_queries(5):
        client.get("/me/tokens/")


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/email/",
        "/accounts/password/set/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/sessions/",
        "/accounts/logout/",
    ],
)
def test_account_pages_wear_our_design_without_inline_style_or_script(address: str, client: Client) -> None:
    create_user(email="ben@example.org", role="customer", password=PASSWORD, now=NOW)
    client.post("/accounts/login/", {"login": "ben@example.org", "password": PASSWORD})

    answer = client.get(address, follow=True)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="site-header"' in page
    assert "style=" not in page
    assert "<script>" not in page
    assert " onclick=" not in page


def test_the_chosen_language_is_kept_with_the_account(client: Client) -> None:
    ben = create_user(email="ben@example.org", role="customer", password=None, now=NOW)
    client.force_login(ben)

    client.post("/language/", {"language": "de", "next": "/me/tokens/"})
    ben.refresh_from_db()
    client.cookies.pop("django_language")

    assert ben.locale == "de"
    assert 'lang="de"' in client.get("/me/tokens/").content.decode()


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    ben = create_user(email="ben@example.org", role="customer", password=None, now=NOW)
    client.force_login(ben)

    client.post("/language/", {"language": "tlh"})

    ben.refresh_from_db()
    assert ben.locale == "en"
