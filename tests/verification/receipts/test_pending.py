"""A DNS that says nothing makes a proof wait, not fail; and a key that has gone since vouches for what it signed."""

import json
import logging
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Refused
from ratings.verification.commands import (
    VERIFICATION,
    fetch_keys,
    refuse_purchase,
    retry_receipt,
    retry_receipts,
)
from ratings.verification.models import DkimKey, Purchase, Receipt
from tests.dashboards import story
from tests.together import at_once
from tests.verification.receipts.nameserver import Mood
from tests.verification.receipts.signing import mail, ordered, rsa_key, signed
from tests.verification.receipts.world import World

LATER = timedelta(minutes=6)


def waiting(world: World) -> Purchase:
    world.names.mood = Mood.FAILS
    return world.show(signed(mail()))


def retried(world: World, at: datetime) -> int:
    return retry_receipts(actor=VERIFICATION, now=at)


@pytest.mark.parametrize("mood", [Mood.SILENT, Mood.FAILS])
def test_a_mail_waits_for_a_dns_that_does_not_answer(world: World, mood: Mood) -> None:
    world.names.mood = mood

    purchase = world.show(signed(mail()))

    assert (purchase.state, purchase.shows) == ("pending", "dispatch")
    assert (purchase.receipt.checks, purchase.receipt.key) == ([], None)
    assert Receipt.objects.get().next_try_at == world.now + timedelta(minutes=5)


def test_it_is_accepted_once_the_dns_answers(world: World) -> None:
    purchase = waiting(world)
    world.names.mood = Mood.ANSWERS

    assert retried(world, world.now + timedelta(minutes=4)) == 0
    assert retried(world, world.now + LATER) == 1

    purchase.refresh_from_db()
    assert (purchase.state, purchase.group) == ("accepted", "customer")
    receipt = Receipt.objects.get()
    assert (receipt.next_try_at, story.there(receipt.key).record) == (None, rsa_key().record)
    assert "signature" in receipt.checks
    assert retried(world, world.now + timedelta(days=9)) == 0


def test_it_is_refused_where_the_key_turns_out_to_be_absent(world: World) -> None:
    purchase = waiting(world)
    world.names.mood = Mood.ANSWERS
    world.names.withdraw("acme.example", "k1")

    retried(world, world.now + LATER)

    purchase.refresh_from_db()
    assert (purchase.state, purchase.refusal) == ("refused", "no-key")


def test_after_three_days_of_silence_it_is_refused_and_may_be_shown_again(world: World) -> None:
    purchase = waiting(world)
    Receipt.objects.update(try_count=10)

    retried(world, world.now + timedelta(days=3))

    purchase.refresh_from_db()
    assert (purchase.state, purchase.refusal) == ("refused", "dns-silent")
    world.names.mood = Mood.ANSWERS
    assert world.show(signed(mail())).state == "accepted"


def test_the_dns_is_asked_ever_more_seldom(world: World) -> None:
    waiting(world)
    times = []
    at = world.now
    for _number in range(3):
        at = story.there(Receipt.objects.get().next_try_at)
        times.append(at)
        retried(world, at)

    assert [later - earlier for earlier, later in pairwise(times)] == [timedelta(minutes=15), timedelta(hours=1)]


def test_a_waiting_mail_is_used_up_while_it_waits(world: World) -> None:
    waiting(world)

    assert world.refusal(signed(mail())) == "mail-used"


def test_a_mail_is_judged_as_of_the_day_it_was_shown(world: World) -> None:
    world.names.mood = Mood.FAILS
    purchase = world.show(signed(mail(at=world.now - timedelta(days=365))))
    world.names.mood = Mood.ANSWERS

    retried(world, world.now + timedelta(days=1))

    purchase.refresh_from_db()
    assert purchase.state == "accepted"


def test_two_workers_accept_it_once(world: World) -> None:
    purchase = waiting(world)
    world.names.mood = Mood.ANSWERS

    at_once(*[lambda: retry_receipt(purchase_id=purchase.pk, actor=VERIFICATION, now=world.now + LATER)] * 2)

    purchase.refresh_from_db()
    assert purchase.state == "accepted"


def test_a_verdict_given_meanwhile_stays(world: World) -> None:
    purchase = waiting(world)
    world.names.mood = Mood.ANSWERS
    refuse_purchase(purchase_id=purchase.pk, code="other", actor=VERIFICATION, now=world.now)

    assert retry_receipt(purchase_id=purchase.pk, actor=VERIFICATION, now=world.now + LATER).state == "refused"


def test_only_time_retries(world: World) -> None:
    purchase = waiting(world)

    with pytest.raises(Forbidden):
        retry_receipt(purchase_id=purchase.pk, actor=Actor.customer(world.ana.pk), now=world.now)
    with pytest.raises(Forbidden):
        fetch_keys(actor=Actor.moderator(world.ana.pk), now=world.now)


def test_a_key_rotated_after_acceptance_keeps_the_proof(world: World) -> None:
    purchase = world.show(signed(mail()))
    world.names.publish("acme.example", "k1", rsa_key(2048, 2).record)
    fetch_keys(actor=VERIFICATION, now=world.now + timedelta(days=1))
    retried(world, world.now + timedelta(days=1))

    purchase.refresh_from_db()
    assert purchase.state == "accepted"
    assert story.there(Receipt.objects.get().key).record == rsa_key().record
    assert DkimKey.objects.count() == 2


def test_the_archive_remembers_from_when_to_when_a_key_was_there(world: World) -> None:
    world.show(signed(ordered()))
    for day in (1, 2):
        assert fetch_keys(actor=VERIFICATION, now=world.now + timedelta(days=day)) == 1
    world.names.withdraw("acme.example", "k1")
    assert fetch_keys(actor=VERIFICATION, now=world.now + timedelta(days=3)) == 0

    (key,) = DkimKey.objects.all()
    assert (key.first_seen_at, key.last_seen_at) == (world.now, world.now + timedelta(days=2))


@pytest.mark.parametrize("after", ["withdrawn", "replaced"])
def test_a_mail_signed_before_a_rotation_is_judged_by_the_archived_key(world: World, after: str) -> None:
    world.show(signed(ordered()))
    rotate(world, after)

    purchase = world.show(signed(mail()))

    assert purchase.state == "accepted"
    assert Receipt.objects.get(purchase=purchase).flags == ["archived-key"]


def rotate(world: World, after: str) -> None:
    if after == "withdrawn":
        world.names.withdraw("acme.example", "k1")
    else:
        world.names.publish("acme.example", "k1", rsa_key(2048, 2).record)


def test_an_archived_key_vouches_for_no_mail_of_another_time(world: World) -> None:
    world.show(signed(ordered()))
    DkimKey.objects.update(last_seen_at=world.now - timedelta(days=4), first_seen_at=world.now - timedelta(days=9))
    world.names.withdraw("acme.example", "k1")

    assert world.refusal(signed(mail())) == "no-key"


def test_a_revoked_key_vouches_for_nothing_even_in_the_archive(world: World) -> None:
    world.show(signed(ordered()))
    world.names.publish("acme.example", "k1", "v=DKIM1; k=rsa; p=")
    fetch_keys(actor=VERIFICATION, now=world.now)
    world.names.withdraw("acme.example", "k1")

    assert world.refusal(signed(mail())) == "no-key"


def test_a_short_key_vouches_for_nothing_once_it_is_gone(world: World) -> None:
    short = rsa_key(1024)
    world.names.publish("acme.example", "k1", short.record)
    world.show(signed(ordered(), key=short))
    world.names.withdraw("acme.example", "k1")

    assert world.refusal(signed(mail(), key=short)) == "no-key"


def test_what_nobody_signed_with_is_not_archived(world: World) -> None:
    world.names.publish("evil.example", "k1", rsa_key(2048, 2).record)

    world.refusal(signed(mail(), domain="evil.example"))

    assert not DkimKey.objects.filter(domain="evil.example").exists()


def test_nothing_of_a_mail_is_in_any_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("dkimpy").setLevel(logging.DEBUG)

    purchase = world.show(signed(mail()))
    for broken in (signed(mail(message_id="<m3@acme.example>")) + b"x", b"\xff" + mail(), signed(mail())):
        world.refusal(broken)
    world.names.mood = Mood.FAILS
    world.show(signed(mail(subject="Order 99 dispatched", body="order number 99", message_id="<m9@acme.example>")))
    Purchase.objects.filter(state="pending").get().files.update(sealed_key=b"broken")
    retried(world, world.now + LATER)

    said = json.dumps([record.getMessage() for record in caplog.records], default=str)
    said += caplog.text
    assert "receipt_retry_failed" in said
    assert purchase.state == "accepted"
    for secret in ("4711", "dispatched", "ana@mail", "orders@", "m1@", "mug", "Acme team"):
        assert secret not in said


def test_an_order_is_free_again_once_its_mail_is_refused(world: World) -> None:
    purchase = waiting(world)
    refuse_purchase(purchase_id=purchase.pk, code="other", actor=VERIFICATION, now=world.now)
    world.names.mood = Mood.ANSWERS

    assert world.show(signed(mail(message_id="<m8@acme.example>", body="order number 4711-0815 went out"))).state == (
        "accepted"
    )
    with pytest.raises(Refused):
        world.show(signed(mail()))


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def test_a_signature_that_runs_out_while_the_dns_is_silent_is_judged_as_of_when_it_came(world: World) -> None:
    # The mail came two years before the clock on the wall: no library's idea of now may decide about it.
    world.now -= timedelta(days=700)
    came = world.now
    raw = signed(mail(at=came - timedelta(hours=1)), tags=f"t={seconds(came) - 60}; x={seconds(came) + 600};")
    world.names.mood = Mood.FAILS
    purchase = world.show(raw)
    world.names.mood = Mood.ANSWERS

    retried(world, came + timedelta(hours=2))

    purchase.refresh_from_db()
    assert (purchase.state, purchase.refusal) == ("accepted", "")


@pytest.mark.parametrize(
    ("made", "ends", "code"),
    [
        (-7200, -1, "signature-expired"),
        (-60, 60, ""),
        (3600, 60, "signature-broken"),
    ],
)
def test_the_times_in_a_signature_are_held_against_our_clock(world: World, made: int, ends: int, code: str) -> None:
    tags = f"t={seconds(world.now) + made}; x={seconds(world.now) + ends};"
    raw = signed(mail(), tags=tags)

    if code:
        assert world.refusal(raw) == code
    else:
        assert world.show(raw).state == "accepted"


def test_a_time_that_is_no_number_breaks_a_signature(world: World) -> None:
    assert world.refusal(signed(mail(), tags="x=+1_0;")) == "signature-broken"
