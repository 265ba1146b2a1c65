"""API tokens: shown once, kept as a hash, ended at will."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.commands import create_token, create_user, note_token_use, revoke_token
from accounts.models import ApiToken, User
from accounts.queries import authenticate_token
from ratings.kernel.refusals import Invalid, NotFound, Refused

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return create_user(email="ana@example.org", role="customer", password=None, now=NOW)


def test_a_token_tells_who_acts_and_what_they_may(ana: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _, secret = create_token(user_id=ana.pk, name="script", scopes=["reviews:write"], now=NOW)

    with django_assert_num_queries(2):
        found = authenticate_token(secret, now=NOW)

    assert found is not None
    assert (found.user, found.scopes) == (ana, ["reviews:write"])


def test_the_secret_itself_is_kept_nowhere(ana: User) -> None:
    token, secret = create_token(user_id=ana.pk, name="script", scopes=[], now=NOW)

    row = ApiToken.objects.filter(pk=token.pk).values().get()

    assert secret not in str(row)
    assert secret.startswith(token.prefix)


def test_a_revoked_token_an_old_token_and_a_guess_open_nothing(ana: User) -> None:
    revoked, secret = create_token(user_id=ana.pk, name="a", scopes=[], now=NOW)
    _, old = create_token(user_id=ana.pk, name="b", scopes=[], now=NOW)
    revoke_token(public_id=revoked.public_id, user_id=ana.pk, now=NOW)

    assert authenticate_token(secret, now=NOW) is None
    assert authenticate_token(old, now=NOW + timedelta(days=365)) is None
    assert authenticate_token("evh_guess", now=NOW) is None
    assert authenticate_token("", now=NOW) is None


def test_a_closed_account_closes_its_tokens(ana: User) -> None:
    _, secret = create_token(user_id=ana.pk, name="a", scopes=[], now=NOW)
    User.objects.update(is_active=False)

    assert authenticate_token(secret, now=NOW) is None


def test_an_unknown_scope_is_refused_by_name(ana: User) -> None:
    with pytest.raises(Invalid) as refusal:
        create_token(user_id=ana.pk, name="a", scopes=["world:rule"], now=NOW)

    assert "world:rule" in refusal.value.fields["scopes"]


def test_nobody_revokes_the_token_of_another(ana: User) -> None:
    ben = create_user(email="ben@example.org", role="customer", password=None, now=NOW)
    token, _ = create_token(user_id=ana.pk, name="a", scopes=[], now=NOW)

    with pytest.raises(NotFound):
        revoke_token(public_id=token.public_id, user_id=ben.pk, now=NOW)


def test_a_person_has_twenty_tokens_at_most(ana: User) -> None:
    for number in range(20):
        create_token(user_id=ana.pk, name=str(number), scopes=[], now=NOW)

    with pytest.raises(Refused):
        create_token(user_id=ana.pk, name="one more", scopes=[], now=NOW)


def test_use_is_written_down_once_an_hour(ana: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    token, _ = create_token(user_id=ana.pk, name="a", scopes=[], now=NOW)
    note_token_use(token, now=NOW)
    token.refresh_from_db()

    with django_assert_num_queries(0):
        note_token_use(token, now=NOW + timedelta(minutes=59))

    assert token.last_used_at == NOW


def test_the_page_shows_a_new_token_once(client: Client, ana: User) -> None:
    client.force_login(ana)

    made = client.post("/me/tokens/", {"name": "my script", "scopes": ["reviews:write"]})
    later = client.get("/me/tokens/").content.decode()

    assert made.status_code == 201
    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert secret not in later
    assert "my script" in later


def test_the_page_names_the_field_that_is_missing(client: Client, ana: User) -> None:
    client.force_login(ana)

    answer = client.post("/me/tokens/", {"name": ""})

    assert answer.status_code == 422
    assert 'id="id_name_error"' in answer.content.decode()


def test_the_page_revokes(client: Client, ana: User) -> None:
    token, secret = create_token(user_id=ana.pk, name="a", scopes=[], now=NOW)
    client.force_login(ana)

    assert client.post(f"/me/tokens/{token.public_id}/revoke/").status_code == 302
    assert client.post("/me/tokens/nonsense/revoke/").status_code == 404

    assert authenticate_token(secret, now=NOW) is None
