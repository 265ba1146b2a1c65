"""Accounts and tokens from the command line."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from accounts.commands import create_user
from accounts.models import User
from accounts.queries import authenticate_token

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    output = StringIO()
    call_command(*arguments, stdout=output, stderr=StringIO())
    return output.getvalue().strip()


def test_create_user_makes_a_confirmed_account_and_prints_its_id() -> None:
    printed = run("create_user", "Mod@Example.org", "--role", "moderator", "--password", "correct horse battery staple")

    user = User.objects.get(public_id=printed)
    assert (user.email, user.role) == ("mod@example.org", "moderator")
    assert user.check_password("correct horse battery staple")
    assert EmailAddress.objects.filter(user=user, email=user.email, verified=True, primary=True).exists()


def test_create_user_again_appoints() -> None:
    first = run("create_user", "ana@example.org")

    again = json.loads(run("create_user", "ana@example.org", "--role", "operator", "--json"))

    assert again == {"id": first}
    assert User.objects.get().role == "operator"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["no address"], "EMAIL"),
        (["ana@example.org", "--role", "king"], "--role"),
        (["ana@example.org", "--password", "short"], "--password"),
        (["ana@example.org", "--represents", "acme"], "--represents"),
        (["ana@example.org", "--represents", "acme:boss"], "--represents"),
        (["ana@example.org", "--represents", "nowhere:owner"], "--represents"),
    ],
)
def test_create_user_names_the_wrong_argument_in_one_line_and_writes_nothing(arguments: list[str], named: str) -> None:
    with pytest.raises(CommandError) as error:
        run("create_user", *arguments)

    assert str(error.value).startswith(named)
    assert "\n" not in str(error.value)
    assert not User.objects.exists()


def test_create_token_prints_a_working_token() -> None:
    ana = create_user(email="ana@example.org", role="customer", password=None, now=NOW)

    secret = run("create_token", "ana@example.org", "--scopes", "reviews:write, orders:write")

    token = authenticate_token(secret, now=datetime.now(UTC))
    assert token is not None
    assert (token.user, token.scopes) == (ana, ["orders:write", "reviews:write"])


def test_create_token_names_an_unknown_scope_and_an_unknown_address() -> None:
    create_user(email="ana@example.org", role="customer", password=None, now=NOW)

    with pytest.raises(CommandError, match=r"^--scopes: .*world:rule"):
        run("create_token", "ana@example.org", "--scopes", "world:rule")
    with pytest.raises(CommandError, match=r"^EMAIL: "):
        run("create_token", "nobody@example.org")
