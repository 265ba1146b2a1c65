"""The right of reply: one live reply per review and part, seen by the author a day before the public."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.canonical import commitment, new_salt
from ratings.kernel.languages import UNDETERMINED
from ratings.kernel.refusals import Forbidden, NotFound, Refused, invalid_field
from ratings.kernel.texts import clean_text
from ratings.replies.models import Outcome, Reply, ReplyWords
from ratings.replies.rules import LONGEST_REPLY, PREVIEW, STATE_NAMES, WRITERS
from ratings.reviews.models import Review

STANDING = (Reply.State.SCREENING, Reply.State.HELD, Reply.State.PREVIEW, Reply.State.LIVE)


@transaction.atomic
def post_reply(*, review: str, part: str, position: str, body: str, actor: Actor, now: datetime) -> Reply:
    """
    Answer a review (its public id) for its company; the answer is screened, then shown to the author first.

    Raises Invalid (`part`, `position`, `body`), Refused (`already-replied`, `not-public`), Forbidden, NotFound.
    """
    found = Review.objects.select_for_update().filter(public_id=review).first()
    if found is None or found.state in (Review.State.SUBMITTED, Review.State.SCREENING):
        raise NotFound("no-such-review", _("There is no such review."))
    if not actor.speaks_for(found.company_id, roles=WRITERS):
        raise Forbidden("not-your-company", _("Only the reviewed company's own people answer its reviews."))
    if part != Reply.Part.SERVICE:
        raise invalid_field("part", _("This review has only the part service."))
    if position not in Reply.Position.values:
        raise invalid_field(
            "position", _("This must be one of: %(names)s.") % {"names": ", ".join(Reply.Position.values)}
        )
    text = clean_text("body", body, longest=LONGEST_REPLY)
    if found.state != Review.State.PUBLISHED:
        raise Refused("not-public", _("This review is not public, so it cannot be answered."))
    if Reply.objects.filter(review=found, part=part, state__in=STANDING).exists():
        raise Refused("already-replied", _("This review has an answer already; withdraw that one to write another."))
    salt = new_salt()
    reply = Reply.objects.create(
        review=found,
        company_id=found.company_id,
        part=part,
        position=position,
        written_by_id=actor.user_id,
        state=Reply.State.SCREENING,
        language=UNDETERMINED,
        commitment=commitment(salt, {"body": text}),
        submitted_at=now,
    )
    ReplyWords(reply=reply, body=text, salt=salt).save(force_insert=True)
    record("reply.submitted", company_id=reply.company_id, subject=reply.public_id, now=now, reply=reply.pk)
    return reply


def _lock(reply_id: int) -> Reply:
    """Lock a reply after its review. Raises NotFound."""
    review_id = Reply.objects.filter(pk=reply_id).values_list("review_id", flat=True).first()
    if review_id is None:
        raise NotFound("no-such-reply", _("There is no such reply."))
    Review.objects.select_for_update().get(pk=review_id)
    return Reply.objects.select_for_update(of=("self",)).select_related("review").get(pk=reply_id)


def _move(reply: Reply, state: Reply.State, *, allowed: tuple[Reply.State, ...]) -> None:
    if reply.state == state:
        raise Refused(f"already-{state}", _("This reply is %(state)s already.") % {"state": STATE_NAMES[state]})
    if reply.state not in allowed:
        raise Refused(
            "wrong-state", _("A reply that is %(state)s cannot become that.") % {"state": STATE_NAMES[reply.state]}
        )
    reply.state = state


def _refuse_unless_judge(actor: Actor) -> None:
    if not (actor.is_system or actor.kind is ActorKind.MODERATOR):
        raise Forbidden("not-a-moderator", _("Only moderators decide about replies."))


@transaction.atomic
def accept_reply(*, reply_id: int, actor: Actor, now: datetime) -> None:
    """
    Show a screened reply to the review's author; the public sees it a day after it was submitted.

    Raises Refused, Forbidden, NotFound.
    """
    _refuse_unless_judge(actor)
    reply = _lock(reply_id)
    _move(reply, Reply.State.PREVIEW, allowed=(Reply.State.SCREENING, Reply.State.HELD))
    reply.public_from = max(reply.submitted_at + PREVIEW, now)
    reply.save(update_fields=["state", "public_from"])
    record("reply.accepted", company_id=reply.company_id, subject=reply.public_id, now=now, reply=reply.pk)


@transaction.atomic
def hold_reply(*, reply_id: int, actor: Actor, now: datetime) -> None:
    """
    Put a reply before a person: by screening, or by the author, whom it reveals, while only they see it.

    Raises Refused (`already-held`, `wrong-state`), Forbidden, NotFound.
    """
    reply = _lock(reply_id)
    if actor.kind not in (ActorKind.CUSTOMER, ActorKind.REVIEW_KEY):
        _refuse_unless_judge(actor)
    elif not actor.wrote(author_id=reply.review.author_id, review_id=reply.review_id):
        raise Forbidden("not-yours", _("Only the review's author can object to its reply."))
    _move(reply, Reply.State.HELD, allowed=(Reply.State.SCREENING, Reply.State.PREVIEW))
    reply.public_from = None
    reply.save(update_fields=["state", "public_from"])
    record("reply.held", company_id=reply.company_id, subject=reply.public_id, now=now, reply=reply.pk)


@transaction.atomic
def refuse_reply(*, reply_id: int, actor: Actor, now: datetime) -> None:
    """Refuse a held reply by decision. Raises Refused, Forbidden, NotFound."""
    if actor.kind is not ActorKind.MODERATOR:
        raise Forbidden("not-a-moderator", _("Only moderators decide about replies."))
    reply = _lock(reply_id)
    _move(reply, Reply.State.REFUSED, allowed=(Reply.State.HELD,))
    reply.ended_at = now
    reply.save(update_fields=["state", "ended_at"])
    record("reply.refused", company_id=reply.company_id, subject=reply.public_id, now=now, reply=reply.pk)


@transaction.atomic
def publish_reply(*, reply_id: int, actor: Actor, now: datetime) -> None:
    """
    Show a reply to the public, its author having had a day.

    Raises Refused (`too-early`, `not-public`, `wrong-state`), Forbidden, NotFound.
    """
    if not actor.is_system:
        raise Forbidden("not-the-system", _("Only time does this."))
    reply = _lock(reply_id)
    if reply.review.state != Review.State.PUBLISHED:
        raise Refused("not-public", _("The review is not public."))
    if reply.state == Reply.State.PREVIEW and (reply.public_from is None or reply.public_from > now):
        raise Refused("too-early", _("The author still has time to look at it."))
    _move(reply, Reply.State.LIVE, allowed=(Reply.State.PREVIEW,))
    reply.published_at = now
    reply.save(update_fields=["state", "published_at"])
    _record_public("reply.published", reply, answered=1, now=now)


def publish_due_replies(*, now: datetime, limit: int = 500) -> int:
    """Publish the replies whose preview is over; return how many."""
    due = Reply.objects.filter(state=Reply.State.PREVIEW, public_from__lte=now, review__state=Review.State.PUBLISHED)
    published = 0
    for reply_id in due.order_by("public_from").values_list("pk", flat=True)[:limit]:
        try:
            publish_reply(reply_id=reply_id, actor=Actor.system("clock"), now=now)
            published += 1
        except Refused:
            continue  # withdrawn or objected to at the last moment
    return published


@transaction.atomic
def withdraw_reply(*, reply_id: int, actor: Actor, now: datetime) -> None:
    """Take a reply back; another may be written. Raises Refused, Forbidden, NotFound."""
    reply = _lock(reply_id)
    if not actor.speaks_for(reply.company_id, roles=WRITERS):
        raise Forbidden("not-your-company", _("Only the company's own people withdraw its replies."))
    _end(reply, Reply.State.WITHDRAWN, "reply.withdrawn", allowed=STANDING, now=now)


@transaction.atomic
def remove_reply(*, reply_id: int, actor: Actor, now: datetime) -> None:
    """Take a public reply away by decision. Raises Refused, Forbidden, NotFound."""
    if actor.kind is not ActorKind.MODERATOR:
        raise Forbidden("not-a-moderator", _("Only moderators decide about replies."))
    _end(_lock(reply_id), Reply.State.REMOVED, "reply.removed", allowed=(Reply.State.LIVE,), now=now)


def _end(reply: Reply, state: Reply.State, kind: str, *, allowed: tuple[Reply.State, ...], now: datetime) -> None:
    was_live = reply.state == Reply.State.LIVE
    _move(reply, state, allowed=allowed)
    reply.ended_at = now
    reply.save(update_fields=["state", "ended_at"])
    if was_live:
        _record_public(kind, reply, answered=-1, now=now)
    else:
        record("reply.abandoned", company_id=reply.company_id, subject=reply.public_id, now=now, reply=reply.pk)


@transaction.atomic
def restore_reply(*, reply_id: int, actor: Actor, now: datetime) -> None:
    """
    Make a refused or removed reply public after all, by appeal, unless another stands in its place.

    Raises Refused (`already-replied`, `wrong-state`), Forbidden, NotFound.
    """
    if actor.kind is not ActorKind.MODERATOR:
        raise Forbidden("not-a-moderator", _("Only moderators decide about replies."))
    reply = _lock(reply_id)
    if Reply.objects.filter(review=reply.review, part=reply.part, state__in=STANDING).exists():
        raise Refused("already-replied", _("Another reply stands in its place."))
    _move(reply, Reply.State.LIVE, allowed=(Reply.State.REFUSED, Reply.State.REMOVED))
    reply.ended_at = None
    reply.published_at = reply.published_at or now
    reply.save(update_fields=["state", "ended_at", "published_at"])
    _record_public("reply.published", reply, answered=1, now=now)


def _record_public(kind: str, reply: Reply, *, answered: int, now: datetime) -> None:
    record(
        kind,
        company_id=reply.company_id,
        subject=reply.public_id,
        now=now,
        review=reply.review.public_id,
        part=reply.part,
        position=reply.position,
        language=reply.language,
        commitment=reply.commitment,
        answered=answered,
    )


@transaction.atomic
def mark_outcome(*, review: str, outcome: str, actor: Actor, now: datetime) -> Outcome:
    """
    Keep the author's word on whether it was solved; it stands beside the stars and never changes them.

    Raises Invalid (`outcome`), Refused (`not-public`), Forbidden, NotFound.
    """
    found = Review.objects.select_for_update().filter(public_id=review).first()
    if found is None:
        raise NotFound("no-such-review", _("There is no such review."))
    if not actor.wrote(author_id=found.author_id, review_id=found.pk):
        raise Forbidden("not-yours", _("Only its author can do this with a review."))
    if outcome not in Outcome.Result.values:
        raise invalid_field(
            "outcome", _("This must be one of: %(names)s.") % {"names": ", ".join(Outcome.Result.values)}
        )
    if found.state != Review.State.PUBLISHED:
        raise Refused("not-public", _("This review is not public."))
    marked, _made = Outcome.objects.update_or_create(review=found, defaults={"result": outcome, "marked_at": now})
    record("outcome.marked", company_id=found.company_id, subject=found.public_id, now=now, outcome=outcome)
    return marked


@transaction.atomic
def publish_imported_reply(*, reply_id: int, actor: Actor, now: datetime) -> None:
    """
    Show an imported reply that screening found clean: it was public at its source.

    Raises Refused, Forbidden, NotFound.
    """
    _refuse_unless_judge(actor)
    reply = _lock(reply_id)
    if not reply.source:
        raise Refused("not-imported", _("This reply was written here; its author sees it first."))
    if reply.review.state != Review.State.PUBLISHED:
        raise Refused("not-public", _("The review is not public."))
    _move(reply, Reply.State.LIVE, allowed=(Reply.State.SCREENING,))
    reply.published_at = reply.submitted_at
    reply.save(update_fields=["state", "published_at"])
    _record_public("reply.published", reply, answered=1, now=now)


@transaction.atomic
def forget(*, user_id: int) -> None:
    """Take a person out of the replies that they wrote for a company; the company's words stay the company's."""
    Reply.objects.filter(written_by_id=user_id).update(written_by=None)
