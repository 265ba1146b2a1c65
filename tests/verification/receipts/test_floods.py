"""Mails that are too much: of bytes, signatures and nested parts; none takes long."""

import time

import pytest

from ratings.verification.rules.received import LARGEST_MAIL
from tests.verification.receipts.signing import MULTIPART, mail, signed
from tests.verification.receipts.world import World


def test_thirty_mebibytes_are_refused_at_once(world: World) -> None:
    raw = mail() + b"x" * (30 * 2**20)
    began = time.process_time()

    assert world.refusal(raw) == "mail-too-large"
    assert time.process_time() - began < 1


def test_a_thousand_signatures_are_refused_without_asking_anybody(world: World) -> None:
    raw = mail()
    for number in range(1000):
        value = f"v=1; a=rsa-sha256; d=d{number}.example; s=k; h=from:to:date:subject; bh=YQ==; b=YQ=="
        raw = f"DKIM-Signature: {value}\r\n".encode() + raw
    began = time.process_time()

    assert world.refusal(raw) == "many-signatures"
    assert time.process_time() - began < 1
    assert not world.names.asked


def test_a_few_signatures_are_tried_and_no_more(world: World) -> None:
    raw = mail()
    for number in range(10):
        raw = signed(raw, domain=f"d{number}.example")

    assert world.refusal(raw) == "no-key"
    assert sum(world.names.asked.values()) == 4


HOSTILE = {
    "spaces": mail(body="x" + " " * 5_000_000 + "y\n"),
    "folded signature": b"DKIM-Signature: v=1; b" + b"\r\n " * 9000 + b"=x; d=acme.example\r\n" + mail(),
    "comments": mail(extra="Content-Type: text/html\n", body="<!--" * 500_000),
    "tags": mail(extra="Content-Type: text/html\n", body="<a '" * 500_000),
    "parts": mail(extra=MULTIPART, body="--x\nContent-Type: multipart/mixed\n\n" * 9000),
    "lines": mail(body="\n" * 3_000_000),
    "addresses": mail(to=", ".join(f"a{n}@mail.example" for n in range(5000))),
    "groups": mail(to="a:" * 4500),
    "days": mail(body="delivered on 1.1.26 " * 10_000),
    "brackets": mail(to="<" * 9000, sender="(" * 900),
    "words": mail(subject="=?utf-8?q?a?= " * 2000),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_no_mail_takes_long(world: World, name: str) -> None:
    wrongly_signed = signed(HOSTILE[name]).replace(b"bh=", b"bh=AAAA")
    began = time.process_time()

    world.refusal(HOSTILE[name])
    world.refusal(wrongly_signed)

    assert time.process_time() - began < 4, name


def test_the_largest_mail_is_read_in_seconds(world: World) -> None:
    line = b"Your order number 4711-0815 has been dispatched.   \r\n"
    raw = signed(mail() + line * ((LARGEST_MAIL - 5000) // len(line)))
    began = time.process_time()

    assert world.show(raw).state == "accepted"
    assert time.process_time() - began < 15
