"""Screening what was written."""

from datetime import datetime

from ratings.journal.models import Entry
from ratings.moderation.commands import close_moot_cases, screen_reply, screen_review
from ratings.replies.models import Reply


class Screening:
    """
    Screens reviews, revisions and replies as they are written, imported replies once their review is public.

    What has been taken back leaves the desk.
    """

    name = "moderation.screening"
    kinds = frozenset(
        {
            "review.submitted",
            "review.screening",
            "review.revision_submitted",
            "review.published",
            "review.withdrawn",
            "review.abandoned",
            "reply.submitted",
            "reply.withdrawn",
            "reply.abandoned",
        }
    )

    def react(self, entry: Entry, *, now: datetime) -> None:
        """Screen what the entry is about; what has moved on since is left alone."""
        match entry.kind:
            case "reply.submitted":
                screen_reply(reply_id=entry.data["reply"], now=now)
            case "review.withdrawn" | "review.abandoned" | "reply.withdrawn" | "reply.abandoned":
                close_moot_cases(subject=entry.subject, now=now)
            case "review.published":
                self._screen_imported_replies(entry, now=now)
            case _:
                screen_review(review_id=entry.data["review"], number=entry.data["revision"], now=now)

    def _screen_imported_replies(self, entry: Entry, *, now: datetime) -> None:
        if entry.data["method"] != "imported":
            return
        waiting = Reply.objects.filter(review__public_id=entry.subject, state=Reply.State.SCREENING)
        for reply_id in waiting.values_list("pk", flat=True):
            screen_reply(reply_id=reply_id, now=now)


SCREENING = Screening()
