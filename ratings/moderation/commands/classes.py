"""Revoking a class of private proofs: proposed by one moderator, carried out by another, with reasons for all."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ratings.claims.models import Representative
from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, NotFound, Refused
from ratings.kernel.texts import clean_text
from ratings.moderation.commands.deciding import Judgement, case_about, refuse_unless_moderator, write_decision
from ratings.moderation.models import Case, ClassRevocation, Decision
from ratings.moderation.rules import LONGEST_WORDS, SHORTEST_WORDS
from ratings.reviews import commands as reviews
from ratings.reviews.models import Review
from ratings.verification.commands import VERIFICATION, revoke_class
from ratings.verification.models import TokenClass

UNDECIDED = (Review.State.SCREENING, Review.State.HELD)


@transaction.atomic
def propose_class_revocation(*, token_class_id: int, words: str, actor: Actor, now: datetime) -> ClassRevocation:
    """
    Ask that all private proofs of a class be revoked: the words are what each of its authors will be told.

    Raises Invalid (`words`), Refused (`already-proposed`), Forbidden (`tied`), NotFound.
    """
    user_id = refuse_unless_moderator(actor)
    said = clean_text("words", words, longest=LONGEST_WORDS, shortest=SHORTEST_WORDS)
    found = TokenClass.objects.select_for_update(of=("self",)).filter(pk=token_class_id).first()
    if found is None:
        raise NotFound("no-such-class", _("There is no such class of private proofs."))
    _refuse_tied(user_id, found)
    standing = ClassRevocation.objects.filter(token_class=found).exclude(state=ClassRevocation.State.DROPPED)
    if standing.exists():
        raise Refused("already-proposed", _("This has been proposed or done already."))
    return ClassRevocation.objects.create(token_class=found, words=said, proposed_by_id=user_id, proposed_at=now)


def _refuse_tied(user_id: int, found: TokenClass) -> None:
    if Representative.objects.filter(company_id=found.company_id, user_id=user_id).exists():
        raise Forbidden("tied", _("You have a tie with this case; another moderator decides it."))


def _lock_proposed(public_id: str) -> ClassRevocation:
    """Lock a proposal after its class. Raises NotFound, Refused (`already-decided`)."""
    class_id = ClassRevocation.objects.filter(public_id=public_id).values_list("token_class_id", flat=True).first()
    if class_id is None:
        raise NotFound("no-such-revocation", _("There is no such proposal."))
    TokenClass.objects.select_for_update(of=("self",)).get(pk=class_id)
    found = (
        ClassRevocation.objects.select_for_update(of=("self",)).select_related("token_class").get(public_id=public_id)
    )
    if found.state != ClassRevocation.State.PROPOSED:
        raise Refused("already-decided", _("This has been decided already."))
    return found


@transaction.atomic
def drop_class_revocation(*, revocation: str, actor: Actor, now: datetime) -> None:
    """Leave a class as it is: its proposer takes it back, or another declines. Raises Refused, Forbidden, NotFound."""
    user_id = refuse_unless_moderator(actor)
    found = _lock_proposed(revocation)
    _refuse_tied(user_id, found.token_class)
    found.state = ClassRevocation.State.DROPPED
    found.decided_by_id = user_id
    found.decided_at = now
    found.save(update_fields=["state", "decided_by", "decided_at"])


@transaction.atomic
def carry_out_class_revocation(*, revocation: str, actor: Actor, now: datetime) -> ClassRevocation:
    """
    Revoke a class as the second moderator: its proofs go, its reviews with them, each with its statement of reasons.

    Raises Refused (`already-decided`), Forbidden (`same-person`, `tied`), NotFound.
    """
    user_id = refuse_unless_moderator(actor)
    found = _lock_proposed(revocation)
    _refuse_tied(user_id, found.token_class)
    if found.proposed_by_id == user_id:
        raise Forbidden("same-person", _("Two moderators do this: another person has to agree."))
    purchases = revoke_class(token_class_id=found.token_class_id, actor=actor, now=now)
    concerned = Review.objects.filter(purchase__in=purchases).order_by("id").values_list("pk", flat=True)
    found.reviews = sum(_end(review_id, found.words, actor=actor, user_id=user_id, now=now) for review_id in concerned)
    found.state = ClassRevocation.State.CARRIED_OUT
    found.decided_by_id = user_id
    found.decided_at = now
    found.save(update_fields=["reviews", "state", "decided_by", "decided_at"])
    record(
        "class.revoked",
        company_id=found.token_class.company_id,
        subject=found.public_id,
        now=now,
        year=found.token_class.year,
        group=found.token_class.group,
        reviews=found.reviews,
    )
    return found


def _end(review_id: int, words: str, *, actor: Actor, user_id: int, now: datetime) -> bool:
    """Take away what a review of a revoked class shows or would show; tell whether there was anything."""
    review = reviews.lock(review_id).review
    if review.state == Review.State.RETURNED:
        reviews.lapse_review(review_id=review_id, actor=VERIFICATION, now=now)
        return True
    is_or_was_public = review.live_revision is not None
    if review.state == Review.State.PUBLISHED or (review.state == Review.State.HELD and is_or_was_public):
        reviews.remove_review(review_id=review_id, actor=actor, now=now)
    elif review.state in UNDECIDED:
        if review.state == Review.State.SCREENING:
            reviews.hold_revision(review_id=review_id, number=review.latest_revision, actor=actor, now=now)
        reviews.refuse_revision(review_id=review_id, number=review.latest_revision, actor=actor, now=now)
    else:
        return False
    case = _close_case(review, now=now)
    judgement = Judgement(action=Decision.Action.REVOKE_PROOF, ground="not_genuine", words=words)
    write_decision(case, judgement, user_id=user_id, now=now)
    return True


def _close_case(review: Review, *, now: datetime) -> Case:
    """Return the open case about a review, or a new one, decided."""
    revision = review.revisions.get(number=review.live_revision or review.latest_revision)
    case, _made = case_about(review, revision, now=now)
    case.state = Case.State.DECIDED
    case.closed_at = now
    case.save(update_fields=["state", "closed_at"])
    return case


def proposed_by(decision: Decision) -> int | None:
    """Return who proposed the class revocation that a decision is part of, None where it is part of none."""
    if decision.action != Decision.Action.REVOKE_PROOF:
        return None
    carried_out = ClassRevocation.objects.filter(
        state=ClassRevocation.State.CARRIED_OUT,
        decided_at=decision.decided_at,
        token_class__spent_tokens__id=decision.review.purchase.public_id,
    )
    return carried_out.values_list("proposed_by_id", flat=True).first()
