"""A person's look at a proof: opened by a check, taken by a moderator, decided with a reason."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ratings.claims.models import Representative
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.months import months_before
from ratings.kernel.refusals import Forbidden, NotFound, Refused, invalid_field
from ratings.kernel.texts import clean_text
from ratings.verification.commands.verdicts import accept_purchase, bind_order, refuse_purchase
from ratings.verification.models import Inspection, Purchase, Shows
from ratings.verification.rules import (
    BY_A_PERSON,
    INSPECTION_HELD_FOR,
    INSPECTION_WORKING_DAYS,
    REVIEWABLE_MONTHS,
    working_days_after,
)

LONGEST_WORDS = 2000


@transaction.atomic
def open_reexamination(*, purchase_id: int, actor: Actor, now: datetime) -> Inspection:
    """
    Give a moderator a proof that was accepted, or since revoked, to look at again; the one that is open is handed on.

    Raises Forbidden, Refused (`not-accepted`).
    """
    if actor.kind is not ActorKind.MODERATOR or actor.user_id is None:
        raise Forbidden("not-a-moderator", _("Only moderators look at proofs."))
    purchase = Purchase.objects.select_for_update().get(pk=purchase_id)
    _refuse_tied(purchase, actor.user_id)
    if purchase.state not in (Purchase.State.ACCEPTED, Purchase.State.REVOKED):
        raise Refused("not-accepted", _("This proof was never accepted."))
    found, _is_new = Inspection.objects.update_or_create(
        purchase=purchase,
        state=Inspection.State.OPEN,
        defaults={"claimed_by_id": actor.user_id, "claimed_until": now + INSPECTION_HELD_FOR},
        create_defaults={
            "reason": Inspection.Reason.RE_EXAMINATION,
            "opened_at": now,
            "due_at": working_days_after(now, INSPECTION_WORKING_DAYS),
            "claimed_by_id": actor.user_id,
            "claimed_until": now + INSPECTION_HELD_FOR,
        },
    )
    return found


@transaction.atomic
def close_reexamination(*, purchase_id: int, now: datetime) -> int:
    """End the re-examination of a proof with the case that it belonged to; return how many there were."""
    return Inspection.objects.filter(
        purchase_id=purchase_id, state=Inspection.State.OPEN, reason=Inspection.Reason.RE_EXAMINATION
    ).update(state=Inspection.State.CLOSED, decided_at=now)


def _lock(public_id: str, actor: Actor) -> tuple[Inspection, int]:
    """Lock purchase, then inspection; return it with the moderator's user id."""
    if actor.kind is not ActorKind.MODERATOR or actor.user_id is None:
        raise Forbidden("not-a-moderator", _("Only moderators look at proofs."))
    purchase_id = Inspection.objects.filter(public_id=public_id).values_list("purchase_id", flat=True).first()
    if purchase_id is None:
        raise NotFound("no-such-inspection", _("There is no such inspection."))
    purchase = Purchase.objects.select_for_update().get(pk=purchase_id)
    found = Inspection.objects.select_for_update().get(public_id=public_id)
    found.purchase = purchase
    if found.state != Inspection.State.OPEN:
        raise Refused("already-decided", _("This proof has been decided already."))
    _refuse_tied(purchase, actor.user_id)
    return found, actor.user_id


def _refuse_tied(purchase: Purchase, user_id: int) -> None:
    is_customer = purchase.customer_id == user_id
    if is_customer or Representative.objects.filter(company_id=purchase.company_id, user_id=user_id).exists():
        raise Forbidden("tied", _("You have a tie with this proof; another moderator looks at it."))


@transaction.atomic
def claim_inspection(*, inspection: str, actor: Actor, now: datetime) -> Inspection:
    """Take an inspection for fifteen minutes. Raises Forbidden, Refused (`claimed`, `already-decided`), NotFound."""
    found, user_id = _lock(inspection, actor)
    _refuse_taken(found, user_id, now=now)
    found.claimed_by_id = user_id
    found.claimed_until = now + INSPECTION_HELD_FOR
    found.save(update_fields=["claimed_by", "claimed_until"])
    return found


def _refuse_taken(found: Inspection, user_id: int, *, now: datetime) -> None:
    if found.claimed_by_id not in (None, user_id) and found.claimed_until and found.claimed_until > now:
        raise Refused("claimed", _("Another moderator is looking at this proof."))


@transaction.atomic
def accept_inspected(
    *, inspection: str, shows: str, last_event_on: date, actor: Actor, now: datetime, words: str = "", order: str = ""
) -> Purchase:
    """
    Accept a proof that a person has looked at; they say what it shows, and the day of the last thing that it shows.

    `order` is the order number that stands on it, so that one order proves one purchase, whatever its customer said.
    Raises Invalid (`shows`, `last_event_on`, `order`, `words`), Forbidden, Refused (`already-decided`, `claimed`,
    `order-shown`), NotFound.
    """
    if shows not in Shows.values:
        raise invalid_field("shows", _("Choose what the proof shows from the list."))
    words = _cleaned(words)
    found, user_id = _lock(inspection, actor)
    _refuse_taken(found, user_id, now=now)
    _refuse_day(last_event_on, purchase=found.purchase, now=now)
    bind_order(found.purchase, order)
    _decide(found, Inspection.State.ACCEPTED, user_id, words=words, now=now)
    return accept_purchase(
        purchase_id=found.purchase_id, actor=actor, shows=shows, last_event_on=last_event_on, now=now
    )


def _refuse_day(day: date, *, purchase: Purchase, now: datetime) -> None:
    """Refuse a day that has not come, or one from which a review could not have been written when it was shown."""
    if day > now.date():
        raise invalid_field("last_event_on", _("This day has not come yet."))
    if day < months_before(purchase.begun_at.date(), REVIEWABLE_MONTHS):
        raise invalid_field(
            "last_event_on", _("This was more than twelve months before it was shown: refuse it as too old.")
        )


@transaction.atomic
def refuse_inspected(*, inspection: str, code: str, actor: Actor, now: datetime, words: str = "") -> Purchase:
    """
    Refuse a proof that a person has looked at; the code, of the closed list, says why and what would work instead.

    Raises Invalid (`code`, `words`), Forbidden, Refused (`already-decided`, `claimed`), NotFound.
    """
    if code not in BY_A_PERSON:
        raise invalid_field("code", _("Choose the reason from the list."))
    words = _cleaned(words)
    found, user_id = _lock(inspection, actor)
    _refuse_taken(found, user_id, now=now)
    _decide(found, Inspection.State.REFUSED, user_id, words=words, now=now)
    return refuse_purchase(purchase_id=found.purchase_id, code=code, actor=actor, now=now)


def _cleaned(words: str) -> str:
    return clean_text("words", words, longest=LONGEST_WORDS, shortest=0)


def _decide(found: Inspection, state: Inspection.State, user_id: int, *, words: str, now: datetime) -> None:
    if found.reason == Inspection.Reason.RE_EXAMINATION:
        raise Refused("in-its-case", _("This proof is looked at again for a case; the decision is made there."))
    found.state = state
    found.decided_by_id = user_id
    found.decided_at = now
    found.words = words
    found.save(update_fields=["state", "decided_by", "decided_at", "words"])
