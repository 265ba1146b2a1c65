"""Showing a document through the API, and what becomes of it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from api.reference import schema
from ratings.kernel.actor import Actor
from ratings.verification.commands import refuse_inspected
from ratings.verification.models import Inspection, Purchase, SealedFile
from tests.api.caller import Caller, is_problem
from tests.dashboards import story
from tests.verification import shown
from tests.web.visitors import now

pytestmark = pytest.mark.django_db

RECEIPT = shown.saved(shown.receipt())


@pytest.fixture
def ana() -> Caller:
    story.company("Acme")
    return Caller(story.customer("ana@mail.example"))


def upload(caller: Caller, data: bytes | None = RECEIPT, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    sent = {"method": "document", "company": "acme", **fields}
    if data is not None:
        sent["file"] = SimpleUploadedFile("receipt.exe", data, content_type="text/html")
    return caller.client.post("/api/v1/purchases", sent, headers=caller.headers | (headers or {}))


def test_a_document_is_shown_refused_and_deleted(ana: Caller) -> None:
    made = upload(ana, order="A-17")

    assert made.status_code == 201
    body = made.json()
    assert (body["state"], body["method"], body["group"]) == ("pending", "document", "customer")
    assert (body["refusal"], body["refusal_detail"], body["files_kept"]) == ("", "", True)
    assert body["due_at"]
    assert is_problem(ana.send("DELETE", f"purchases/{body['id']}/files"), 409)

    judge = Actor.moderator(User.objects.create_user("m@example.org", role="moderator").pk)
    refuse_inspected(
        inspection=Inspection.objects.get().public_id, code="unreadable", words="Too dark.", actor=judge, now=now()
    )
    told = ana.get(f"purchases/{body['id']}").json()
    assert (told["state"], told["refusal"], told["due_at"]) == ("refused", "unreadable", None)
    assert "daylight" in told["refusal_detail"]
    assert "Too dark." in told["refusal_detail"]

    for _ in range(2):
        assert ana.send("DELETE", f"purchases/{body['id']}/files").status_code == 204
    assert ana.get(f"purchases/{body['id']}").json()["files_kept"] is False
    assert is_problem(Caller(story.customer()).send("DELETE", f"purchases/{body['id']}/files"), 404)
    assert is_problem(Caller().send("DELETE", f"purchases/{body['id']}/files"), 401)


@pytest.mark.parametrize(
    ("data", "fields", "field"),
    [
        (b"", {}, "file"),
        (None, {}, "file"),
        (b"GIF89a", {}, "file"),
        (RECEIPT + b"\0" * (10 * 2**20 + 1 - len(RECEIPT)), {}, "file"),
        (shown.locked_pdf(), {}, "file"),
        (shown.png_bomb(), {}, "file"),
        (RECEIPT, {"company": "nobody"}, "company"),
        (RECEIPT, {"company": ""}, "company"),
        (RECEIPT, {"order": "x" * 101}, "order"),
        (RECEIPT, {"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_names_its_field_and_leaves_nothing(
    ana: Caller, data: bytes | None, fields: dict[str, Any], field: str
) -> None:
    assert is_problem(upload(ana, data, None, **fields), 422, field=field)
    assert not Purchase.objects.exists()
    assert not SealedFile.objects.exists()


def test_a_body_far_too_large_is_refused_before_it_is_read(ana: Caller) -> None:
    assert is_problem(upload(ana, b"\xff\xd8\xff" + b"\0" * (12 * 2**20)), 413)


def test_the_same_upload_under_one_key_is_done_once(ana: Caller) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="method"\r\n\r\ndocument\r\n'
        b'--b\r\nContent-Disposition: form-data; name="company"\r\n\r\nacme\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="r"\r\n\r\n' + RECEIPT + b"\r\n--b--\r\n"
    )
    answers = [
        ana.client.generic(
            "POST",
            "/api/v1/purchases",
            body,
            content_type="multipart/form-data; boundary=b",
            headers=ana.headers | {"Idempotency-Key": "once"},
        )
        for _ in range(2)
    ]

    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Purchase.objects.count() == 1


def several(caller: Caller, many: int, **fields: Any) -> Any:
    files = [SimpleUploadedFile(f"{n}.jpg", RECEIPT) for n in range(many)]
    sent = {"method": "document", "company": "acme", "file": files, **fields}
    return caller.client.post("/api/v1/purchases", sent, headers=caller.headers)


def test_several_photos_are_one_proof_and_six_are_too_many(ana: Caller) -> None:
    assert is_problem(several(ana, 6), 422, field="file")
    assert is_problem(several(ana, 2, order=["A-1", "A-2"]), 400)
    assert is_problem(several(ana, 2, method="signed_receipt"), 422, field="file")
    assert is_problem(several(ana, 101), 400)

    assert several(ana, 2).status_code == 201
    assert SealedFile.objects.count() == 2

    document = schema()
    sent = document["paths"]["/api/v1/purchases"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    shape = document["components"]["schemas"][sent["$ref"].rpartition("/")[2]]
    assert shape["properties"]["file"]["maxItems"] == 5


def test_two_files_of_full_size_fit_one_body_and_each_is_measured(ana: Caller) -> None:
    full, over = (RECEIPT + b"\0" * (10 * 2**20 + more - len(RECEIPT)) for more in (0, 1))
    sent = {"method": "document", "company": "acme", "file": [SimpleUploadedFile("a.jpg", full)]}
    sent["file"] = [SimpleUploadedFile("a.jpg", full), SimpleUploadedFile("b.jpg", over)]

    answer = ana.client.post("/api/v1/purchases", sent, headers=ana.headers)

    assert is_problem(answer, 422, field="file")
    assert "larger than 10 MiB" in answer.json()["errors"][0]["detail"]


def test_a_refusal_names_the_other_ways_with_their_pages(ana: Caller) -> None:
    told = upload(ana, b"GIF89a", {"Idempotency-Key": "k"})

    assert is_problem(told, 422, field="file")
    assert [one["method"] for one in told.json()["ways"]] == ["signed_receipt", "document"]
    assert ana.client.get(told.json()["ways"][0]["page"]).status_code in (200, 302)
    assert upload(ana, b"GIF89a", company="nobody").json().get("ways") is None
    assert "ways" in schema()["components"]["schemas"]["Problem"]["properties"]


def test_a_document_as_json_says_how_to_send_it(ana: Caller) -> None:
    sent = {"method": "document", "company": "acme"}

    assert is_problem(ana.post("purchases", sent), 422, field="file")
    assert is_problem(ana.post("purchases", sent | {"file": "aGk="}), 422, field="file")
