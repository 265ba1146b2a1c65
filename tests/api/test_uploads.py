"""What is read of a body, of whom, and how much of it is in memory at once."""

from time import sleep
from typing import Any, NoReturn

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from ratings.kernel.turns import Turns
from ratings.verification import uploads
from ratings.verification.pages.limits import LARGEST_FILE
from tests.api.caller import Caller, is_problem
from tests.dashboards import story
from tests.together import at_once
from tests.verification import shown
from tests.web.visitors import client_of

pytestmark = pytest.mark.django_db


class Unread:
    """A body that nobody may read."""

    def read(self, *args: object) -> NoReturn:
        raise AssertionError("The body was read.")

    readline = read


@pytest.fixture
def ana() -> User:
    story.company("Acme")
    return story.customer("ana@mail.example")


def send_unread(client: Client, headers: dict[str, str], content_type: str = "multipart/form-data; boundary=b") -> Any:
    environment: dict[str, Any] = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(50 * 2**20)}
    return client.generic("POST", "/api/v1/purchases", b"x", content_type, headers=headers, **environment)


def test_nothing_is_read_of_one_who_may_not_show_a_purchase(ana: User) -> None:
    without_scope = Caller(ana, scopes=("orders:write",))
    session = Client(enforce_csrf_checks=True)
    session.force_login(ana, backend="accounts.backends.Backend")

    assert is_problem(send_unread(Client(), {}), 401)
    assert is_problem(send_unread(Client(), {"Authorization": "Bearer evh_wrong"}), 401)
    assert is_problem(send_unread(without_scope.client, without_scope.headers), 403)
    assert is_problem(send_unread(session, {}), 403)
    assert is_problem(send_unread(Client(), {}, "application/json"), 413)


@pytest.mark.parametrize("page", ["/prove/acme/document/", "/prove/acme/receipt/", "/business/acme/orders/file/"])
def test_nothing_is_read_of_a_stranger_on_the_page(ana: User, page: str) -> None:
    environment: dict[str, Any] = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(50 * 2**20)}
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies["csrftoken"] = "x" * 32
    sent = stranger.generic("POST", page, b"x", "multipart/form-data; boundary=b", **environment)

    assert sent.status_code == 302
    assert "/accounts/login/" in sent["Location"]


def large_proof() -> dict[str, Any]:
    data = shown.saved(shown.receipt()) + bytes(LARGEST_FILE - 2**20)
    return {"method": "document", "company": "acme", "file": [SimpleUploadedFile("a.jpg", data) for _ in range(2)]}


def test_large_uploads_wait_for_one_another_and_small_ones_do_not(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "TURNS", Turns(1, seconds=0))
    caller, browser = Caller(ana), client_of(ana)
    small = {"method": "document", "company": "acme"}

    with uploads.TURNS.take():
        refused = caller.client.post("/api/v1/purchases", large_proof(), headers=caller.headers)
        on_page = browser.post("/prove/acme/document/", large_proof(), follow=True)
        told = caller.client.post("/api/v1/purchases", small, headers=caller.headers)
    after = caller.client.post("/api/v1/purchases", large_proof(), headers=caller.headers)

    assert is_problem(refused, 503)
    assert refused.json()["code"] == "uploads-busy"
    assert "send yours again in a minute" in on_page.content.decode()
    assert is_problem(told, 422, field="file")
    assert after.status_code == 201


def test_of_two_at_once_one_waits_for_the_other() -> None:
    turns, order = Turns(1, seconds=10), []

    def read() -> None:
        with turns.take():
            order.append("begins")
            sleep(0.02)
            order.append("ends")

    at_once(read, read)

    assert order == ["begins", "ends"] * 2


def test_one_key_does_not_stand_for_another_file(ana: User) -> None:
    caller = Caller(ana)
    answers = []
    for data in (b"GIF89a", b"GIF89b", b"GIF89a"):
        sent = {"method": "document", "company": "acme", "file": SimpleUploadedFile("a", data)}
        headers = caller.headers | {"Idempotency-Key": "k"}
        answers.append(caller.client.post("/api/v1/purchases", sent, headers=headers).json()["code"])

    assert answers[0] == answers[2] != answers[1] == "idempotency-key-reused"
