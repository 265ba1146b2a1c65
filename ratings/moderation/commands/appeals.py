"""Appeals: lodged by the person concerned, decided by another person, never by a machine."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.refusals import Forbidden, NotFound, Refused, invalid_field
from ratings.kernel.texts import clean_text
from ratings.moderation.commands.classes import proposed_by
from ratings.moderation.commands.deciding import (
    Judgement,
    close_proof_case,
    refuse_tied,
    refuse_unless_moderator,
    restore_with_proof,
    write_decision,
)
from ratings.moderation.models import Appeal, Decision
from ratings.moderation.rules import APPEAL_DECIDED_IN, LONGEST_WORDS, SHORTEST_WORDS, appeal_open_until
from ratings.replies.commands import restore_reply
from ratings.reviews import commands as reviews

APPEALABLE = frozenset(
    {Decision.Action.REJECT, Decision.Action.REMOVE, Decision.Action.REVOKE_PROOF, Decision.Action.REVOKE_HOLD}
)


@transaction.atomic
def lodge_appeal(*, decision: str, reasons: str, actor: Actor, now: datetime) -> Appeal:
    """
    Object to a decision (its public id) within six months.

    Raises Invalid (`reasons`), Refused (`not-appealable`, `already-appealed`, `too-late`), Forbidden, NotFound.
    """
    found = Decision.objects.select_related("review", "reply").filter(public_id=decision).first()
    if found is None:
        raise NotFound("no-such-decision", _("There is no such decision."))
    _refuse_unless_concerned(found, actor)
    words = clean_text("reasons", reasons, longest=LONGEST_WORDS, shortest=SHORTEST_WORDS)
    if found.action not in APPEALABLE:
        raise Refused("not-appealable", _("This decision restricts nothing that could be restored."))
    if now.date() > appeal_open_until(found.decided_at.date()):
        raise Refused("too-late", _("The six months for an appeal are over."))
    appeal, is_new = Appeal.objects.get_or_create(
        decision=found,
        defaults={
            "lodged_by_id": actor.user_id,
            "reasons": words,
            "lodged_at": now,
            "due_at": now + APPEAL_DECIDED_IN,
        },
    )
    if not is_new:
        raise Refused("already-appealed", _("This decision has been appealed already."))
    record("appeal.lodged", company_id=found.company_id, subject=appeal.public_id, now=now)
    return appeal


def _refuse_unless_concerned(decision: Decision, actor: Actor) -> None:
    if decision.reply is not None:
        if actor.speaks_for(decision.company_id, roles=("owner", "manager", "responder")):
            return
    elif actor.wrote(author_id=decision.review.author_id, review_id=decision.review_id):
        return
    raise Forbidden("not-concerned", _("Only the person whom a decision concerns can appeal it."))


@transaction.atomic
def decide_appeal(*, appeal: str, outcome: str, words: str, actor: Actor, now: datetime) -> Appeal:
    """
    Decide an appeal (its public id): `upheld` leaves the decision, `reversed` restores what it restricted.

    Raises Invalid (`outcome`, `words`), Refused (`already-decided`), Forbidden (`same-person`, `tied`), NotFound.
    """
    user_id = refuse_unless_moderator(actor)
    if outcome not in (Appeal.State.UPHELD, Appeal.State.REVERSED):
        raise invalid_field("outcome", _("This must be upheld or reversed."))
    words = clean_text("words", words, longest=LONGEST_WORDS, shortest=SHORTEST_WORDS)
    found = Appeal.objects.select_for_update().filter(public_id=appeal).first()
    if found is None:
        raise NotFound("no-such-appeal", _("There is no such appeal."))
    if found.state != Appeal.State.OPEN:
        raise Refused("already-decided", _("This appeal has been decided already."))
    if found.decision.decided_by_id == user_id or proposed_by(found.decision) == user_id:
        raise Forbidden("same-person", _("An appeal is decided by another person than the decision."))
    refuse_tied(user_id, found.decision.review)
    if outcome == Appeal.State.REVERSED:
        _reverse(found.decision, user_id=user_id, now=now)
    found.state = outcome
    found.words = words
    found.decided_by_id = user_id
    found.decided_at = now
    found.save()
    record("appeal.decided", company_id=found.decision.company_id, subject=found.public_id, now=now, outcome=outcome)
    return found


def _reverse(decision: Decision, *, user_id: int, now: datetime) -> None:
    actor = Actor(kind=ActorKind.MODERATOR, user_id=user_id)
    if decision.reply_id is not None:
        restore_reply(reply_id=decision.reply_id, actor=actor, now=now)
    elif decision.action == Decision.Action.REJECT:
        reviews.restore_revision(review_id=decision.review_id, number=decision.revision, actor=actor, now=now)
    else:
        _refuse_if_removed_later(decision)
        restore_with_proof(decision.review, actor=actor, now=now)
        close_proof_case(decision.review_id, now=now)
    judgement = Judgement(action=Decision.Action.RESTORE)
    write_decision(decision.case, judgement, user_id=user_id, now=now, reverses=decision)


def _refuse_if_removed_later(decision: Decision) -> None:
    later = Decision.objects.filter(
        review_id=decision.review_id, reply=None, pk__gt=decision.pk, action__in=APPEALABLE, reversed_by=None
    )
    if later.exists():
        raise Refused("decided-later", _("A later decision took this review away; only its own appeal restores it."))
