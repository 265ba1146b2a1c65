"""Addresses that an account has confirmed, and the one that it sends mails to."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models.functions import Lower

from ratings.kernel.hashes import unseal
from ratings.verification.models import AddressCode, ConfirmedAddress, ReceivedMail, ReceivingAddress
from ratings.verification.receiving import hash_of_receiving, receiving_token


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAddress:
    """A further address of an account; `public_id` names it in commands."""

    public_id: str
    address: str
    confirmed_at: datetime


def confirmed_addresses(user_id: int) -> set[str]:
    """
    Return the addresses that order mails may have gone to, in lower case: the account's own and its further ones.

    An address that has become another account's own since is that account's.
    """
    further = {one.address for one in own_addresses(user_id)}
    users = get_user_model().objects
    lower = users.annotate(lower=Lower("email"))
    others = lower.filter(lower__in=further).exclude(pk=user_id).values_list("lower", flat=True) if further else ()
    own = users.filter(pk=user_id).values_list("email", flat=True)
    return (further - set(others)) | {email.lower() for email in own}


def own_addresses(user_id: int) -> list[OwnAddress]:
    """Return an account's further addresses, oldest first, 10 at most."""
    rows = ConfirmedAddress.objects.filter(user_id=user_id).order_by("confirmed_at", "pk")[:10]
    return [
        OwnAddress(public_id=one.public_id, address=unseal(bytes(one.sealed_address)), confirmed_at=one.confirmed_at)
        for one in rows
    ]


def receiving_address(user_id: int) -> str | None:
    """Return the secret address at which an account takes mails; None where it has none, or the platform has none."""
    found = ReceivingAddress.objects.filter(user_id=user_id, closed_at=None).first()
    if found is None or not settings.RECEIPTS_ADDRESS:
        return None
    local, _at, host = settings.RECEIPTS_ADDRESS.rpartition("@")
    return f"{local}+{receiving_token(found.public_id, found.key_id)}@{host}"


def account_receiving_at(address: str) -> int | None:
    """Return the account whose open receiving address this is, or None for every other address."""
    local, _at, host = settings.RECEIPTS_ADDRESS.lower().rpartition("@")
    name, _sign, domain = address.lower().rpartition("@")
    prefix = f"{local}+"
    if not local or domain != host or not name.startswith(prefix):
        return None
    found = ReceivingAddress.objects.filter(token_hash=hash_of_receiving(name.removeprefix(prefix)), closed_at=None)
    return found.values_list("user_id", flat=True).first()


def addresses_of(user_id: int) -> dict[str, object]:
    """Return all that is kept of a person's addresses, for their export."""
    codes = AddressCode.objects.filter(user_id=user_id)
    mails = ReceivedMail.objects.filter(user_id=user_id)
    receiving = ReceivingAddress.objects.filter(user_id=user_id)
    return {
        "addresses": [{"address": one.address, "confirmed_at": one.confirmed_at} for one in own_addresses(user_id)],
        "address_codes": [{"address": unseal(bytes(one.sealed_address)), "sent_at": one.made_at} for one in codes],
        "receiving_address": receiving_address(user_id),
        "receiving_addresses": list(receiving.values("made_at", "closed_at")),
        "mails_received": list(mails.values("received_at", "outcome", "code", "words")),
    }
