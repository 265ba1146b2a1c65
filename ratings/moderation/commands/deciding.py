"""Decisions by people: with a ground, words, and the statement of reasons in the same transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ratings.claims.models import Representative
from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.refusals import Forbidden, NotFound, Refused, invalid_field
from ratings.kernel.texts import clean_text
from ratings.moderation.commands.statements import write_statement
from ratings.moderation.models import Case, Decision
from ratings.moderation.rules import (
    CASE_HELD_FOR,
    GROUNDS,
    LONGEST_WORDS,
    POLICY_VERSION,
    SHORTEST_WORDS,
    due_at,
)
from ratings.replies.commands import accept_reply, refuse_reply, remove_reply
from ratings.replies.models import Reply
from ratings.reviews import commands as reviews
from ratings.reviews.models import Review, Revision
from ratings.reviews.rules import STATE_NAMES
from ratings.verification.commands import close_reexamination, reinstate_proof, revoke_proof
from ratings.verification.models import Purchase

FREE = frozenset({Decision.Action.PUBLISH, Decision.Action.KEEP, Decision.Action.RESTORE})
WAITING = frozenset({Decision.Action.PUBLISH, Decision.Action.RETURN, Decision.Action.REJECT})
PUBLIC = frozenset(
    {Decision.Action.KEEP, Decision.Action.REMOVE, Decision.Action.REVOKE_PROOF, Decision.Action.REVOKE_HOLD}
)
HIDDEN = frozenset({Decision.Action.RESTORE, Decision.Action.REMOVE})
"""What can be decided about a review that is held after it was public."""


def refuse_unless_moderator(actor: Actor) -> int:
    """Return the moderator's user id; Forbidden for anybody else."""
    if actor.kind is not ActorKind.MODERATOR or actor.user_id is None:
        raise Forbidden("not-a-moderator", _("Only moderators do this."))
    return actor.user_id


def refuse_tied(user_id: int, review: Review) -> None:
    """Raise Forbidden where the moderator wrote the review or represents the company."""
    is_author = review.author_id == user_id
    if is_author or Representative.objects.filter(company_id=review.company_id, user_id=user_id).exists():
        raise Forbidden("tied", _("You have a tie with this case; another moderator decides it."))


def lock_case(public_id: str) -> Case:
    """Lock an open case. Raises NotFound, Refused (`already-decided`)."""
    # What it is about is read once the lock is held: a joined row would be as it was before the wait.
    case = Case.objects.select_for_update().filter(public_id=public_id).first()
    if case is None:
        raise NotFound("no-such-case", _("There is no such case."))
    if case.state != Case.State.OPEN:
        raise Refused("already-decided", _("This case has been decided already."))
    return case


@transaction.atomic
def open_case(*, review_id: int, actor: Actor, now: datetime) -> Case:
    """
    Put a public review before the moderators; it stays up meanwhile. An open case is returned as it is.

    Raises Forbidden, Refused (`not-public`), NotFound.
    """
    refuse_unless_moderator(actor)
    review = Review.objects.select_for_update().filter(pk=review_id).first()
    if review is None:
        raise NotFound("no-such-review", _("There is no such review."))
    if review.state != Review.State.PUBLISHED:
        raise Refused("not-public", _("This review is not public."))
    revision = review.revisions.get(state="live")
    case, is_new = case_about(review, revision, now=now)
    if is_new:
        record("case.opened", company_id=case.company_id, subject=case.public_id, now=now, cause=case.cause)
    return case


def case_about(review: Review, revision: Revision, *, now: datetime) -> tuple[Case, bool]:
    """Return the open case about a review, and whether it is new: one that a moderator opens of their own accord."""
    return Case.objects.get_or_create(
        review=review,
        reply=None,
        state=Case.State.OPEN,
        defaults={
            "cause": Case.Cause.MODERATOR,
            "company_id": review.company_id,
            "revision": revision.number,
            "language": revision.language,
            "opened_at": now,
            "due_at": due_at(now),
        },
    )


@transaction.atomic
def claim_case(*, case: str, actor: Actor, now: datetime) -> Case:
    """Take a case for fifteen minutes, so that no two work on it. Raises Forbidden, Refused (`claimed`), NotFound."""
    user_id = refuse_unless_moderator(actor)
    found = lock_case(case)
    refuse_tied(user_id, found.review)
    if found.claimed_by_id not in (None, user_id) and found.claimed_until and found.claimed_until > now:
        raise Refused("claimed", _("Another moderator is working on this case."))
    found.claimed_by_id = user_id
    found.claimed_until = now + CASE_HELD_FOR
    found.save(update_fields=["claimed_by", "claimed_until"])
    return found


@transaction.atomic
def close_moot_cases(*, subject: str, now: datetime) -> int:
    """Close the open cases about a review or reply (its public id) that has been taken back; return how many."""
    about = Q(review__public_id=subject, review__state=Review.State.WITHDRAWN) | Q(
        reply__public_id=subject, reply__state=Reply.State.WITHDRAWN
    )
    open_cases = Case.objects.select_for_update(of=("self",)).filter(about, state=Case.State.OPEN).order_by("id")
    return Case.objects.filter(pk__in=[case.pk for case in open_cases]).update(state=Case.State.CLOSED, closed_at=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a moderator decided, on which ground, and why in words for the person concerned."""

    action: str
    ground: str = "none"
    words: str = ""

    def cleaned(self) -> "Judgement":
        """Return the same, clean; Invalid names the field that is wrong."""
        if self.action not in Decision.Action.values:
            raise invalid_field("action", _("There is no such decision."))
        if self.action in FREE:
            return Judgement(action=self.action, words=self.words.strip()[:LONGEST_WORDS])
        if self.ground not in GROUNDS:
            raise invalid_field("ground", _("Choose the ground from the list."))
        words = clean_text("words", self.words, longest=LONGEST_WORDS, shortest=SHORTEST_WORDS)
        return Judgement(action=self.action, ground=self.ground, words=words)


@transaction.atomic
def decide_case(*, case: str, judgement: Judgement, actor: Actor, now: datetime) -> Decision:
    """
    Decide a case (its public id): publish, return or reject what waits; keep, remove, or revoke the proof of what
    is public, and with it remove or hold the review; restore or remove what is held with its proof. Whoever is
    restricted gets the reasons in the same transaction. A review held with its proof gets its next case at once.

    Raises Invalid (`action`, `ground`, `words`), Refused (`already-decided`, `claimed`, `wrong-action`, …),
    Forbidden (also for a moderator with a tie), NotFound.
    """
    user_id = refuse_unless_moderator(actor)
    judgement = judgement.cleaned()
    found = lock_in_order(case)
    refuse_tied(user_id, found.review)
    if found.claimed_by_id not in (None, user_id) and found.claimed_until and found.claimed_until > now:
        raise Refused("claimed", _("Another moderator is working on this case."))
    _carry_out(found, judgement, actor=actor, now=now)
    found.state = Case.State.DECIDED
    found.closed_at = now
    found.save(update_fields=["state", "closed_at"])
    close_reexamination(purchase_id=found.review.purchase_id, now=now)
    if judgement.action == Decision.Action.REVOKE_HOLD:
        _open_proof_case(found, now=now)
    return write_decision(found, judgement, user_id=user_id, now=now)


def lock_in_order(public_id: str) -> Case:
    """Lock what a case is about before the case: purchase, review, reply, case is the order everywhere."""
    about = Case.objects.filter(public_id=public_id).values_list("review_id", "review__purchase_id", "reply_id").first()
    if about is None:
        raise NotFound("no-such-case", _("There is no such case."))
    review_id, purchase_id, reply_id = about
    Purchase.objects.select_for_update().get(pk=purchase_id)
    reviews.lock(review_id)
    if reply_id is not None:
        Reply.objects.select_for_update().get(pk=reply_id)
    return lock_case(public_id)


def _carry_out(case: Case, judgement: Judgement, *, actor: Actor, now: datetime) -> None:
    if case.reply is not None:
        _carry_out_on_reply(case.reply, judgement, actor=actor, now=now)
    else:
        _carry_out_on_review(case, judgement, actor=actor, now=now)


def _carry_out_on_reply(reply: Reply, judgement: Judgement, *, actor: Actor, now: datetime) -> None:
    match judgement.action:
        case Decision.Action.PUBLISH:
            accept_reply(reply_id=reply.pk, actor=actor, now=now)
        case Decision.Action.REJECT:
            refuse_reply(reply_id=reply.pk, actor=actor, now=now)
        case Decision.Action.REMOVE:
            remove_reply(reply_id=reply.pk, actor=actor, now=now)
        case Decision.Action.KEEP if reply.state == Reply.State.LIVE:
            return
        case _:
            raise Refused("wrong-action", _("This cannot be decided about a reply."))


def _carry_out_on_review(case: Case, judgement: Judgement, *, actor: Actor, now: datetime) -> None:
    review = case.review
    waits = review.revisions.filter(number=case.revision, state__in=["screening", "held"]).exists()
    is_hidden = review.state == Review.State.HELD and review.live_revision is not None
    if judgement.action not in (WAITING if waits else HIDDEN if is_hidden else PUBLIC):
        raise Refused(
            "wrong-action",
            _("This cannot be decided about a review that is %(state)s.") % {"state": STATE_NAMES[review.state]},
        )
    match judgement.action:
        case Decision.Action.PUBLISH:
            reviews.publish_revision(review_id=review.pk, number=case.revision, actor=actor, now=now)
        case Decision.Action.RETURN:
            reviews.return_review(review_id=review.pk, number=case.revision, actor=actor, now=now)
        case Decision.Action.REJECT:
            reviews.refuse_revision(review_id=review.pk, number=case.revision, actor=actor, now=now)
        case Decision.Action.REMOVE:
            reviews.remove_review(review_id=review.pk, actor=actor, now=now)
        case Decision.Action.REVOKE_PROOF:
            revoke_proof(purchase_id=review.purchase_id, actor=actor, now=now)
            reviews.remove_review(review_id=review.pk, actor=actor, now=now)
        case Decision.Action.REVOKE_HOLD:
            revoke_proof(purchase_id=review.purchase_id, actor=actor, now=now)
            reviews.hide_review(review_id=review.pk, actor=actor, now=now)
        case Decision.Action.RESTORE:
            restore_with_proof(review, actor=actor, now=now)


def restore_with_proof(review: Review, *, actor: Actor, now: datetime) -> None:
    """Make a review public again that was taken away, its proof with it where that was revoked."""
    if Purchase.objects.filter(pk=review.purchase_id, state=Purchase.State.REVOKED).exists():
        reinstate_proof(purchase_id=review.purchase_id, actor=actor, now=now)
    reviews.restore_review(review_id=review.pk, actor=actor, now=now)


def _open_proof_case(decided: Case, *, now: datetime) -> Case:
    """Put a review that was held with its proof before the moderators again: it stays held 48 hours at most."""
    case = Case.objects.create(
        review_id=decided.review_id,
        cause=Case.Cause.PROOF,
        company_id=decided.company_id,
        revision=decided.revision,
        language=decided.language,
        opened_at=now,
        due_at=due_at(now),
    )
    record("case.opened", company_id=case.company_id, subject=case.public_id, now=now, cause=case.cause)
    return case


def close_proof_case(review_id: int, *, now: datetime) -> None:
    """Close the case about a review held with its proof, an appeal having answered it."""
    Case.objects.filter(review_id=review_id, reply=None, state=Case.State.OPEN, cause=Case.Cause.PROOF).update(
        state=Case.State.CLOSED, closed_at=now
    )


def write_decision(
    case: Case, judgement: Judgement, *, user_id: int, now: datetime, reverses: Decision | None = None
) -> Decision:
    """Write a decision, its statement of reasons where it restricts, and its entry in the journal."""
    decision = Decision.objects.create(
        case=case,
        company_id=case.company_id,
        review_id=case.review_id,
        reply_id=case.reply_id,
        revision=case.revision,
        action=judgement.action,
        ground=judgement.ground,
        rule=judgement.ground if judgement.ground != "none" else "",
        policy_version=POLICY_VERSION,
        decided_by_id=user_id,
        decided_at=now,
        reverses=reverses,
    )
    if judgement.ground != "none":
        write_statement(decision, case, words=judgement.words, now=now)
    record(
        "decision.made",
        company_id=case.company_id,
        subject=decision.public_id,
        now=now,
        action=judgement.action,
        ground=judgement.ground,
        policy=POLICY_VERSION,
        review=case.review.public_id,
        reply=case.reply.public_id if case.reply else None,
        automated=False,
        reverses=reverses.public_id if reverses else None,
    )
    return decision
