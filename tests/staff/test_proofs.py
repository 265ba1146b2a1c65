"""The desk for proofs: the queue, one proof on one page, its files for who holds it alone, and the auditor's list."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.reviews.commands import Draft, submit_review
from ratings.verification.commands import keep_file, open_inspection, show_document
from ratings.verification.models import FileOpening, Inspection, Purchase, SealedFile
from tests.dashboards import story
from tests.verification import shown
from tests.web.visitors import INLINE, client_of, now, person, representative

pytestmark = pytest.mark.django_db

MAIL = b"""From: Acme <shop@acme.example>
To: Ana <ana@mail.example>
Date: Mon, 2 Nov 2026 09:00:00 +0000
Subject: Your order <b>A-17</b>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><head><style>p{}</style><title>x</title></head><body><script>alert(1)</script>
<p>Thank you for your <b>order</b> A-17.</p><img src="https://spy.example/x.gif"></body></html>
"""


@pytest.fixture
def acme() -> Company:
    return story.company("Acme")


@pytest.fixture
def moderator() -> User:
    return person("moderator@desk.example", role="moderator")


def document(acme: Company, ana: User) -> str:
    """Show a document; return the inspection's address."""
    show_document(company_id=acme.pk, files=[shown.saved(shown.receipt())], actor=Actor.customer(ana.pk), now=now())
    return f"/desk/proofs/{Inspection.objects.latest('pk').public_id}/"


def looked_at(acme: Company, ana: User, *, reason: str, mail: bytes | None = MAIL) -> str:
    """Put a mail, or a proof without files, before a person; return the inspection's address."""
    bought = Purchase.objects.create(
        company=acme, customer=ana, method="signed_receipt", group="customer", state="pending", begun_at=now()
    )
    if mail is not None:
        keep_file(purchase=bought, kind="mail", data=mail, media_type="message/rfc822", now=now())
    return f"/desk/proofs/{open_inspection(purchase_id=bought.pk, reason=reason, now=now()).public_id}/"


def taken(client: Client, address: str) -> str:
    """Take an inspection and return its page."""
    assert client.post(f"{address}claim/")["Location"] == address
    return client.get(address).content.decode()


def accepted(**changes: str) -> dict[str, str]:
    return {"shows": "bill", "last_event_on": now().date().isoformat()} | changes


def test_the_queue_counts_orders_by_due_and_shows_what_is_overdue(acme: Company, moderator: User) -> None:
    document(acme, person("ana@example.org"))
    looked_at(acme, person("ben@example.org"), reason="unknown_sender")
    Inspection.objects.filter(reason="unknown_sender").update(due_at=now() - timedelta(hours=1))
    client = client_of(moderator)

    text = client.get("/desk/proofs/").content.decode()

    assert "Proofs (2)" in client.get("/desk/").content.decode()
    assert text.index("Mail from a sender we do not know</td>") < text.index("Document</td>")
    assert text.count("overdue") == 2
    assert "Document (1)" in text
    only = client.get("/desk/proofs/?reason=document").content.decode()
    assert "Document</td>" in only
    assert "we do not know</td>" not in only
    assert not INLINE.search(text)


def test_a_page_is_served_to_who_holds_the_proof_and_each_look_is_on_record(acme: Company, moderator: User) -> None:
    address = document(acme, person("ana@example.org"))
    page = f"{address}files/{SealedFile.objects.get().public_id}/"
    client = client_of(moderator)

    assert client.get(page).status_code == 409
    assert page not in client.get(address).content.decode()
    assert not FileOpening.objects.exists()
    assert f'src="{page}"' in taken(client, address)

    answer = client.get(page)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == 'inline; filename="page-1.jpeg"'
    assert "no-store" in answer["Cache-Control"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(shown.JPEG)
    opening = FileOpening.objects.get()
    assert (opening.opened_by, opening.file) == (moderator, SealedFile.objects.get())
    assert client.head(page).status_code == 405


def test_nobody_else_gets_a_page(acme: Company, moderator: User) -> None:
    ana = person("ana@example.org")
    address = document(acme, ana)
    page = f"{address}files/{SealedFile.objects.get().public_id}/"
    other = looked_at(acme, person("ben@example.org"), reason="unclear_mail")
    taken(client_of(moderator), address)

    assert client_of().get(page).status_code == 302
    assert client_of(ana).get(page).status_code == 403
    for role in ("operator", "auditor"):
        assert client_of(person(f"{role}@desk.example", role=role)).get(page).status_code == 403
    colleague = client_of(person("other@desk.example", role="moderator"))
    assert colleague.get(page).status_code == 409
    taken(colleague, other)
    assert colleague.get(f"{other}files/{SealedFile.objects.filter(kind='page').get().public_id}/").status_code == 404
    Inspection.objects.update(claimed_until=now() - timedelta(seconds=1))
    assert client_of(moderator).get(page).status_code == 409
    assert not FileOpening.objects.filter(file__kind="page").exists()


def test_a_mail_is_shown_as_plain_text(acme: Company, moderator: User) -> None:
    address = looked_at(acme, person("ana@example.org"), reason="unclear_mail")

    text = taken(client_of(moderator), address)

    assert "<dd>Acme &lt;shop@acme.example&gt;</dd>" in text
    assert "<dd>Your order &lt;b&gt;A-17&lt;/b&gt;</dd>" in text
    assert "Thank you for your order A-17." in text
    assert "alert(1)" not in text
    assert "spy.example" not in text
    assert not INLINE.search(text)
    assert FileOpening.objects.count() == 1


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"\xff\xfe\x00",
        b"From: =?utf-8?q?=FF?= <\r\nFrom: two@x.example\nContent-Type: text/plain; charset=nonsense\n\n\xff\xfe words",
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 1000,
        b"Subject: " + b"a" * 100_000 + b"\nContent-Transfer-Encoding: base64\n\n" + b"!" * 3_000_000,
        "From: \u202eevil <a@b.example>\n\n\u202ewords".encode(),
        b"Content-Type: text/html\n\n" + b"<div>" * 50_000 + b"<![if x]><!-- never closed",
    ],
)
def test_a_broken_mail_is_shown_as_far_as_it_goes(acme: Company, moderator: User, mail: bytes) -> None:
    text = taken(client_of(moderator), looked_at(acme, person("ana@example.org"), reason="unclear_mail", mail=mail))

    assert "Accept the proof" in text
    assert "\u202e" not in text
    assert len(text) < 60_000


def test_no_page_of_the_desk_tells_whose_the_proof_is_or_what_the_review_says(acme: Company, moderator: User) -> None:
    ana = person("ana@example.org")
    address = document(acme, ana)
    draft = Draft(experienced_on=now().date(), title="Dreadful", body="It broke at once.", stars={"overall": 1})
    submit_review(purchase=Purchase.objects.get().public_id, draft=draft, actor=Actor.customer(ana.pk), now=now())

    text = taken(client_of(moderator), address) + client_of(moderator).get("/desk/proofs/").content.decode()

    for trace in ("ana@example.org", ana.public_id, "Dreadful", "It broke", "overall"):
        assert trace not in text


def test_a_proof_is_accepted_with_what_it_shows(acme: Company, moderator: User) -> None:
    address = document(acme, person("ana@example.org"))
    client = client_of(moderator)
    taken(client, address)

    answer = client.post(f"{address}accept/", accepted(order="A-17"))

    assert answer["Location"] == "/desk/proofs/"
    bought = Purchase.objects.get()
    assert (bought.state, bought.shows, bought.last_event_on) == ("accepted", "bill", now().date())
    assert bought.order_hash is not None
    text = client.get(address).content.decode()
    assert "Accept the proof" not in text
    assert client.post(f"{address}accept/", accepted()).status_code == 422


@pytest.mark.parametrize(
    ("verb", "sent", "message"),
    [
        ("accept", accepted(shows=""), "This field is required."),
        ("accept", accepted(shows="stars"), "Select a valid choice"),
        ("accept", accepted(last_event_on="2126-01-01"), "This day has not come yet."),
        ("accept", accepted(last_event_on="2001-01-01"), "refuse it as too old"),
        ("accept", accepted(last_event_on="yesterday"), "Enter a valid date."),
        ("accept", accepted(order="x" * 101), "at most 100 characters"),
        ("refuse", {"code": ""}, "This field is required."),
        ("refuse", {"code": "dislike"}, "Select a valid choice"),
        ("refuse", {"code": "altered", "words": "a\x00b"}, "ull characters are not allowed"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_decides_nothing(
    acme: Company, moderator: User, verb: str, sent: dict[str, str], message: str
) -> None:
    address = document(acme, person("ana@example.org"))
    client = client_of(moderator)
    taken(client, address)

    answer = client.post(f"{address}{verb}/", sent)

    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert Purchase.objects.get().state == "pending"


def test_a_refusal_names_for_the_customer_what_would_work(acme: Company, moderator: User) -> None:
    ana = person("ana@example.org")
    address = document(acme, ana)
    assert "a person looks at it by" in client_of(ana).get("/me/").content.decode()
    client = client_of(moderator)
    taken(client, address)

    sent = {"code": "unreadable", "words": "The date is in the fold."}
    assert client.post(f"{address}refuse/", sent).status_code == 302

    mine = client_of(ana).get("/me/").content.decode()
    assert "a photo in daylight from straight above" in mine
    assert "The date is in the fold." in mine
    assert "/prove/acme/" in mine


def test_tied_moderators_and_colleagues_are_refused(acme: Company, moderator: User) -> None:
    address = document(acme, person("ana@example.org"))
    tied = representative(acme, "tied@desk.example")
    User.objects.filter(pk=tied.pk).update(role="moderator")
    own = document(acme, moderator)

    assert client_of(User.objects.get(pk=tied.pk)).post(f"{address}claim/").status_code == 403
    assert client_of(moderator).post(f"{own}claim/").status_code == 403
    taken(client_of(moderator), address)
    other = client_of(person("other@desk.example", role="moderator"))
    assert other.post(f"{address}claim/").status_code == 409
    assert "A colleague is looking at this proof." in other.get(address).content.decode()
    assert other.post(f"{address}accept/", accepted()).status_code == 422
    for role in ("operator", "auditor"):
        reader = client_of(person(f"{role}@desk.example", role=role))
        assert reader.post(f"{address}claim/").status_code == 403
        assert reader.get(address).status_code == 200
    assert Purchase.objects.filter(state="pending").count() == 2


def test_reuse_is_shown_without_a_name(acme: Company, moderator: User) -> None:
    document(acme, person("ana@example.org"))
    bolt = story.company("Bolt")
    address = document(bolt, person("ben@example.org"))

    text = client_of(moderator).get(address).content.decode()

    assert "Looks like a file shown before" in text
    assert "the very same file" in text
    assert "by another account" in text
    assert "for Acme" in text
    assert "ana@" not in text


def test_the_auditor_reads_who_opened_what(acme: Company, moderator: User) -> None:
    address = document(acme, person("ana@example.org"))
    client = client_of(moderator)
    taken(client, address)
    client.get(f"{address}files/{SealedFile.objects.get().public_id}/")
    auditor = client_of(person("auditor@desk.example", role="auditor"))

    for page in ("/desk/proofs/openings/", address):
        text = auditor.get(page).content.decode()
        assert moderator.public_id[:6] in text
        assert "moderator@desk.example" not in text
    assert client.get("/desk/proofs/openings/").status_code == 403
    assert "Opened by" not in client.get(address).content.decode()


def test_the_queue_asks_as_many_questions_with_few_as_with_many(acme: Company, moderator: User) -> None:
    client = client_of(moderator)
    counts = []
    for more in (1, 8):
        for number in range(more):
            looked_at(acme, person(f"c{more}{number}@example.org"), reason="unclear_mail", mail=None)
        client.get("/desk/proofs/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/proofs/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10
