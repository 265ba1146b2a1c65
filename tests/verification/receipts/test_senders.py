"""Who sends for whom is said once by the operator; mails of unknown senders wait for it."""

from typing import Any

import pytest

from ratings.journal.models import Pending
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refused
from ratings.verification.commands import VERIFICATION, confirm_sender, refuse_sender, retry_receipts
from ratings.verification.models import Inspection, Purchase, Sender
from tests.dashboards import story
from tests.together import at_once, refusals
from tests.verification.receipts.signing import mail, rsa_key, signed
from tests.verification.receipts.world import World

OPERATOR = Actor.operator()


def by_platform(number: int = 1, **changes: str) -> bytes:
    given: dict[str, Any] = {
        "sender": "Acme <store+7@platform.example>",
        "subject": f"Your order AC-100{number} has been dispatched",
        "body": f"Hello Ana,\n\nyour order number AC-100{number} is on its way to you.\n",
        "message_id": f"<p{number}@platform.example>",
    } | changes
    return signed(mail(**given), domain="platform.example")


def by_market(merchant: str, number: int = 1) -> bytes:
    body = f"Hello Ana,\n\nyour order number BD-200{number} has been dispatched.\n\nsold by {merchant}\n"
    raw = mail(
        sender="Market <orders@market.example>",
        subject=f"Your order BD-200{number} has been dispatched",
        body=body,
        message_id=f"<b{number}@market.example>",
    )
    return signed(raw, domain="market.example")


@pytest.fixture
def shops(world: World) -> World:
    """The world with a shop platform and a marketplace in its DNS."""
    world.names.publish("platform.example", "k1", rsa_key().record)
    world.names.publish("market.example", "k1", rsa_key().record)
    return world


def confirm(found: Sender, world: World, *, kind: str = "platform") -> Sender:
    return confirm_sender(sender=found.public_id, company_id=world.acme.pk, kind=kind, actor=OPERATOR, now=world.now)


def settled(world: World) -> int:
    return retry_receipts(actor=VERIFICATION, now=world.now)


def test_an_unknown_sender_waits_for_a_person(shops: World) -> None:
    purchase = shops.show(by_platform(), company=shops.acme)

    found = Sender.objects.get()
    assert (purchase.state, Inspection.objects.get().reason) == ("pending", "unknown_sender")
    assert (found.signing_domain, found.from_address, found.state) == (
        "platform.example",
        "store+7@platform.example",
        "waiting",
    )
    assert purchase.receipt.sender == found
    assert settled(shops) == 0


def test_an_unknown_sender_needs_the_company_to_be_named(shops: World) -> None:
    assert shops.refusal(by_platform()) == "invalid"


def test_confirming_a_platform_settles_what_waits_and_what_comes(shops: World) -> None:
    first = shops.show(by_platform(), company=shops.acme)
    shops.names.records.clear()

    confirm(Sender.objects.get(), shops)
    assert settled(shops) == 1

    first.refresh_from_db()
    assert (first.state, first.group, first.shows) == ("accepted", "customer", "dispatch")
    assert Inspection.objects.get().state == "closed"
    shops.names.publish("platform.example", "k1", rsa_key().record)
    second = shops.show(by_platform(2))
    assert (second.state, second.company) == ("accepted", shops.acme)
    assert "platform" in second.receipt.checks


def test_what_waits_for_another_company_is_refused(shops: World) -> None:
    purchase = shops.show(by_platform(), company=story.company("Bolt"))

    confirm(Sender.objects.get(), shops)
    settled(shops)

    purchase.refresh_from_db()
    assert (purchase.state, purchase.refusal) == ("refused", "other-company")
    assert Inspection.objects.get().state == "closed"


def test_a_confirmed_pair_says_nothing_about_another_address(shops: World) -> None:
    shops.show(by_platform(), company=shops.acme)
    confirm(Sender.objects.get(), shops)

    other = shops.show(by_platform(2, sender="Bolt <store+8@platform.example>"), company=shops.acme)

    assert other.state == "pending"
    assert Sender.objects.filter(state="waiting").count() == 1


def test_of_a_marketplace_each_merchant_is_confirmed_once(shops: World) -> None:
    purchase = shops.show(by_market("Acme Mugs"), company=shops.acme)
    confirm(Sender.objects.get(merchant="acme mugs"), shops, kind="marketplace")
    settled(shops)

    purchase.refresh_from_db()
    assert purchase.state == "accepted"
    assert shops.show(by_market("ACME  Mugs", 2)).company == shops.acme
    assert shops.show(by_market("Bolt", 3), company=shops.acme).state == "pending"


def test_a_marketplaces_mail_without_merchant_is_refused(shops: World) -> None:
    shops.show(by_market("Acme Mugs"), company=shops.acme)
    confirm(Sender.objects.get(), shops, kind="marketplace")
    raw = mail(sender="Market <orders@market.example>", message_id="<x@market.example>")

    assert shops.refusal(signed(raw, domain="market.example"), company=shops.acme) == "no-merchant"


def test_an_order_at_a_marketplace_is_the_customers_proof(shops: World) -> None:
    body = "Hello Ana,\n\nwe have received your order number BD-2007.\n\nsold by Acme Mugs\n"
    raw = mail(sender="Market <orders@market.example>", subject="We have received your order BD-2007", body=body)

    purchase = shops.show(signed(raw, domain="market.example"), company=shops.acme)
    confirm(Sender.objects.get(), shops, kind="marketplace")
    settled(shops)

    purchase.refresh_from_db()
    assert (purchase.shows, purchase.group) == ("order", "customer")


def test_a_refused_sender_is_refused_from_then_on_and_its_address_goes(shops: World) -> None:
    purchase = shops.show(by_platform(), company=shops.acme)

    refuse_sender(sender=Sender.objects.get().public_id, actor=OPERATOR, now=shops.now)
    settled(shops)

    purchase.refresh_from_db()
    assert (purchase.state, purchase.refusal) == ("refused", "sender-refused")
    assert Sender.objects.get().from_address == ""
    assert shops.refusal(by_platform(2), company=shops.acme) == "sender-refused"


def test_a_sender_confirmed_by_mistake_is_taken_back_and_what_was_accepted_stays(shops: World) -> None:
    purchase = shops.show(by_platform(), company=shops.acme)
    found = confirm(Sender.objects.get(), shops)
    settled(shops)

    refuse_sender(sender=found.public_id, actor=OPERATOR, now=shops.now)

    purchase.refresh_from_db()
    assert purchase.state == "accepted"
    assert shops.refusal(by_platform(2), company=shops.acme) == "sender-refused"


def test_a_sender_is_confirmed_once_by_two_callers(shops: World) -> None:
    shops.show(by_platform(), company=shops.acme)
    found = Sender.objects.get()

    outcomes = at_once(*[lambda: confirm(found, shops)] * 2)

    assert refusals(outcomes) == ["already-decided"]
    assert Pending.objects.filter(kind="sender.confirmed").count() == 1


def test_confirming_and_refusing_at_once_decides_once(shops: World) -> None:
    shops.show(by_platform(), company=shops.acme)
    found = Sender.objects.get()

    outcomes = at_once(
        lambda: confirm(found, shops),
        lambda: refuse_sender(sender=found.public_id, actor=OPERATOR, now=shops.now),
    )

    found.refresh_from_db()
    assert found.state in ("confirmed", "refused")
    assert len(refusals(outcomes)) <= 1


def test_two_people_show_mails_of_one_unknown_sender_at_once(shops: World) -> None:
    ben = story.customer("ben@mail.example")

    at_once(
        lambda: shops.show(by_platform(1), company=shops.acme),
        lambda: shops.show(by_platform(2, to="ben@mail.example"), by=ben, company=shops.acme),
    )

    assert Sender.objects.count() == 1
    assert Purchase.objects.filter(state="pending").count() == 2


def test_a_platform_takes_in_the_merchants_that_wait(shops: World) -> None:
    for number, merchant in enumerate(("Acme Mugs", "Acme Cups"), 1):
        shops.show(by_market(merchant, number), company=shops.acme)
    found = Sender.objects.get(merchant="acme cups")

    confirm(found, shops)
    settled(shops)

    assert [one.merchant for one in Sender.objects.all()] == [""]
    assert Purchase.objects.filter(state="accepted").count() == 2


def test_a_pair_is_not_both_a_platform_and_a_marketplace(shops: World) -> None:
    shops.show(by_market("Acme Mugs"), company=shops.acme)
    confirm(Sender.objects.get(), shops, kind="marketplace")
    shops.show(by_market("Bolt", 2), company=shops.acme)

    with pytest.raises(Refused) as refusal:
        confirm(Sender.objects.get(merchant="bolt"), shops)

    assert refusal.value.code == "mixed-sender"


@pytest.mark.parametrize("actor", [Actor.customer(1), Actor.moderator(1), Actor.system("verification")])
def test_only_the_operator_maps_senders(shops: World, actor: Actor) -> None:
    shops.show(by_platform(), company=shops.acme)
    public_id = Sender.objects.get().public_id

    with pytest.raises(Forbidden):
        confirm_sender(sender=public_id, company_id=shops.acme.pk, kind="platform", actor=actor, now=shops.now)
    with pytest.raises(Forbidden):
        refuse_sender(sender=public_id, actor=actor, now=shops.now)


@pytest.mark.parametrize(("kind", "field"), [("shop", "kind"), ("payment", "kind"), ("platform", "company")])
def test_a_wrong_mapping_names_its_field(shops: World, kind: str, field: str) -> None:
    shops.show(by_platform(), company=shops.acme)
    company_id = None if field == "company" else shops.acme.pk

    with pytest.raises(Invalid) as refusal:
        confirm_sender(
            sender=Sender.objects.get().public_id, company_id=company_id, kind=kind, actor=OPERATOR, now=shops.now
        )

    assert list(refusal.value.fields) == [field]


def test_a_sender_that_is_not_there_is_not_found(shops: World) -> None:
    with pytest.raises(NotFound):
        refuse_sender(sender="nobody", actor=OPERATOR, now=shops.now)


def test_a_market_that_is_a_company_sells_for_others_too(shops: World) -> None:
    market = story.company("Market", domains=("market.example",))

    assert shops.show(by_market("Acme", 1), company=shops.acme).state == "pending"
    assert shops.show(by_market("Acme", 2), company=market).state == "accepted"
    assert shops.refusal(by_market("Somebody", 3), company=shops.acme) == "other-company"
