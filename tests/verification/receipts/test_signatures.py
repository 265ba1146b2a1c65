"""Signatures and keys that do not vouch for a mail, or not for all of it: each is refused by its own name."""

from datetime import timedelta

import pytest

from ratings.verification.models import Inspection
from tests.verification.receipts import opendkim
from tests.verification.receipts.signing import ed25519_key, mail, rsa_key, signed, without
from tests.verification.receipts.world import World


def test_another_domains_valid_signature_proves_nothing(world: World) -> None:
    world.names.publish("evil.example", "k1", rsa_key().record)
    raw = signed(mail(), domain="evil.example")

    assert world.refusal(raw) == "invalid"
    purchase = world.show(raw, company=world.acme)

    assert purchase.state == "pending"
    assert Inspection.objects.get(purchase=purchase).reason == "unknown_sender"


@pytest.mark.parametrize("header", ["from", "to", "date", "subject"])
def test_an_unsigned_header_is_refused(world: World, header: str) -> None:
    assert world.refusal(signed(mail(), covers=without(header))) == "header-unsigned"


@pytest.mark.parametrize("length", [40, 10_000_000], ids=["a part", "all of it"])
def test_a_signature_over_a_length_is_refused(world: World, length: int) -> None:
    raw = signed(mail(), length=length)

    assert world.refusal(raw) == "part-signed"
    assert world.refusal(raw + b"And you ordered order number 99 too.\r\n") == "part-signed"


def test_a_body_with_something_added_is_refused(world: World) -> None:
    assert world.refusal(signed(mail()) + b"And order number 99.\r\n") == "body-changed"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"To: ana@mail.example", b"To: ben@mail.example, ana@mail.example"),
        (b"order 4711-0815 has", b"order 4711-0816 has"),
        (b"Date: Thu, 19 Nov", b"Date: Wed, 18 Nov"),
        (b"From: Acme", b"From: Acme Ltd"),
    ],
)
def test_a_changed_header_is_refused(world: World, old: bytes, new: bytes) -> None:
    assert world.refusal(signed(mail()).replace(old, new)) == "signature-broken"


def test_a_signature_that_has_expired_is_refused(world: World) -> None:
    over = int((world.now - timedelta(seconds=1)).timestamp())

    assert world.refusal(signed(mail(), tags=f"t={over - 86400}; x={over};")) == "signature-expired"


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ("v=DKIM1; k=rsa; p=", "key-revoked"),
        (f"{rsa_key().record}; t=y", "key-testing"),
        (f"{rsa_key().record}; t=s:y", "key-testing"),
        (f"{rsa_key().record}; h=sha1", "key-for-else"),
        (f"{rsa_key().record}; s=tlsrpt", "key-for-else"),
        (ed25519_key().record, "key-for-else"),
        ("v=DKIM1; k=rsa; p=bm8ga2V5", "key-unreadable"),
        ("v=DKIM2; k=rsa; p=bm8ga2V5", "key-unreadable"),
        ("v=spf1 -all", "no-key"),
        (rsa_key(2048, 2).record, "signature-broken"),
    ],
    ids=[
        "revoked",
        "testing",
        "testing-among-others",
        "sha1",
        "no-mail",
        "ed25519",
        "rubbish",
        "dkim2",
        "spf",
        "other",
    ],
)
def test_a_key_that_does_not_vouch_for_it_is_refused(world: World, record: str, code: str) -> None:
    world.names.publish("acme.example", "k1", record)

    assert world.refusal(signed(mail())) == code


def test_a_key_that_is_gone_is_refused_at_once(world: World) -> None:
    world.names.withdraw("acme.example", "k1")

    assert world.refusal(signed(mail())) == "no-key"


def test_a_key_of_fewer_than_1024_bits_is_refused(world: World) -> None:
    record = (
        "v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAPNKnkO7H73L4fSlJQJ75/3nENWYDSnMBC53eBCsX2cCcf+ySxe2WOWzcEfn"
        "vdLGYEiVkxECrt+vr+byxKvyDPMCAwEAAQ=="
    )
    world.names.publish("acme.example", "k1", record)

    assert world.refusal(signed(mail())) == "key-short"


def test_sha1_is_refused_as_the_old_program_signs_it(world: World, tmp_path: object) -> None:
    key = world.files.parent / "key.pem"
    key.write_bytes(rsa_key().pem)
    raw = opendkim.testmsg(mail(), domain="acme.example", selector="k1", key=key)

    assert b"a=rsa-sha1" in raw
    assert world.refusal(raw) == "weak-signature"
    assert world.refusal(signed(mail(), digest="sha1")) == "weak-signature"


def test_a_strict_key_vouches_for_its_own_domain_only(world: World) -> None:
    world.names.publish("acme.example", "k1", f"{rsa_key().record}; t=s")

    assert world.refusal(signed(mail(), tags="i=@mail.acme.example;")) == "key-for-else"


def test_a_mail_without_signature_is_refused_and_told_why(world: World) -> None:
    assert world.refusal(mail()) == "no-signature"
