"""What a company sees of its own answers, in whatever state they are."""

from collections.abc import Iterable, Sequence

from ratings.moderation.models import Decision
from ratings.replies.models import Reply


def newest_replies(review_ids: Iterable[int]) -> dict[int, Reply]:
    """Return the newest reply to each review, whatever became of it. One query."""
    replies = Reply.objects.select_related("words").filter(review_id__in=list(review_ids), part=Reply.Part.SERVICE)
    return {reply.review_id: reply for reply in replies.order_by("id")}


def decisions_on(reply_id: int) -> Sequence[Decision]:
    """Return what was decided about a reply, newest first. One query."""
    decisions = Decision.objects.select_related("statement", "appeal", "reversed_by").filter(reply_id=reply_id)
    return list(decisions.order_by("-id")[:20])
