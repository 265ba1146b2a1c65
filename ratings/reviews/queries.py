"""What a person has written, and what is kept of them in reviews."""

from ratings.reviews.models import Review, Words


def review_about(purchase: str, *, author_id: int) -> Review | None:
    """Return the review that a customer has written about a purchase, by the purchase's public id."""
    return Review.objects.filter(purchase__public_id=purchase, author_id=author_id).first()


def personal_data_of(user_id: int) -> dict[str, list[dict[str, object]]]:
    """Return all that reviews keep of a person, as plain values, for their export."""
    reviews = Review.objects.filter(author_id=user_id).order_by("id")
    words = Words.objects.select_related("revision__review").filter(revision__review__author_id=user_id)
    return {
        "reviews": [
            {
                "id": review.public_id,
                "state": review.state,
                "experienced_on": review.experienced_on,
                "connection": review.connection,
                "submitted_at": review.submitted_at,
                "published_at": review.published_at,
            }
            for review in reviews
        ],
        "revisions": [
            {
                "review": one.revision.review.public_id,
                "number": one.revision.number,
                "title": one.title,
                "body": one.body,
                "written_at": one.revision.written_at,
            }
            for one in words.order_by("revision_id")
        ],
    }
