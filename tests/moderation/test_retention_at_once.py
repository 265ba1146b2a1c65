"""The end of a file's time, for real: key gone with the commit, bytes after it."""

from datetime import datetime

from ratings.kernel.actor import Actor
from ratings.moderation.commands import delete_own_files, destroy_due_files
from ratings.verification.models import SealedFile
from tests.dashboards import story
from tests.moderation.test_retention import days, path, reviewed
from tests.together import at_once


def test_two_jobs_at_once_destroy_a_file_with_its_bytes(committed: None, now: datetime) -> None:
    review, kept = reviewed(now)
    assert path(kept).exists()
    author = Actor.customer(story.there(review.author_id))

    at_once(
        lambda: destroy_due_files(now=now + days(91)),
        lambda: destroy_due_files(now=now + days(91)),
        lambda: delete_own_files(purchase=review.purchase.public_id, actor=author, now=now + days(91)),
    )

    assert not path(kept).exists()
    assert SealedFile.objects.get().sealed_key is None
