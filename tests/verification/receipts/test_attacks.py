"""Mails that prove nothing by who sent them, who got them, how they are written or what they say."""

from datetime import timedelta

import pytest

from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Invalid
from ratings.verification.commands import accept_invitation
from ratings.verification.models import Inspection
from tests.dashboards import story
from tests.verification.receipts.signing import MULTIPART, mail, rsa_key, signed, without
from tests.verification.receipts.world import World
from tests.web.visitors import invited


def test_a_mail_to_somebody_else_is_refused(world: World) -> None:
    ben = story.customer("ben@mail.example")

    assert world.refusal(signed(mail()), by=ben) == "not-your-address"


def test_a_recipient_whose_name_is_ones_address_is_somebody_else(world: World) -> None:
    raw = signed(mail(to='"ana@mail.example" <ben@mail.example>'))

    assert world.refusal(raw) == "not-your-address"


def test_a_mail_is_not_shown_again_by_another_account(world: World) -> None:
    ben = story.customer("ben@mail.example")
    raw = signed(mail(to="ana@mail.example, ben@mail.example"))
    world.show(raw)

    assert world.refusal(raw, by=ben) == "mail-used"


def test_the_same_mail_under_another_message_id_is_the_same_mail(world: World) -> None:
    raw = signed(mail(), covers=without("message-id"))
    world.show(raw)

    assert world.refusal(raw.replace(b"<m1@", b"<m2@")) == "mail-used"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Your order 4711", b"Your  order\t4711"),
        (b"To: ana@", b"To:   ana@"),
        (b"one caf\xc3\xa9", b"one  caf\xc3\xa9"),
        (b"charset=utf-8", b"charset=us-ascii"),
        (b"charset=utf-8", b"charset=utf-8; format=flowed"),
    ],
    ids=["subject", "recipient", "body", "charset", "format"],
)
def test_the_same_mail_spelled_otherwise_is_the_same_mail(world: World, old: bytes, new: bytes) -> None:
    body = "Hello Ana,\n\nyour order number 4711-0815 of one café mug is on its way to you.\n"
    plain = mail(body=body, extra="Content-Type: text/plain; charset=utf-8\n")
    raw = signed(plain, covers=without("message-id"))
    world.show(raw)
    again = raw.replace(b"<m1@", b"<m2@").replace(old, new)

    assert again.count(new) == 1
    assert world.refusal(again) == "mail-used"


def test_another_mail_about_the_same_order_proves_no_second_purchase(world: World) -> None:
    world.show(signed(mail()))
    bill = mail(subject="Invoice for order 4711-0815", message_id="<m2@acme.example>")

    assert world.refusal(signed(bill)) == "order-shown"


def test_one_order_is_not_shown_by_two_methods(world: World) -> None:
    token = invited(world.acme, "ana@mail.example", order="4711-0815")
    accept_invitation(token=token, actor=Actor.customer(world.ana.pk), now=world.now)

    assert world.refusal(signed(mail())) == "order-shown"


@pytest.mark.parametrize("place", ["above", "below"])
def test_two_senders_are_refused(world: World, place: str) -> None:
    raw = signed(mail())
    second = b"From: Acme <evil@evil.example>\r\n"
    both = second + raw if place == "above" else raw.replace(b"\r\n\r\n", b"\r\n" + second + b"\r\n", 1)

    assert world.refusal(both) == "two-senders"


@pytest.mark.parametrize("field", [b"To: ben@mail.example", b"Subject: x", b"Date: x", b"Content-Type: text/html"])
def test_a_doubled_header_is_refused(world: World, field: bytes) -> None:
    raw = signed(mail(extra="Content-Type: text/plain\n"))

    assert world.refusal(field + b"\r\n" + raw) == "doubled-header"


@pytest.mark.parametrize(
    ("sender", "code"),
    [
        ("orders@acme.example <evil@evil.example>", "unclear-sender"),
        ("<orders@acme.example> <evil@evil.example>", "unclear-sender"),
        ("orders@acme.example, evil@evil.example", "unclear-sender"),
        ("Acme: orders@acme.example;", "unclear-sender"),
        ('"<orders@acme.example>" <evil@evil.example>', "unclear-sender"),
        ("orders@acme.example\x00evil@evil.example", "broken-lines"),
    ],
)
def test_a_sender_that_two_programs_read_differently_is_refused(world: World, sender: str, code: str) -> None:
    world.names.publish("evil.example", "k1", rsa_key().record)

    assert world.refusal(signed(mail(sender=sender), domain="evil.example"), company=world.acme) == code


@pytest.mark.parametrize(
    "name", ['"orders@acme.example"', "Acme", "=?utf-8?q?orders=40acme.example?=", "(orders@acme.example)"]
)
def test_a_display_name_makes_nobody_the_company(world: World, name: str) -> None:
    world.names.publish("evil.example", "k1", rsa_key().record)
    raw = signed(mail(sender=f"{name} <evil@evil.example>"), domain="evil.example")

    purchase = world.show(raw, company=world.acme)

    assert (purchase.state, Inspection.objects.get().reason) == ("pending", "unknown_sender")


def test_mail_of_a_provider_that_anybody_uses_is_no_companys(world: World) -> None:
    story.company("Goggle", domains=("gmail.com",))
    world.names.publish("gmail.com", "k1", rsa_key().record)
    raw = signed(mail(sender="Goggle <goggle.orders@gmail.com>"), domain="gmail.com")

    assert world.refusal(raw, company=world.acme) == "anybodys-mail"


@pytest.mark.parametrize("ends", [b"\r", b"\x00"])
def test_line_ends_that_two_programs_read_differently_are_refused(world: World, ends: bytes) -> None:
    raw = b"X-Note: a" + ends + ends + b"Order number 99 is on its way\r\n" + signed(mail())

    assert world.refusal(raw) == "broken-lines"


def test_an_automatic_answer_is_refused(world: World) -> None:
    raw = mail(
        subject="Out of office: Order 4711-0815 dispatched",
        body="I am away. You wrote: my order number 4711-0815 has been dispatched.\n",
        extra="Auto-Submitted: auto-replied\n",
    )

    assert world.refusal(signed(raw)) == "auto-reply"


NO_PURCHASES = {
    "wish list": ("Your wish list", "You have added the mug to your wish list. Order number 4711-0815 is waiting.\n"),
    "cart": ("You left something in your basket", "Your basket: one mug, 12.00 EUR. Complete your order now.\n"),
    "quote": ("Your quote 4711-0815", "Here is our quote 4711-0815 for one mug: 12.00 EUR. It is valid for 30 days.\n"),
    "gift card": (
        "You have received a gift card",
        "Ben has sent you a gift card of 50.00 EUR. Its code is 4711-0815.\n",
    ),
    "contact form": (
        "We have received your message",
        "Thank you for contacting us. You wrote:\n\n> My order 4711-0815 has been dispatched, 12.00 EUR.\n",
    ),
    "out of office": (
        "Automatic reply: Order 4711-0815 has been dispatched",
        "I am out of the office until Monday.\n\n> My order 4711-0815 has been dispatched, 12.00 EUR.\n",
    ),
    "placed and cancelled": (
        "Your order 4711-0815 has been cancelled",
        "Hello Ana,\n\nas you asked, your order number 4711-0815 of 12.00 EUR has been cancelled.\n",
    ),
    "newsletter": ("20 % off all mugs", "Order now and save. Free delivery on all orders this week.\n"),
}


@pytest.mark.parametrize("name", NO_PURCHASES)
def test_a_mail_about_no_purchase_is_never_accepted_by_rule(world: World, name: str) -> None:
    subject, body = NO_PURCHASES[name]
    raw = signed(mail(subject=subject, body=body))

    if name == "placed and cancelled":
        assert world.show(raw).state == "pending"
        assert Inspection.objects.get().reason == "unclear_mail"
    else:
        assert world.refusal(raw) == "shows-nothing"


def test_a_layout_that_anybody_could_have_changed_is_looked_at_by_a_person(world: World) -> None:
    raw = mail(extra=MULTIPART, body="--x\n\nYour order 4711-0815\n--x--\n")

    purchase = world.show(signed(raw))

    assert (purchase.state, Inspection.objects.get().reason) == ("pending", "unclear_mail")
    assert purchase.receipt.flags == ["layout-unsigned"]


@pytest.mark.parametrize(("days", "code"), [(-1, "mail-from-tomorrow"), (366, "mail-too-old"), (4000, "mail-too-old")])
def test_a_mail_of_another_time_is_refused(world: World, days: int, code: str) -> None:
    assert world.refusal(signed(mail(at=world.now - timedelta(days=days)))) == code


@pytest.mark.parametrize("name", ["From", "To", "Date", "Subject", "Message-ID"])
def test_a_mail_without_one_of_its_headers_is_refused(world: World, name: str) -> None:
    raw = b"\r\n".join(line for line in mail().split(b"\r\n") if not line.startswith(f"{name}:".encode()))

    assert world.refusal(signed(raw)) == "missing-header"


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xd8\xff\xe0", b"%PDF-1.7\n", b"Hello\r\n\r\nyou", b"\r\n\r\n", b" folded: x\r\n\r\n", b"a" * 5000],
)
def test_what_is_no_mail_is_refused(world: World, raw: bytes) -> None:
    assert world.refusal(raw) == "not-a-mail"


FORWARD = (
    "---------- Forwarded message ---------\nFrom: Acme <orders@acme.example>\nDate: Mon, 16 Nov 2026\n"
    "Subject: Your order 4711-0815 has been dispatched\nTo: <ana@mail.example>\n\nYour order is on its way.\n"
)


def test_a_forwarded_mail_is_not_the_mail(world: World) -> None:
    inner = signed(mail()).decode().replace("\r\n", "\n")
    raw = mail(sender="Ana <ana@mail.example>", subject="Fwd: Your order", body=f"see below\n\n{inner}")

    assert world.refusal(raw) == "forwarded-inline"


def test_a_mail_forwarded_as_text_is_refused_by_that_name_and_told_the_way(world: World) -> None:
    raw = mail(sender="Ana <ana@mail.example>", subject="Fwd: Your order", body=FORWARD)
    changed = signed(mail(subject="Fwd: Your order", body=FORWARD)).replace(b"is on its way", b"is at your door")

    assert [world.refusal(raw), world.refusal(changed)] == ["forwarded-inline"] * 2
    with pytest.raises(Invalid) as refusal:
        world.show(raw)
    assert "Forward it as an attachment" in str(refusal.value.fields["file"])
    assert "photo or PDF" in str(refusal.value.fields["file"])


def test_a_mail_whose_signature_holds_is_never_taken_for_a_forward(world: World) -> None:
    raw = mail(body=f"Hello Ana,\n\nyour order number 4711-0815 is on its way to you.\n\n{FORWARD}")

    assert world.show(signed(raw)).state in ("accepted", "pending")
