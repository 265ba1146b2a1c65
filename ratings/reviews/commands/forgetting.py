"""Forgetting an author: words and salts go, stars in the log stay, commitments then say nothing."""

from datetime import datetime

from django.db import transaction

from ratings.kernel.actor import Actor
from ratings.reviews.commands.author import withdraw_review
from ratings.reviews.models import Review, Words
from ratings.reviews.rules import may_become


@transaction.atomic
def forget(*, user_id: int, keep_reviews: bool, now: datetime) -> None:
    """
    Take a person out of their reviews: withdrawn with their words, or left public without an author.

    What is kept keeps the words that the public sees, and no others.
    """
    mine = Review.objects.filter(author_id=user_id).order_by("id")
    for review in mine:
        stays = keep_reviews and review.state == Review.State.PUBLISHED
        if not stays and may_become(review.state, Review.State.WITHDRAWN):
            withdraw_review(review_id=review.pk, actor=Actor.customer(user_id), now=now)
        words = Words.objects.filter(revision__review=review)
        (words.exclude(revision__state="live") if stays else words).delete()
    mine.update(author=None, pseudonym="")
