"""`POST purchases` with a mail."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from ratings.verification.models import Purchase
from tests.api.caller import Caller, is_problem
from tests.dashboards import story
from tests.verification.receipts.signing import mail, rsa_key, signed
from tests.verification.receipts.world import World
from tests.web.visitors import now

FIELD = "file"


def recent(**changes: str) -> bytes:
    return signed(mail(at=now(), **changes))


def send(caller: Caller, raw: bytes | None, *, headers: dict[str, str] | None = None, **fields: str) -> Any:
    data: dict[str, Any] = {"method": "signed_receipt", **fields}
    if raw is not None:
        data[FIELD] = SimpleUploadedFile("order.eml", raw, content_type="message/rfc822")
    return caller.client.post("/api/v1/purchases", data, headers=caller.headers | (headers or {}))


def test_a_mail_is_shown_and_told_of(world: World) -> None:
    caller = Caller(world.ana)

    response = send(caller, recent())

    assert response.status_code == 201
    body = json.loads(response.content)
    assert {name: body[name] for name in ("state", "method", "group", "company", "shows", "refusal")} == {
        "state": "accepted",
        "method": "signed_receipt",
        "group": "customer",
        "company": "acme",
        "shows": "dispatch",
        "refusal": "",
    }
    assert json.loads(caller.get(f"purchases/{body['id']}").content) == body


def test_sent_twice_with_one_key_it_is_shown_once(world: World) -> None:
    caller, raw = Caller(world.ana), recent()

    answers = [send(caller, raw, company="acme", headers={"Idempotency-Key": "a1"}) for _number in range(2)]

    assert [one.status_code for one in answers] == [201, 201]
    assert json.loads(answers[0].content) == json.loads(answers[1].content)
    assert Purchase.objects.count() == 1


def test_a_mail_that_proves_nothing_is_refused_at_its_field(world: World) -> None:
    response = send(Caller(world.ana), mail(at=now()))

    assert is_problem(response, 422, field=FIELD)
    assert json.loads(response.content)["code"] == "no-signature"
    assert "photo or PDF" in json.loads(response.content)["detail"]


def test_without_a_file_or_with_an_unknown_company_the_field_is_named(world: World) -> None:
    assert is_problem(send(Caller(world.ana), None), 422, field=FIELD)
    assert is_problem(send(Caller(world.ana), recent(), company="nobody"), 422, field="company")
    assert is_problem(Caller(world.ana).post("purchases", {"method": "signed_receipt", "file": "x"}), 422, field=FIELD)


def test_an_unknown_sender_needs_a_company_and_then_waits(world: World) -> None:
    world.names.publish("platform.example", "k1", rsa_key().record)
    raw = signed(mail(at=now(), sender="Acme <a@platform.example>"), domain="platform.example")

    assert is_problem(send(Caller(world.ana), raw), 422, field="company")
    waits = send(Caller(world.ana), raw, company="acme")
    assert (waits.status_code, json.loads(waits.content)["state"]) == (201, "pending")


def test_a_mail_that_was_shown_is_refused(world: World) -> None:
    raw = recent()
    send(Caller(world.ana), raw)

    assert is_problem(send(Caller(world.ana), raw), 409)


def test_thirty_mebibytes_are_too_large(world: World) -> None:
    response = send(Caller(world.ana), b"x" * (30 * 2**20))

    assert is_problem(response, 413)
    assert "10 MiB" in json.loads(response.content)["detail"]


def test_a_little_too_large_is_too_large(world: World) -> None:
    assert is_problem(send(Caller(world.ana), b"x" * (10 * 2**20 + 1)), 413)


def test_strangers_show_nothing(world: World) -> None:
    assert is_problem(send(Caller(), recent()), 401)


def test_a_review_on_an_order_alone_says_that_nothing_came(world: World) -> None:
    caller = Caller(story.customer("ben@mail.example"))
    order = mail(
        at=now(),
        to="ben@mail.example",
        subject="Thank you for your order 4711-0815",
        body="Hello Ben,\n\nwe have received your order number 4711-0815 of one mug for 12.00 EUR.\n",
    )
    purchase = json.loads(send(caller, signed(order)).content)
    assert (purchase["shows"], purchase["group"]) == ("order", "company")
    review = {
        "purchase": purchase["id"],
        "experienced_on": now().date().isoformat(),
        "title": "Nothing came",
        "body": "I waited for three weeks and nobody answered.",
        "stars": {"overall": 1},
    }

    assert is_problem(caller.post("reviews", review), 422, field="not_delivered")
    assert caller.post("reviews", review | {"not_delivered": True}).status_code == 201
