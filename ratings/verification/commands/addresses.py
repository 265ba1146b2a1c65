"""Confirming further addresses of one's own: a code is sent to each, and only who reads it there can confirm it."""

import hmac
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.hashes import newest_key_id, seal
from ratings.kernel.refusals import Forbidden, NotFound, Refused, invalid_field
from ratings.verification.commands.orders import clean_address
from ratings.verification.models import AddressCode, ConfirmedAddress
from ratings.verification.receiving import code_sent, hash_of_address
from ratings.verification.rules.addresses import (
    CODE_LIFETIME,
    CODES_KEPT,
    CODES_PER_ACCOUNT,
    CODES_PER_ADDRESS,
    MOST_ADDRESSES,
    MOST_TRIES,
)


def _customer_id(actor: Actor) -> int:
    """Return who acts as a customer. Raises Forbidden."""
    if actor.kind is not ActorKind.CUSTOMER or actor.user_id is None:
        raise Forbidden("not-a-customer", _("Only a customer has addresses here."))
    return actor.user_id


@transaction.atomic
def add_address(*, address: str, actor: Actor, now: datetime) -> AddressCode:
    """
    Send a code to an address that somebody says is theirs. It never tells whether another account has it.

    Raises Invalid (`address`), Forbidden, Refused (`already-yours`, `too-many-addresses`, `too-many-codes`).
    """
    user_id = _customer_id(actor)
    cleaned = clean_address("address", address)
    # The account is the lock: two requests at once must not both take the last code of a day.
    own = get_user_model().objects.select_for_update(no_key=True).values_list("email", flat=True).get(pk=user_id)
    _refuse_own(cleaned, own, user_id)
    digest = hash_of_address(cleaned)
    AddressCode.objects.filter(made_at__lt=now - CODES_KEPT).delete()
    _refuse_too_many(user_id, digest, now=now)
    asked = AddressCode.objects.create(
        user_id=user_id,
        sealed_address=seal(cleaned),
        address_hash=digest,
        key_id=newest_key_id(),
        made_at=now,
        expires_at=now + CODE_LIFETIME,
    )
    record("address.asked", subject=str(asked.pk), now=now)
    return asked


def _refuse_own(address: str, own: str, user_id: int) -> None:
    mine = ConfirmedAddress.objects.filter(user_id=user_id)
    if address == own.lower() or mine.filter(address_hash=hash_of_address(address)).exists():
        raise Refused("already-yours", _("This address is confirmed already; mails to it are taken."))
    if mine.count() >= MOST_ADDRESSES:
        words = _("You have %(n)d further addresses already. Remove one first.")
        raise Refused("too-many-addresses", words % {"n": MOST_ADDRESSES})


def _refuse_too_many(user_id: int, digest: bytes, *, now: datetime) -> None:
    recent = AddressCode.objects.filter(made_at__gt=now - CODES_KEPT)
    by_account = recent.filter(user_id=user_id).count()
    if by_account >= CODES_PER_ACCOUNT or recent.filter(address_hash=digest).count() >= CODES_PER_ADDRESS:
        raise Refused("too-many-codes", _("Too many codes for one day. Use the latest, or come back tomorrow."))


def confirm_address(*, address: str, code: str, actor: Actor, now: datetime) -> ConfirmedAddress:
    """
    Confirm an address by the latest code that was sent to it; every wrong code counts, also where it is refused.

    Call it outside of a transaction. Raises Invalid (`address`, `code`), Forbidden, Refused (`no-code`,
    `address-taken`, `already-yours`).
    """
    user_id = _customer_id(actor)
    cleaned = clean_address("address", address)
    if not _try(user_id, cleaned, code, now=now):
        raise invalid_field("code", _("This is not the code that we sent. Look at the latest mail, and type it again."))
    return _confirm(user_id, cleaned, now=now)


@transaction.atomic
def _try(user_id: int, address: str, code: str, *, now: datetime) -> bool:
    asked = (
        AddressCode.objects.select_for_update()
        .filter(user_id=user_id, address_hash=hash_of_address(address))
        .order_by("-pk")
        .first()
    )
    if asked is None or asked.expires_at <= now or asked.tries >= MOST_TRIES:
        raise Refused("no-code", _("There is no code for this address that still works. Have a new one sent."))
    is_right = hmac.compare_digest(code_sent(asked).encode(), "".join(code.split()).encode())
    asked.tries += 1
    # A code confirms once.
    asked.expires_at = now if is_right else asked.expires_at
    asked.save(update_fields=["tries", "expires_at"])
    return is_right


@transaction.atomic
def _confirm(user_id: int, address: str, *, now: datetime) -> ConfirmedAddress:
    taken = Refused(
        "address-taken",
        _("This address belongs to another account of Evenhand. Remove it there first, or use that account."),
    )
    if get_user_model().objects.filter(email__iexact=address).exclude(pk=user_id).exists():
        raise taken
    try:
        with transaction.atomic():
            confirmed = ConfirmedAddress.objects.create(
                user_id=user_id,
                sealed_address=seal(address),
                address_hash=hash_of_address(address),
                confirmed_at=now,
            )
    except IntegrityError as error:
        raise taken from error
    record("address.confirmed", subject=confirmed.public_id, now=now)
    return confirmed


@transaction.atomic
def remove_address(*, address: str, actor: Actor, now: datetime) -> None:
    """Take back a further address (its public id); mails to it are no longer taken. Raises Forbidden, NotFound."""
    found = ConfirmedAddress.objects.select_for_update().filter(public_id=address, user_id=_customer_id(actor)).first()
    if found is None:
        raise NotFound("no-such-address", _("You have no such address."))
    found.delete()
    record("address.removed", subject=address, now=now)
