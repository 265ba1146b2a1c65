"""Further addresses of a customer: confirmed by a code that only their mailbox shows, and nobody else's."""

import re
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.core import mail

from accounts.erasure import erase, export_of
from accounts.models import User
from ratings.journal.models import Pending
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refused
from ratings.verification.commands import (
    add_address,
    close_receiving_address,
    confirm_address,
    remove_address,
    renew_receiving_address,
)
from ratings.verification.models import AddressCode, ConfirmedAddress, ReceivedMail, ReceivingAddress
from ratings.verification.queries import account_receiving_at, confirmed_addresses, own_addresses, receiving_address
from ratings.verification.receiving import code_sent
from ratings.verification.rules.addresses import CODES_PER_ACCOUNT, CODES_PER_ADDRESS, MOST_ADDRESSES, MOST_TRIES
from tests.dashboards import story
from tests.together import at_once, refusals

ALIAS = "ana+shop@mail.example"


def acting(user: User) -> Actor:
    return Actor.customer(user.pk)


def asked(user: User, now: datetime, address: str = ALIAS) -> str:
    """Ask for a code and return it."""
    return code_sent(add_address(address=address, actor=acting(user), now=now))


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_account_s_own_address_is_confirmed_and_no_variant_of_it(ana: User) -> None:
    assert confirmed_addresses(ana.pk) == {"ana@mail.example"}


def test_a_code_from_the_mailbox_confirms_an_address(ana: User, now: datetime) -> None:
    add_address(address="Ana+Shop@Mail.Example", actor=acting(ana), now=now)
    drain(clock=lambda: now)

    (message,) = mail.outbox
    code = re.findall(r"\b\d{6}\b", str(message.body))[0]
    confirm_address(address=ALIAS, code=f" {code[:3]} {code[3:]} ", actor=acting(ana), now=now)

    assert message.to == [ALIAS]
    assert confirmed_addresses(ana.pk) == {"ana@mail.example", ALIAS}
    assert [one.address for one in own_addresses(ana.pk)] == [ALIAS]


def test_dots_and_plus_tags_make_another_address(ana: User, now: datetime) -> None:
    code = asked(ana, now)

    with pytest.raises(Refused, match="no code"):
        confirm_address(address="ana@mail.example", code=code, actor=acting(ana), now=now)
    confirm_address(address=ALIAS, code=code, actor=acting(ana), now=now)

    assert "anashop@mail.example" not in confirmed_addresses(ana.pk)


def test_a_code_confirms_once_and_for_a_quarter_of_an_hour(ana: User, now: datetime) -> None:
    code = asked(ana, now)

    with pytest.raises(Refused) as late:
        confirm_address(address=ALIAS, code=code, actor=acting(ana), now=now + timedelta(minutes=15))
    confirm_address(address=ALIAS, code=code, actor=acting(ana), now=now)
    with pytest.raises(Refused) as again:
        confirm_address(address=ALIAS, code=code, actor=acting(ana), now=now)

    assert late.value.code == again.value.code == "no-code"


def test_wrong_codes_are_counted_and_end_the_code(ana: User, now: datetime) -> None:
    code = asked(ana, now)
    for _number in range(MOST_TRIES):
        with pytest.raises(Invalid) as refusal:
            confirm_address(address=ALIAS, code=wrong(code), actor=acting(ana), now=now)
        assert set(refusal.value.fields) == {"code"}

    with pytest.raises(Refused, match="no code"):
        confirm_address(address=ALIAS, code=code, actor=acting(ana), now=now)
    assert not ConfirmedAddress.objects.exists()


def test_only_the_latest_code_works(ana: User, now: datetime) -> None:
    first, second = asked(ana, now), asked(ana, now)

    with pytest.raises(Invalid):
        confirm_address(address=ALIAS, code=first if first != second else wrong(second), actor=acting(ana), now=now)
    confirm_address(address=ALIAS, code=second, actor=acting(ana), now=now)


def test_another_account_s_code_is_of_no_use(ana: User, now: datetime) -> None:
    ben = story.customer("ben@mail.example")
    code = asked(ana, now)

    with pytest.raises(Refused, match="no code"):
        confirm_address(address=ALIAS, code=code, actor=acting(ben), now=now)
    assert confirmed_addresses(ben.pk) == {"ben@mail.example"}


def test_an_address_belongs_to_one_account_and_asking_does_not_tell_so(ana: User, now: datetime) -> None:
    ben = story.customer("ben@mail.example")
    confirm_address(address=ALIAS, code=asked(ana, now), actor=acting(ana), now=now)
    codes = {address: asked(ben, now, address) for address in (ALIAS, "ana@mail.example")}

    for address, code in codes.items():
        with pytest.raises(Refused) as refusal:
            confirm_address(address=address, code=code, actor=acting(ben), now=now)
        assert refusal.value.code == "address-taken"
    assert confirmed_addresses(ben.pk) == {"ben@mail.example"}


def test_an_alias_that_becomes_another_account_s_own_address_is_that_account_s(ana: User, now: datetime) -> None:
    confirm_address(address=ALIAS, code=asked(ana, now), actor=acting(ana), now=now)
    story.customer(ALIAS)

    assert confirmed_addresses(ana.pk) == {"ana@mail.example"}


def test_codes_are_few_a_day_for_an_account_and_for_an_address(ana: User, now: datetime) -> None:
    for number in range(CODES_PER_ACCOUNT):
        asked(ana, now, f"ana{number}@mail.example")
    with pytest.raises(Refused) as by_account:
        asked(ana, now)
    for _number in range(CODES_PER_ADDRESS):
        asked(story.customer(), now, "victim@mail.example")
    with pytest.raises(Refused) as by_address:
        asked(story.customer(), now, "VICTIM@mail.example")

    assert by_account.value.code == by_address.value.code == "too-many-codes"
    assert asked(ana, now + timedelta(days=1, minutes=1))
    assert AddressCode.objects.count() == 1


def test_an_account_has_ten_further_addresses_at_most(ana: User, now: datetime) -> None:
    for number in range(MOST_ADDRESSES):
        moment = now + timedelta(days=number)
        address = f"ana{number}@mail.example"
        confirm_address(address=address, code=asked(ana, moment, address), actor=acting(ana), now=moment)

    with pytest.raises(Refused) as refusal:
        asked(ana, now + timedelta(days=20))
    assert refusal.value.code == "too-many-addresses"


@pytest.mark.parametrize(
    "address", ["", "no address", "a@b", "x" * 250 + "@mail.example", "a@b.example\nBcc: c@d.example"]
)
def test_what_is_no_address_is_refused_by_its_field(ana: User, now: datetime, address: str) -> None:
    with pytest.raises(Invalid) as refusal:
        add_address(address=address, actor=acting(ana), now=now)

    assert set(refusal.value.fields) == {"address"}


@pytest.mark.parametrize("actor", [Actor.operator(), Actor.moderator(1), Actor.system("x")])
def test_only_customers_have_addresses(committed: None, now: datetime, actor: Actor) -> None:
    for call in (
        lambda: add_address(address=ALIAS, actor=actor, now=now),
        lambda: confirm_address(address=ALIAS, code="000000", actor=actor, now=now),
        lambda: remove_address(address="x", actor=actor, now=now),
        lambda: renew_receiving_address(actor=actor, now=now),
    ):
        with pytest.raises(Forbidden):
            call()


def test_a_removed_address_is_confirmed_no_more_and_another_s_stays(ana: User, now: datetime) -> None:
    ben = story.customer("ben@mail.example")
    confirmed = confirm_address(address=ALIAS, code=asked(ana, now), actor=acting(ana), now=now)

    with pytest.raises(NotFound):
        remove_address(address=confirmed.public_id, actor=acting(ben), now=now)
    remove_address(address=confirmed.public_id, actor=acting(ana), now=now)

    assert confirmed_addresses(ana.pk) == {"ana@mail.example"}


def test_two_requests_at_once_do_not_both_take_the_last_code_of_a_day(ana: User, now: datetime) -> None:
    for number in range(CODES_PER_ACCOUNT - 1):
        asked(ana, now, f"ana{number}@mail.example")

    outcomes = at_once(*[lambda: add_address(address=ALIAS, actor=acting(ana), now=now)] * 2)

    assert refusals(outcomes) == ["too-many-codes"]


def test_two_tries_at_once_confirm_once_and_are_both_counted(ana: User, now: datetime) -> None:
    code = asked(ana, now)

    outcomes = at_once(*[lambda: confirm_address(address=ALIAS, code=code, actor=acting(ana), now=now)] * 2)

    assert refusals(outcomes) == ["no-code"]
    assert ConfirmedAddress.objects.count() == 1


def test_guesses_at_once_are_each_counted(ana: User, now: datetime) -> None:
    code = asked(ana, now)
    guess = lambda: confirm_address(address=ALIAS, code=wrong(code), actor=acting(ana), now=now)  # noqa: E731

    outcomes = at_once(*[guess] * (MOST_TRIES + 3))

    assert refusals(outcomes).count("no-code") == 3
    assert AddressCode.objects.get().tries == MOST_TRIES


def test_two_accounts_confirming_one_address_at_once_do_not_both_get_it(ana: User, now: datetime) -> None:
    ben = story.customer("ben@mail.example")
    codes = {user: asked(user, now) for user in (ana, ben)}

    outcomes = at_once(
        *[
            lambda user=user: confirm_address(address=ALIAS, code=codes[user], actor=acting(user), now=now)
            for user in codes
        ]
    )

    assert refusals(outcomes) == ["address-taken"]


def test_two_removals_at_once_remove_once(ana: User, now: datetime) -> None:
    one = confirm_address(address=ALIAS, code=asked(ana, now), actor=acting(ana), now=now).public_id

    outcomes = at_once(*[lambda: remove_address(address=one, actor=acting(ana), now=now)] * 2)

    assert refusals(outcomes) == ["no-such-address"]


def test_addresses_and_codes_are_sealed_and_in_no_entry(ana: User, now: datetime) -> None:
    confirm_address(address=ALIAS, code=asked(ana, now), actor=acting(ana), now=now)

    for model in (ConfirmedAddress, AddressCode):
        assert b"ana" not in bytes(model.objects.get().sealed_address)
    assert not [one for one in Pending.objects.all() if "ana" in f"{one.subject}{one.data}"]


def test_a_receiving_address_is_secret_renewable_and_closable(ana: User, now: datetime, settings: LazySettings) -> None:
    settings.RECEIPTS_ADDRESS = "receipts@ratings.example"
    renew_receiving_address(actor=acting(ana), now=now)
    first = receiving_address(ana.pk)
    renew_receiving_address(actor=acting(ana), now=now)
    second = receiving_address(ana.pk)
    assert first
    assert second

    assert first != second
    assert account_receiving_at(first) is None
    assert account_receiving_at(second.upper()) == ana.pk
    assert not ReceivingAddress.objects.filter(token_hash=second.encode()).exists()
    close_receiving_address(actor=acting(ana), now=now)
    assert account_receiving_at(second) is None
    assert receiving_address(ana.pk) is None


@pytest.mark.parametrize(
    "address", ["receipts@ratings.example", "receipts+@ratings.example", "receipts+x@other.example", ""]
)
def test_no_other_address_is_anybody_s(ana: User, now: datetime, settings: LazySettings, address: str) -> None:
    settings.RECEIPTS_ADDRESS = "receipts@ratings.example"
    renew_receiving_address(actor=acting(ana), now=now)

    assert account_receiving_at(address) is None


def test_two_renewals_at_once_leave_one_address_open(ana: User, now: datetime) -> None:
    renew_receiving_address(actor=acting(ana), now=now)

    at_once(*[lambda: renew_receiving_address(actor=acting(ana), now=now)] * 2)

    assert ReceivingAddress.objects.filter(closed_at=None).count() == 1


def test_an_export_holds_the_addresses_and_an_erasure_takes_them(
    ana: User, now: datetime, settings: LazySettings
) -> None:
    settings.RECEIPTS_ADDRESS = "receipts@ratings.example"
    confirm_address(address=ALIAS, code=asked(ana, now), actor=acting(ana), now=now)
    renew_receiving_address(actor=acting(ana), now=now)
    ReceivedMail.objects.create(user=ana, received_at=now, outcome="refused", words="Too old.")
    exported = str(export_of(ana))
    assert ALIAS in exported
    assert str(receiving_address(ana.pk)) in exported
    assert "Too old." in exported

    erase(user_id=ana.pk, keep_reviews=False, now=now)

    for model in (AddressCode, ConfirmedAddress, ReceivedMail, ReceivingAddress):
        assert not model.objects.exists(), model
    assert get_user_model().objects.get(pk=ana.pk).erased_at == now
