"""A mail as it was received proves a purchase: who signed it is asked of a real name server."""

from datetime import date

import pytest
from django.conf import LazySettings
from django.db import connection

from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Invalid, Refused
from ratings.verification.commands import show_receipt
from ratings.verification.models import DkimKey, Inspection, Purchase, Receipt, SealedFile
from tests.dashboards import story
from tests.together import at_once, refusals
from tests.verification.receipts import opendkim
from tests.verification.receipts.nameserver import Mood
from tests.verification.receipts.signing import KeyPair, ed25519_key, mail, ordered, rsa_key, signed
from tests.verification.receipts.world import World


@pytest.mark.parametrize("pair", [rsa_key(), ed25519_key()], ids=["rsa", "ed25519"])
def test_a_mail_signed_by_another_implementation_is_accepted(world: World, pair: KeyPair) -> None:
    world.names.publish("acme.example", "o1", pair.record)
    raw = opendkim.sign(mail(), domain="acme.example", selector="o1", key=pair.pem, algorithm=pair.algorithm)

    purchase = world.show(raw)

    assert (purchase.state, purchase.company, purchase.customer) == ("accepted", world.acme, world.ana)
    assert (purchase.method, purchase.group, purchase.shows) == ("signed_receipt", "customer", "dispatch")
    assert purchase.last_event_on == date(2026, 11, 19)
    assert world.names.asked["udp o1._domainkey.acme.example"] == 1


def test_the_verdict_keeps_who_signed_and_by_which_key_and_no_address(world: World) -> None:
    world.names.publish("acme.example", "k1", rsa_key(1024).record)

    purchase = world.show(signed(mail(), key=rsa_key(1024)))

    receipt = purchase.receipt
    assert (receipt.signing_domain, receipt.selector, receipt.flags) == ("acme.example", "k1", ["short-key"])
    assert receipt.checks == ["signature", "body", "headers", "recipient", "date", "unused", "own"]
    assert story.there(receipt.key).record == rsa_key(1024).record
    for table in ("verification_receipt", "verification_purchase", "verification_sender", "verification_dkimkey"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT convert_from(convert_to(t::text, 'UTF8'), 'UTF8') FROM {table} AS t")
            rows = str(cursor.fetchall())
        for secret in ("ana@mail.example", "orders@", "4711", "dispatched", "m1@", b"4711".hex(), b"ana@".hex()):
            assert secret not in rows


def test_the_mail_itself_is_sealed(world: World) -> None:
    world.show(signed(mail()))

    (kept,) = SealedFile.objects.all()
    stored = (world.files / kept.public_id).read_bytes()
    assert (kept.kind, kept.media_type) == ("mail", "message/rfc822")
    assert b"4711" not in stored
    assert b"acme" not in stored


def test_a_mail_saved_with_other_line_ends_is_the_same_mail(world: World) -> None:
    raw = signed(mail()).replace(b"\r\n", b"\n")

    assert world.show(b"From orders@acme.example Fri Nov 20 10:00:00 2026\n" + raw).state == "accepted"


def test_a_key_is_fetched_by_tcp_where_udp_cuts_it_short(world: World) -> None:
    world.names.mood = Mood.CUTS

    assert world.show(signed(mail())).state == "accepted"
    assert world.names.asked["tcp k1._domainkey.acme.example"] == 1


def test_a_key_is_found_behind_an_alias_and_in_a_slow_dns(world: World) -> None:
    world.names.mood = Mood.SLOW
    world.names.publish("sender.example", "x", rsa_key().record)
    world.names.aliases["k2._domainkey.acme.example"] = "x._domainkey.sender.example"

    assert world.show(signed(mail(), selector="k2")).state == "accepted"


def test_the_next_resolver_is_asked_where_the_first_is_dead(world: World, settings: LazySettings) -> None:
    settings.DNS_RESOLVERS = [("127.0.0.1", 9), *settings.DNS_RESOLVERS]

    assert world.show(signed(mail())).state == "accepted"


def test_mails_of_a_subdomain_are_the_companys(world: World) -> None:
    world.names.publish("mail.acme.example", "k1", rsa_key().record)
    raw = mail(sender="Acme <no-reply@news.acme.example>")

    assert world.show(signed(raw, domain="mail.acme.example")).company == world.acme


def test_one_good_signature_among_others_is_enough(world: World) -> None:
    raw = signed(signed(mail()), domain="carrier.example", selector="gone")

    assert world.show(raw).state == "accepted"


def test_an_order_alone_is_the_companys_word(world: World) -> None:
    purchase = world.show(signed(ordered()))

    assert (purchase.state, purchase.shows, purchase.group) == ("accepted", "order", "company")


def test_a_later_mail_adds_to_an_order_that_was_shown_alone(world: World) -> None:
    first = world.show(signed(ordered()))

    second = world.show(signed(mail()))

    assert (second.pk, second.shows, second.group) == (first.pk, "dispatch", "customer")
    assert [kept.number for kept in SealedFile.objects.order_by("number")] == [1, 2]


def test_a_mail_is_shown_once_by_two_callers_of_one_account(world: World) -> None:
    raw = signed(mail())

    outcomes = at_once(*[lambda: world.show(raw)] * 2)

    assert len(refusals(outcomes)) == 1
    assert set(refusals(outcomes)) <= {"mail-used", "order-shown"}
    assert Purchase.objects.count() == Receipt.objects.count() == SealedFile.objects.count() == 1


def test_a_mail_to_two_people_proves_one_purchase(world: World) -> None:
    ben = story.customer("ben@mail.example")
    raw = signed(mail(to="ana@mail.example, ben@mail.example"))

    outcomes = at_once(lambda: world.show(raw), lambda: world.show(raw, by=ben))

    assert len(refusals(outcomes)) == 1
    assert Purchase.objects.count() == 1


def test_a_mail_without_order_number_is_taken_once_by_rule(world: World) -> None:
    def unnumbered(n: int) -> bytes:
        body = f"Hello Ana,\n\nyour parcel is on its way to you. Parcel {['one', 'two'][n]}.\n"
        return signed(
            mail(
                subject="Your order has been dispatched",
                body=body,
                message_id=f"<u{n}@acme.example>",
            )
        )

    assert world.show(unnumbered(0)).state == "accepted"
    second = world.show(unnumbered(1))

    assert second.state == "pending"
    assert Inspection.objects.get(purchase=second).reason == "reused"


def test_only_customers_show_mails(world: World) -> None:
    with pytest.raises(Forbidden):
        show_receipt(mail=b"", company_id=None, actor=Actor.operator(), now=world.now)


def test_a_company_that_is_not_there_is_named(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        show_receipt(
            mail=signed(mail()),
            company_id=world.acme.pk + 99,
            actor=Actor.customer(world.ana.pk),
            now=world.now,
        )

    assert list(refusal.value.fields) == ["company"]


def test_a_mail_of_one_company_is_no_proof_for_another(world: World) -> None:
    raw = signed(mail())

    assert world.refusal(raw, company=story.company("Bolt")) == "other-company"


def test_a_key_that_holds_is_kept_once(world: World) -> None:
    world.show(signed(mail()))
    with pytest.raises(Refused):
        world.show(signed(mail()))

    (key,) = DkimKey.objects.all()
    assert (key.domain, key.selector, key.first_seen_at) == ("acme.example", "k1", world.now)
