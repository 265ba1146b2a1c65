"""Screening replies by the same rules as reviews."""

from datetime import datetime

from django.db import transaction

from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.languages import UNDETERMINED, detect_language
from ratings.kernel.refusals import Refused
from ratings.moderation.commands.screening import SCREENING, write_signals
from ratings.moderation.models import Case
from ratings.moderation.rules import due_at
from ratings.moderation.screening.detection import Text
from ratings.moderation.screening.policy import screen
from ratings.replies.commands import accept_reply, hold_reply, publish_imported_reply
from ratings.replies.models import Reply
from ratings.reviews.models import Review


@transaction.atomic
def screen_reply(*, reply_id: int, now: datetime) -> str:
    """Screen a reply and let it go on to its author's preview, or hold it; return `publish`, `hold` or `moot`."""
    Review.objects.select_for_update(of=("self",)).filter(replies=reply_id).first()
    waiting = Reply.objects.select_for_update(of=("self",)).select_related("words", "company")
    reply = waiting.filter(pk=reply_id, state=Reply.State.SCREENING).first()
    if reply is None:
        return "moot"
    if reply.language == UNDETERMINED:
        reply.language = detect_language(reply.words.body)
        reply.save(update_fields=["language"])
    verdict = screen(_text_of(reply))
    try:
        if verdict.decision == "publish":
            (publish_imported_reply if reply.source else accept_reply)(reply_id=reply_id, actor=SCREENING, now=now)
        else:
            hold_reply(reply_id=reply_id, actor=SCREENING, now=now)
            write_signals(open_reply_case(reply, cause=Case.Cause.SCREENING, now=now), verdict.signals)
    except Refused:
        return "moot"
    return verdict.decision


def _text_of(reply: Reply) -> Text:
    company = reply.company
    return Text(
        title="",
        body=reply.words.body,
        language=reply.language,
        country=company.country,
        company_names=(company.name,),
        company_domains=tuple(company.domains.values_list("domain", flat=True)),
    )


def open_reply_case(reply: Reply, *, cause: str, now: datetime) -> Case:
    """Open a case about a reply, or return the one that is open."""
    case, is_new = Case.objects.get_or_create(
        reply=reply,
        state=Case.State.OPEN,
        defaults={
            "review_id": reply.review_id,
            "cause": cause,
            "company_id": reply.company_id,
            "revision": 0,
            "language": reply.language,
            "opened_at": now,
            "due_at": due_at(now),
        },
    )
    if is_new:
        record("case.opened", company_id=case.company_id, subject=case.public_id, now=now, cause=case.cause)
    return case


@transaction.atomic
def object_to_reply(*, reply_id: int, actor: Actor, now: datetime) -> Case:
    """
    Let a review's author say that the reply reveals them: it is held before the public sees it, and a moderator looks.

    Raises Refused (`already-held`, `wrong-state`), Forbidden, NotFound.
    """
    hold_reply(reply_id=reply_id, actor=actor, now=now)
    reply = Reply.objects.get(pk=reply_id)
    return open_reply_case(reply, cause=Case.Cause.AUTHOR, now=now)
