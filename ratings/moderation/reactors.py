"""Screening what was written."""

from datetime import datetime

from ratings.journal.models import Entry
from ratings.moderation.commands import screen_reply, screen_review


class Screening:
    """Screens reviews, their revisions and replies as they are written."""

    name = "moderation.screening"
    kinds = frozenset({"review.submitted", "review.screening", "review.revision_submitted", "reply.submitted"})

    def react(self, entry: Entry, *, now: datetime) -> None:
        """Screen what the entry is about; what has moved on since is left alone."""
        if entry.kind == "reply.submitted":
            screen_reply(reply_id=entry.data["reply"], now=now)
        else:
            screen_review(review_id=entry.data["review"], number=entry.data["revision"], now=now)


SCREENING = Screening()
