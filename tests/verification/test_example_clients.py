"""The example clients, run as their readers run them, make tokens that the live API takes."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from accounts.commands import create_token
from accounts.models import Scope, User
from ratings.claims.commands import add_representative
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.verification.commands import begin_purchase
from ratings.verification.models import Purchase
from tests.dashboards import story
from tests.servers import ROOT

CLIENTS = {
    "python": [sys.executable, str(ROOT / "examples" / "purchase_token.py")],
    "shell": ["sh", str(ROOT / "examples" / "purchase_token.sh")],
}


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def bearer(user: User) -> dict[str, str]:
    now = datetime.now(UTC)
    _token, secret = create_token(user_id=user.pk, name="till", scopes=tuple(Scope.values), now=now)
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def owner(acme: Company) -> User:
    user = story.customer()
    add_representative(company_id=acme.pk, user_id=user.pk, role="owner", actor=Actor.operator(), now=story.NOW)
    return user


@pytest.mark.parametrize("client", CLIENTS)
def test_a_token_of_an_example_client_is_taken_by_the_live_api(
    live_site: str, acme: Company, owner: User, tmp_path: Path, client: str
) -> None:
    pem = str(tmp_path / "private.pem")
    run("openssl", "genpkey", "-algorithm", "ed25519", "-out", pem)
    public = run("openssl", "pkey", "-in", pem, "-pubout")
    keys = f"{live_site}/api/v1/companies/acme/keys"
    assert requests.post(keys, json={"key": public}, headers=bearer(owner), timeout=30).status_code == 201
    order_key = requests.get(keys, headers=bearer(owner), timeout=30).json()["order_key"]

    token = run(*CLIENTS[client], pem, "acme", order_key, "No. ab-12/34")
    sent = {"method": "purchase_token", "token": token}
    answer = requests.post(f"{live_site}/api/v1/purchases", json=sent, headers=bearer(story.customer()), timeout=30)

    assert answer.status_code == 201, answer.text
    assert (answer.json()["state"], answer.json()["method"]) == ("accepted", "purchase_token")
    bought = Purchase.objects.get()
    with pytest.raises(Exception, match="shown already"):
        begin_purchase(
            company_id=acme.pk,
            customer_id=story.customer().pk,
            method="document",
            order="NOAB1234",
            now=bought.begun_at,
        )


def test_the_examples_are_about_thirty_lines() -> None:
    for command in CLIENTS.values():
        lines = [line for line in Path(command[-1]).read_text().splitlines() if line.strip() and line[0] != "#"]
        assert len(lines) <= 36, command
