"""`/prove/<slug>/receipt/`: a mail is shown, refused with a way out, or waits; the desk where senders are mapped."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ratings.verification.models import Purchase, Sender
from tests.dashboards import story
from tests.verification.receipts.nameserver import Mood
from tests.verification.receipts.signing import mail, rsa_key, signed
from tests.verification.receipts.world import World
from tests.web.visitors import INLINE, client_of, now, person

PAGE = "/prove/acme/receipt/"


def file_of(raw: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("order.eml", raw, content_type="message/rfc822")


def from_platform() -> bytes:
    return signed(mail(at=now(), sender="Acme <store@platform.example>"), domain="platform.example")


def test_a_mail_never_lies_on_a_disk_in_clear(world: World, settings: LazySettings, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "absent")
    raw = signed(mail(at=now(), body="Your order number 4711-0815 has been dispatched.\n" * 70_000))

    response = client_of(world.ana).post(PAGE, {"file": file_of(raw)})

    assert len(raw) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    assert (response.status_code, Purchase.objects.get().state) == (302, "accepted")


def test_the_page_says_which_mail_is_needed_and_what_is_kept(world: World) -> None:
    text = client_of(world.ana).get(PAGE).content.decode()

    assert "Show a mail from Acme" in text
    assert "ana@mail.example" in text
    assert "deleted 90 days" in text
    assert not INLINE.search(text)


def test_a_good_mail_leads_to_the_review(world: World) -> None:
    response = client_of(world.ana).post(PAGE, {"file": file_of(signed(mail(at=now())))}, follow=True)

    purchase = Purchase.objects.get()
    assert response.redirect_chain == [(f"/write/acme/?purchase={purchase.public_id}", 302)]
    assert "The mail proves your purchase" in response.content.decode()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"%PDF-1.7", "save the mail as an .eml"),
        (mail(at=now()), "Forwarding a mail removes it"),
        (signed(mail(at=now())) + b"x", "virus scanners"),
        (signed(mail(at=now(), to="ben@mail.example")), "My addresses"),
        (b"", "save the mail as an .eml"),
        (b"x" * (10 * 2**20 + 1), "larger than 10 MiB"),
    ],
)
def test_a_refusal_says_what_would_work_instead(world: World, raw: bytes, words: str) -> None:
    response = client_of(world.ana).post(PAGE, {"file": file_of(raw)})

    assert response.status_code == 422
    assert words.lower() in response.content.decode().lower()
    assert '/document/">' in response.content.decode()
    assert not Purchase.objects.exists()


def test_the_form_is_taken_from_our_own_pages_only(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.ana)

    assert browser.post(PAGE, {"file": file_of(b"x")}).status_code == 403


def test_no_file_is_told_at_the_field(world: World) -> None:
    response = client_of(world.ana).post(PAGE, {})

    assert response.status_code == 422
    assert "This field is required" in response.content.decode()


def test_ones_own_page_says_what_a_waiting_mail_waits_for(world: World) -> None:
    world.names.mood = Mood.FAILS
    client = client_of(world.ana)

    response = client.post(PAGE, {"file": file_of(signed(mail(at=now())))}, follow=True)

    assert "we try again for three days" in response.content.decode()
    assert "key cannot be reached; we try again for three days" in client.get("/me/").content.decode()
    Purchase.objects.update(state="refused", refusal="dns-silent")
    assert "could not be fetched for three days" in client.get("/me/").content.decode()


def test_a_company_that_is_not_there_has_no_page(world: World) -> None:
    assert client_of(world.ana).get("/prove/nobody/receipt/").status_code == 404
    assert client_of().get(PAGE).status_code == 302


def test_a_review_on_an_order_alone_is_asked_whether_anything_came(world: World) -> None:
    raw = mail(
        at=now(),
        subject="Thank you for your order 4711-0815",
        body="Hello Ana,\n\nwe have received your order number 4711-0815 of one mug for 12.00 EUR.\n",
    )
    client = client_of(world.ana)

    page = client.post(PAGE, {"file": file_of(signed(raw))}, follow=True).content.decode()

    assert "Nothing was delivered, or it was cancelled" in page
    other = story.purchase(world.acme, world.ana)
    assert "Nothing was delivered" not in client.get(f"/write/acme/?purchase={other.public_id}").content.decode()


def test_the_operator_maps_a_sender_at_the_desk(world: World) -> None:
    world.names.publish("platform.example", "k1", rsa_key().record)
    client_of(world.ana).post(PAGE, {"file": file_of(from_platform())})
    found = Sender.objects.get()
    desk = client_of(person("operator@desk.example", role="operator"))

    text = desk.get("/desk/senders/").content.decode()
    assert "store@platform.example" in text
    assert 'value="acme"' in text
    assert not INLINE.search(text)
    address = f"/desk/senders/{found.public_id}/confirm/"
    assert desk.post(address, {"company": "acme", "kind": "payment"}).status_code == 422
    assert "name no merchant" in desk.post(address, {"company": "acme", "kind": "payment"}).content.decode()
    assert desk.post(address, {"company": "nobody", "kind": "platform"}).status_code == 422
    assert desk.post(address, {"company": "acme", "kind": "platform"}, follow=True).status_code == 200

    found.refresh_from_db()
    assert (found.state, found.company) == ("confirmed", world.acme)
    assert "Shop platform" in desk.get("/desk/senders/").content.decode()
    assert desk.post(address, {"company": "acme", "kind": "platform"}).status_code == 409
    assert desk.post(f"/desk/senders/{found.public_id}/refuse/", follow=True).status_code == 200
    assert Sender.objects.get().state == "refused"


def test_a_moderator_sees_the_senders_and_maps_none(world: World) -> None:
    world.names.publish("platform.example", "k1", rsa_key().record)
    client_of(world.ana).post(PAGE, {"file": file_of(from_platform())})
    desk = client_of(person("moderator@desk.example", role="moderator"))

    assert "store@platform.example" in desk.get("/desk/senders/").content.decode()
    assert "Confirm it" not in desk.get("/desk/senders/").content.decode()
    assert desk.post(f"/desk/senders/{Sender.objects.get().public_id}/refuse/").status_code == 403
    assert client_of(world.ana).get("/desk/senders/").status_code == 403
