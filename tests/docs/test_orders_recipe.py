"""The examples of docs/orders.md, run as they stand there against the live site."""

import base64
import hashlib
import hmac
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from accounts.commands import create_token
from embedded.ports import free_port
from ratings.claims.commands import add_representative
from ratings.kernel.actor import Actor
from ratings.verification.models import Invitation, Order
from ratings.verification.rules import read_orders
from tests.dashboards import story
from tests.servers import ROOT

SECRET = "shop-secret"
TODAY = f"{datetime.now(UTC):%Y-%m-%d}"


def example(language: str) -> str:
    (found,) = re.findall(
        rf"^```{language}\n(.*?)^```$", (ROOT / "docs/orders.md").read_text(), re.MULTILINE | re.DOTALL
    )
    return str(found)


@pytest.fixture
def token(live_site: str) -> str:
    acme = story.company("Acme")
    eva = story.customer()
    add_representative(company_id=acme.pk, user_id=eva.pk, role="owner", actor=Actor.operator(), now=story.NOW)
    return create_token(user_id=eva.pk, name="shop", scopes=("orders:write",), now=datetime.now(UTC))[1]


@contextmanager
def webhook_server(live_site: str, token: str, tmp_path: Path) -> Iterator[str]:
    program = tmp_path / "order_placed.py"
    program.write_text(example("python"))
    port = free_port()
    environment = {**os.environ, "EVENHAND": live_site, "TOKEN": token, "SECRET": SECRET, "PORT": str(port)}
    process = subprocess.Popen([sys.executable, str(program)], env=environment, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)


def call(address: str, body: bytes, *, signature: str | None = None) -> int:
    signed = base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()
    deadline = time.monotonic() + 20
    while True:
        try:
            headers = {"X-Shop-Signature": signed if signature is None else signature}
            return requests.post(address, body, headers=headers, timeout=15).status_code
        except requests.ConnectionError:
            assert time.monotonic() < deadline, "the example does not answer"
            time.sleep(0.05)


def placed(number: str, day: str = TODAY) -> bytes:
    customer = {"email": "ana@mail.example", "language": "de"}
    return json.dumps({"number": number, "placed_at": f"{day}T09:30:00Z", "customer": customer}).encode()


def test_a_shops_webhook_registers_each_order_once_by_the_python_example(
    live_site: str, token: str, tmp_path: Path
) -> None:
    with webhook_server(live_site, token, tmp_path) as address:
        assert call(address, placed("A-1")) == 201
        assert call(address, placed("A-1")) == 201
        assert call(address, placed("A-2"), signature="forged") == 401
        assert call(address, placed("A-3", day="2019-01-01")) == 422

    assert Order.objects.count() == 1
    assert Invitation.objects.get().order.locale == "de"


def test_the_curl_example_registers_an_order_once(live_site: str, token: str) -> None:
    variables = {"EVENHAND": live_site, "TOKEN": token, "ORDER": "A-1", "DAY": TODAY}
    variables |= {"EMAIL": "ana@mail.example", "LOCALE": "fr"}
    for state in ("registered", "registered"):
        done = subprocess.run(
            ["/bin/sh", "-c", example("sh")],
            env={**os.environ, **variables},
            capture_output=True,
            check=True,
            timeout=60,
        )
        assert json.loads(done.stdout)["orders"][0]["state"] == state, "the second time it is answered as before"

    assert Order.objects.get().locale == "fr"


def test_the_example_of_a_file_is_one_that_is_read() -> None:
    rows, wrong = read_orders(example("csv").encode(), most=1000)

    assert ([row.locale for row in rows], wrong) == (["de", "fr"], {})
