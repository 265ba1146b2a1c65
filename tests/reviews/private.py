"""Private reviews as somebody unknown sends them."""

import hashlib
from datetime import datetime, timedelta

from ratings.reviews.commands import (
    publish_revision,
    submit_private_review,
    write_waiting_reviews,
)
from ratings.reviews.models import Review
from ratings.verification.commands import redeem_token
from ratings.verification.models import TokenClass
from tests.dashboards import story
from tests.verification import tokens

BODY = "The lamp that I ordered in spring was broken when it came, and nobody answered me for weeks."


def submit(of: TokenClass, now: datetime, *, stars: int = 4, body: str = BODY, email: str = "", key: int = 0) -> str:
    """Redeem a token and send a review; return its id."""
    spent = redeem_token(token=tokens.token(of, key=key), now=now)
    draft = story.draft(stars, at=now, body=body)
    key_hash = hashlib.sha256(tokens.new_key()).hexdigest()
    return submit_private_review(
        purchase=spent.pk, draft=draft, reviewer_key_hash=key_hash, email=email, locale="de", now=now
    ).public_id


def written(of: TokenClass, now: datetime, *, email: str = "", key: int = 0) -> Review:
    """Return a private review that is public."""
    public_id = submit(of, now, email=email, key=key)
    write_waiting_reviews(now=now + timedelta(days=3))
    review = Review.objects.get(public_id=public_id)
    publish_revision(review_id=review.pk, number=1, actor=story.SYSTEM, now=now + timedelta(days=3))
    review.refresh_from_db()
    return review
