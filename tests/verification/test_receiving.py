"""Order mails that come in by mail: a real process takes them over real SMTP."""

import base64
import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core import mail

from accounts.models import User
from embedded.ports import free_port
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.moderation.models import Suspension
from ratings.notifications.letters import Text
from ratings.notifications.reactors import _answer_to
from ratings.verification.commands import renew_receiving_address, take_mails
from ratings.verification.models import Purchase, ReceivedMail
from ratings.verification.queries import receiving_address
from ratings.verification.rules.addresses import MAILS_PER_DAY, MOST_ATTACHED
from receiver.attached import carried_by
from receiver.door import LARGEST
from tests import servers
from tests.conftest import running
from tests.dashboards import story
from tests.together import at_once

OURS = "receipts@ratings.example"
ORDER = (
    b"From: Shop <orders@shop.example>\r\nTo: ana@mail.example\r\nDate: Wed, 14 Oct 2026 09:00:00 +0000\r\n"
    b"Subject: Your order\r\nMessage-ID: <1@shop.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    b"Thank you for your order SECRETWORD.\r\n.a line that begins with a dot\r\n\r\n\r\n"
)


@pytest.fixture(autouse=True)
def _address(settings: LazySettings) -> None:
    settings.RECEIPTS_ADDRESS = OURS


@pytest.fixture
def ana(committed: None, now: datetime) -> User:
    user = story.customer("ana@mail.example")
    User.objects.filter(pk=user.pk).update(locale="de")
    renew_receiving_address(actor=Actor.customer(user.pk), now=now)
    return user


@pytest.fixture(scope="module")
def _receiver(django_db_setup: None) -> Iterator[int]:
    """The port of a receiver on this worker's database, a process of its own."""
    chosen = free_port()
    with running("manage.py", "receive_mail", "--port", str(chosen), RECEIPTS_ADDRESS=OURS) as process:
        deadline = time.monotonic() + 60
        while not _listens(chosen):
            assert process.poll() is None, "the receiver has ended"
            assert time.monotonic() < deadline, "the receiver does not listen"
            time.sleep(0.05)
        yield chosen


def _listens(port: int) -> bool:
    try:
        smtplib.SMTP("127.0.0.1", port, timeout=5).quit()
    except OSError:
        return False
    return True


@pytest.fixture
def port(_receiver: int, committed: None) -> int:
    return _receiver


def to_of(user: User) -> str:
    address = receiving_address(user.pk)
    assert address is not None
    return address


def carrying(*attached: bytes, kind: str = "message/rfc822", name: str = "order.eml", sender: str = "") -> bytes:
    """Return a mail with others attached, in the way that most programs do it."""
    lines = [f"From: {sender or 'ana@mail.example'}", f"To: {OURS}", "Subject: Fwd: order", "MIME-Version: 1.0"]
    lines += ['Content-Type: multipart/mixed; boundary="=_b"', "", "--=_b", "Content-Type: text/plain", "", "Here."]
    whole = "\r\n".join(lines).encode()
    for one in attached:
        encoded = kind != "message/rfc822"
        head = f'\r\n--=_b\r\nContent-Type: {kind}\r\nContent-Disposition: attachment; filename="{name}"\r\n'
        head += "Content-Transfer-Encoding: base64\r\n" if encoded else ""
        whole += f"{head}\r\n".encode() + (base64.encodebytes(one).replace(b"\n", b"\r\n") if encoded else one)
    return whole + b"\r\n--=_b--\r\n"


def sent(port: int, to: str | list[str], content: bytes, *, sender: str = "ana@mail.example") -> dict[str, object]:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        return client.sendmail(sender, to, content)  # type: ignore[return-value]


def refused_with(port: int, to: str | list[str], content: bytes = b"Subject: x\r\n\r\nx\r\n") -> int:
    with pytest.raises(smtplib.SMTPException) as refusal:
        sent(port, to, content)
    error = refusal.value
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    assert isinstance(error, smtplib.SMTPResponseException)
    return error.smtp_code


def taken(user: User, mails: list[bytes], *, now: datetime) -> list[ReceivedMail]:
    return take_mails(mails=mails, is_inline=False, actor=Actor.customer(user.pk), now=now)


def outcomes() -> list[str]:
    return [str(one.outcome) for one in ReceivedMail.objects.order_by("pk")]


def test_an_attached_mail_is_shown_and_the_account_is_told_in_its_language(ana: User, port: int, now: datetime) -> None:
    sent(port, to_of(ana), carrying(ORDER))

    assert outcomes() == ["refused"]
    drain(clock=lambda: now)
    (letter,) = mail.outbox
    assert letter.to == ["ana@mail.example"]
    assert ReceivedMail.objects.get().words in letter.body.replace("\n", " ") or letter.body


def test_forging_a_sender_gains_nothing(ana: User, port: int) -> None:
    ben = story.customer("ben@mail.example")
    for to in (OURS, f"receipts+{ana.public_id}@ratings.example", "receipts+ana@ratings.example"):
        assert refused_with(port, to, carrying(ORDER)) == 550

    sent(port, to_of(ana), carrying(ORDER, sender=ben.email), sender=ben.email)

    assert set(ReceivedMail.objects.values_list("user__email", flat=True)) == {"ana@mail.example"}


def test_no_mail_is_relayed(ana: User, port: int) -> None:
    for to in ("someone@elsewhere.example", "postmaster@ratings.example", f"{to_of(ana)}.evil.example"):
        assert refused_with(port, to) == 550
    assert sent(port, [to_of(ana), to_of(ana)], carrying(ORDER)).popitem()[1][0] == 452  # type: ignore[index]


def test_an_account_that_may_not_act_has_no_address(ana: User, port: int, now: datetime) -> None:
    address = to_of(ana)
    User.objects.filter(pk=ana.pk).update(is_active=False)

    assert refused_with(port, address) == 550


def test_a_mail_that_is_too_large_is_refused_and_nothing_kept(ana: User, port: int) -> None:
    assert refused_with(port, to_of(ana), b"Subject: x\r\n\r\n" + b"x" * 70 * 1024 * 240) in (552, 500)
    lines = (b"x" * 70 + b"\r\n") * (LARGEST // 72 + 2)
    assert refused_with(port, to_of(ana), b"Subject: x\r\n\r\n" + lines) == 552
    assert outcomes() == []


def test_an_eml_file_with_a_wrong_type_is_taken_and_one_that_is_none_is_not(ana: User, port: int) -> None:
    sent(port, to_of(ana), carrying(ORDER, kind="application/octet-stream"))
    sent(port, to_of(ana), carrying(b"%PDF-1.7 not a mail", kind="application/pdf", name="bill.pdf"))

    codes = list(ReceivedMail.objects.order_by("pk").values_list("code", flat=True))
    assert codes[0] != "nothing-attached"
    assert codes[1] == "nothing-attached"


def test_an_inline_forward_is_told_how_to_do_better(ana: User, port: int) -> None:
    text = (
        "---------- Forwarded message ---------\r\nFrom: Shop <a@shop.example>\r\nSubject: Order\r\n\r\nOrder 123\r\n"
    )

    sent(port, to_of(ana), f"From: ana@mail.example\r\nSubject: Fwd: Order\r\n\r\n{text}".encode())

    taken = ReceivedMail.objects.get()
    assert (taken.outcome, taken.code) == ("refused", "forwarded-inline")
    assert taken.words


def test_answering_machines_are_not_answered(ana: User, port: int) -> None:
    sent(port, to_of(ana), b"Subject: Out of office\r\nAuto-Submitted: auto-replied\r\n\r\nAway.\r\n")

    assert outcomes() == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"no header at all",
        b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n' * 300,
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n",
        b"Content-Type: =?utf-8?q?=00?=; boundary*0=\xff\r\n\r\nx",
    ],
)
def test_whatever_comes_is_answered_without_an_error(ana: User, port: int, content: bytes) -> None:
    sent(port, to_of(ana), content)

    assert outcomes() in (["refused"], [])


def test_the_log_holds_nothing_of_a_mail(ana: User, tmp_path: Path) -> None:
    chosen, log = free_port(), tmp_path / "log"
    command = [sys.executable, "manage.py", "receive_mail", "--port", str(chosen)]
    environment = os.environ | {"RECEIPTS_ADDRESS": OURS, "LOG_LEVEL": "DEBUG", "PYTHONPATH": "platform"}
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=servers.ROOT, stdout=file, stderr=subprocess.STDOUT, env=environment)
    try:
        for _number in range(200):
            try:
                sent(chosen, to_of(ana), carrying(ORDER))
                break
            except OSError:
                time.sleep(0.1)
        refused_with(chosen, "someone@elsewhere.example")
    finally:
        process.terminate()
        assert process.wait(15) == 0
    said = log.read_text()
    assert "mail_received" in said
    for secret in ("SECRETWORD", "ana@mail", "elsewhere", to_of(ana).partition("@")[0], "shop.example", "Traceback"):
        assert secret not in said, secret


def test_what_is_attached_is_taken_byte_for_byte() -> None:
    for kind in ("message/rfc822", "application/octet-stream"):
        carried = carried_by(carrying(ORDER, ORDER, kind=kind))
        assert [bytes(one) for one in carried.mails] == [ORDER, ORDER]
        assert not carried.is_inline


def test_attached_mails_are_found_as_other_programs_attach_them() -> None:
    outer = EmailMessage()
    outer["Subject"] = "Fwd"
    outer.set_content("Here.")
    outer.add_attachment(message_from_bytes(ORDER, _class=EmailMessage))
    outer.add_attachment(ORDER, maintype="application", subtype="octet-stream", filename="Bestellung.EML")
    outer.add_attachment(b"just words", maintype="text", subtype="plain", filename="note.txt")

    assert len(carried_by(outer.as_bytes()).mails) == 2


def test_a_mail_in_a_mail_in_a_mail_is_one_mail() -> None:
    assert len(carried_by(carrying(carrying(ORDER))).mails) == 1


def test_mails_beyond_the_limit_of_one_are_left(ana: User, now: datetime) -> None:
    noted = taken(ana, [ORDER] * (MOST_ATTACHED + 3), now=now)

    assert len(noted) == MOST_ATTACHED


def test_a_day_s_limit_is_answered_once_and_ends_with_the_day(ana: User, now: datetime) -> None:
    for _number in range(MAILS_PER_DAY + 5):
        taken(ana, [], now=now)

    assert outcomes().count("refused") <= MAILS_PER_DAY
    assert outcomes().count("too_many") == 1
    later = now + timedelta(days=1, minutes=1)
    assert taken(ana, [], now=later)
    taken(ana, [], now=now + timedelta(days=40))
    assert ReceivedMail.objects.count() == 1


def test_mails_at_once_do_not_both_take_the_day_s_last_place(ana: User, now: datetime) -> None:
    for _number in range(MAILS_PER_DAY - 1):
        ReceivedMail.objects.create(user=ana, received_at=now, outcome="refused")

    at_once(*[lambda: taken(ana, [], now=now)] * 3)

    assert outcomes().count("refused") == MAILS_PER_DAY


def answer(outcome: str, purchase: Purchase | None, **fields: object) -> Text:
    return _answer_to(ReceivedMail(outcome=outcome, purchase=purchase, **fields), "en")


def test_the_answer_says_what_became_of_it_and_the_way_on(ana: User) -> None:
    bought = story.purchase(story.company("Acme"), ana)

    assert f"/write/acme/?purchase={bought.public_id}" in answer("accepted", bought).body
    assert "Acme" in answer("pending", bought).subject
    assert "Too old." in answer("refused", None, words="Too old.").body
    assert "/me/addresses/" in answer("too_many", None).body


def test_without_an_address_the_command_says_what_to_set() -> None:
    said = subprocess.run(
        [sys.executable, "manage.py", "receive_mail"],
        cwd=servers.ROOT,
        env=os.environ | {"RECEIPTS_ADDRESS": "", "PYTHONPATH": "platform"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 2
    assert "RECEIPTS_ADDRESS" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_suspended_account_receives_nothing(ana: User, port: int) -> None:
    Suspension.objects.create(user=ana, starts_at=story.NOW, ends_at=datetime(2030, 1, 1, tzinfo=UTC), reasons="x")

    assert refused_with(port, to_of(ana)) == 550
