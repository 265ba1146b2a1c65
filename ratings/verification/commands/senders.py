"""Deciding for whom a sender of mails sends. The operator does; it decides about no single proof."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ratings.companies.models import Company
from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.refusals import Forbidden, NotFound, Refused, invalid_field
from ratings.verification.models import Receipt, Sender

INTERMEDIARIES = (Sender.Kind.MARKETPLACE, Sender.Kind.PAYMENT)


def _lock(public_id: str, actor: Actor) -> Sender:
    if actor.kind is not ActorKind.OPERATOR:
        raise Forbidden("not-the-operator", _("Only the operator says for whom a sender sends."))
    # No key is changed, and mails that come in meanwhile point here: they are not to wait.
    found = Sender.objects.select_for_update(no_key=True).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("no-such-sender", _("There is no such sender."))
    return found


@transaction.atomic
def confirm_sender(*, sender: str, company_id: int | None, kind: str, actor: Actor, now: datetime) -> Sender:
    """
    Say once that a sender (its public id) sends for a company; the mails that wait for it are judged next.

    A platform's pair is one company's whatever a mail names; of a marketplace or payment service only the pair with
    this merchant is. Raises Invalid (`kind`, `company`), Refused (`already-decided`, `mixed-sender`), Forbidden,
    NotFound.
    """
    found = _lock(sender, actor)
    if found.state != Sender.State.WAITING:
        raise Refused("already-decided", _("This sender has been decided about already."))
    _refuse_kind(found, kind)
    if company_id is None or not Company.objects.filter(pk=company_id, merged_into__isnull=True).exists():
        raise invalid_field("company", _("There is no such company."))
    if kind == Sender.Kind.PLATFORM:
        _gather(found)
    found.state = Sender.State.CONFIRMED
    found.kind = kind
    found.company_id = company_id
    found.decided_by_id = actor.user_id
    found.decided_at = now
    found.save()
    record("sender.confirmed", company_id=company_id, subject=found.public_id, now=now, sender=kind)
    return found


def _pair(found: Sender) -> "dict[str, object]":
    return {"signing_domain": found.signing_domain, "address_hash": bytes(found.address_hash)}


def _refuse_kind(found: Sender, kind: str) -> None:
    if kind not in Sender.Kind.values:
        raise invalid_field("kind", _("This must be one of: %(names)s.") % {"names": ", ".join(Sender.Kind.values)})
    if kind in INTERMEDIARIES and not found.merchant:
        raise invalid_field(
            "kind", _("Its mails name no merchant, so it cannot be told whose they are. It can only be refused.")
        )
    others = INTERMEDIARIES if kind == Sender.Kind.PLATFORM else (Sender.Kind.PLATFORM,)
    if Sender.objects.filter(kind__in=others, **_pair(found)).exists():
        raise Refused(
            "mixed-sender",
            _("This pair is confirmed as another kind of sender already; refuse that one first."),
        )


def _gather(found: Sender) -> None:
    """Make the pair one row: what its mails name as merchant does not matter any more."""
    others = Sender.objects.filter(state=Sender.State.WAITING, **_pair(found)).exclude(pk=found.pk)
    for other in others.select_for_update(no_key=True).order_by("pk"):
        Receipt.objects.filter(sender=other).update(sender=found)
        other.delete()
    found.merchant = ""


@transaction.atomic
def refuse_sender(*, sender: str, actor: Actor, now: datetime) -> Sender:
    """
    Take no mails of a sender (its public id), whether it waits or was confirmed; what was accepted stays.

    Raises Refused (`already-decided`), Forbidden, NotFound.
    """
    found = _lock(sender, actor)
    if found.state == Sender.State.REFUSED:
        raise Refused("already-decided", _("This sender has been decided about already."))
    company_id = found.company_id
    found.state = Sender.State.REFUSED
    found.kind = found.from_address = ""
    found.company = None
    found.decided_by_id = actor.user_id
    found.decided_at = now
    found.save()
    record("sender.refused", company_id=company_id, subject=found.public_id, now=now)
    return found
