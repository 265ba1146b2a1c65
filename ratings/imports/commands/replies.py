"""Writing companies' replies that another platform published."""

from collections.abc import Sequence

from django.db import connection

from ratings.imports.rows import FoundReply
from ratings.kernel.canonical import commitment, new_salt
from ratings.kernel.ids import new_public_id
from ratings.replies.models import Reply
from ratings.reviews.commands.imported import copy_rows

REPLY = "id, public_id, review_id, company_id, part, position, state, language, commitment, source, submitted_at"
WORDS = "reply_id, body, salt"


def take_imported_replies(*, source: str, replies: Sequence[tuple[int, int, FoundReply]]) -> None:
    """Write replies by their review's and company's id, to be screened and shown after their review."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('replies_reply', 'id')) FROM generate_series(1, %s)", [len(replies)]
        )
        ids = [reply_id for (reply_id,) in cursor.fetchall()]
    salted = [(reply_id, new_salt()) for reply_id in ids]
    copy_rows("replies_reply", REPLY, (_reply(source, *one) for one in zip(salted, replies, strict=True)))
    words = ((reply_id, found.body, salt) for (reply_id, salt), (_1, _2, found) in zip(salted, replies, strict=True))
    copy_rows("replies_replywords", WORDS, words)


def _reply(source: str, salted: tuple[int, bytes], reply: tuple[int, int, FoundReply]) -> tuple[object, ...]:
    reply_id, salt = salted
    review_id, company_id, found = reply
    return (
        reply_id,
        new_public_id(),
        review_id,
        company_id,
        Reply.Part.SERVICE.value,
        "",
        Reply.State.SCREENING.value,
        found.language,
        commitment(salt, {"body": found.body}),
        source,
        found.published_at,
    )
