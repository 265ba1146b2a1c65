"""The examples of RFC 6376 and RFC 8463 hold under their published keys; what we make of them is another question."""

from ratings.verification.rules.received import receive, split_mail, straightened
from ratings.verification.rules.signatures import flaw_of, read_key, signatures_of
from ratings.verification.verifying import flaw_under
from tests.dashboards import story
from tests.verification.receipts.published import RFC6376_KEY, RFC6376_MAIL, RFC8463_KEYS, RFC8463_MAIL


def test_the_example_of_rfc_6376_holds_and_its_key_is_flagged() -> None:
    mail = straightened(RFC6376_MAIL)
    (signature,) = signatures_of(split_mail(mail)[0])

    assert flaw_under(mail, signature, RFC6376_KEY.encode()) == ""
    assert flaw_of(signature, now=story.NOW) == ""
    key = read_key(RFC6376_KEY.encode(), signature)
    assert (key.flaw, key.bits, key.flags) == ("", 1024, ("short-key",))


def test_both_signatures_of_rfc_8463_hold() -> None:
    mail = straightened(RFC8463_MAIL)
    found = signatures_of(split_mail(mail)[0])

    assert [(one.selector, one.algorithm) for one in found] == [("brisbane", "ed25519-sha256"), ("test", "rsa-sha256")]
    for one in found:
        assert flaw_under(mail, one, RFC8463_KEYS[one.selector].encode()) == ""
        assert flaw_of(one, now=story.NOW) == ""
    assert [read_key(RFC8463_KEYS[one.selector].encode(), one).bits for one in found] == [256, 1024]


def test_a_changed_example_holds_no_more() -> None:
    mail = straightened(RFC8463_MAIL)
    first, second = signatures_of(split_mail(mail)[0])

    for one in (first, second):
        record = RFC8463_KEYS[one.selector].encode()
        assert flaw_under(mail.replace(b"hungry", b"thirsty"), one, record) == "body-changed"
        assert flaw_under(mail.replace(b"dinner", b"supper"), one, record) == "signature-broken"
        assert flaw_under(mail, one, RFC8463_KEYS["test" if one is first else "brisbane"].encode()) != ""


def test_the_examples_are_read_as_what_they_are() -> None:
    received = receive(straightened(RFC8463_MAIL))

    assert (received.from_address, received.from_name) == ("joe@football.example.com", "Joe SixPack")
    assert received.to_addresses == ("suzie@shopping.example.net",)
    assert received.sent_at.isoformat() == "2003-07-12T04:00:37+00:00"
