"""What verified customers write about one dealing: reviews, their revisions, words and stars."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from ratings.companies.models import Company
from ratings.kernel.ids import LENGTH, new_public_id
from ratings.verification.models import Purchase, SpentToken


class ReviewSet(models.QuerySet["Review"]):
    """Reviews, in words of the trade."""

    def published(self) -> "ReviewSet":
        """Return those that the public sees."""
        return self.filter(state=Review.State.PUBLISHED)

    def counted(self) -> "ReviewSet":
        """Return those whose stars are in a score."""
        return self.filter(is_counted=True)


class Review(models.Model):
    """
    One verified customer's opinion of one purchase. Its words and stars stand in its revisions.

    A private one has no author: `reviewer_key_hash` is the SHA-256 of the 32 bytes that its holder acts with.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted"
        SCREENING = "screening"
        HELD = "held"
        RETURNED = "returned"
        PUBLISHED = "published"
        REJECTED = "rejected"
        REMOVED = "removed"
        WITHDRAWN = "withdrawn"
        LAPSED = "lapsed"

    class Connection(models.TextChoices):
        NONE = "none"
        EMPLOYEE = "employee"
        FAMILY = "family"
        COMPETITOR = "competitor"
        INCENTIVE = "incentive"

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="reviews")
    purchase = models.OneToOneField(Purchase, on_delete=models.PROTECT, related_name="review")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="reviews",
    )
    reviewer_key_hash = models.BinaryField(max_length=32, null=True, unique=True)
    pseudonym = models.CharField(max_length=16, blank=True)
    method = models.CharField(max_length=16)
    source = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State)
    is_counted = models.BooleanField(default=False)
    connection = models.CharField(max_length=10, choices=Connection, default=Connection.NONE)
    wants_answer = models.BooleanField(default=False)
    not_delivered = models.BooleanField(default=False, db_default=False)
    experienced_on = models.DateField()
    submitted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    latest_revision = models.SmallIntegerField(default=1)
    live_revision = models.SmallIntegerField(null=True)

    objects: ClassVar[models.Manager["Review"]] = ReviewSet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_counted=False)
                | (models.Q(state="published", connection="none") & ~models.Q(method="imported")),
                name="counted_is_published_and_unconnected",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published")
                | models.Q(published_at__isnull=False, live_revision__isnull=False),
                name="published_has_a_live_revision",
            ),
            models.CheckConstraint(
                condition=models.Q(method="private", author__isnull=True, reviewer_key_hash__isnull=False)
                | (~models.Q(method="private") & models.Q(reviewer_key_hash__isnull=True)),
                name="private_has_a_key_and_no_author",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "-published_at", "-id"],
                condition=models.Q(state="published"),
                name="published_of_company",
            ),
            models.Index(
                fields=["company", "-published_at", "-id"],
                condition=models.Q(state="published", method="imported"),
                name="published_imports_of_company",
            ),
            models.Index(
                fields=["-published_at", "-id"],
                condition=models.Q(state="published"),
                name="published_latest",
            ),
            models.Index(fields=["author", "company", "id"], name="reviews_of_author"),
            models.Index(
                fields=["id"],
                condition=models.Q(state="screening", method="imported"),
                name="imports_awaiting_screening",
            ),
            models.Index(
                fields=["state", "submitted_at"],
                condition=models.Q(state__in=["submitted", "returned"]),
                name="reviews_that_may_lapse",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class PrivateSubmission(models.Model):
    """
    A private review that waits for others, so that nothing tells when it was written: a random key and a day.

    `id` is the public id that the review will have, `draft` what it will say: checked, as it was sent.
    """

    id = models.CharField(max_length=LENGTH, primary_key=True, default=new_public_id, editable=False)
    spent_token = models.OneToOneField(SpentToken, on_delete=models.PROTECT, related_name="submission")
    reviewer_key_hash = models.BinaryField(max_length=32, unique=True)
    draft = models.JSONField()
    revision = models.SmallIntegerField(default=1)
    sealed_email = models.BinaryField(null=True)
    locale = models.CharField(max_length=16)
    waiting_since = models.DateField()

    def __str__(self) -> str:
        return self.id


class ReviewAddress(models.Model):
    """Where letters about one private review go, if its holder wished so: encrypted, deleted when the review ends."""

    review = models.OneToOneField(Review, primary_key=True, on_delete=models.CASCADE, related_name="address")
    sealed_email = models.BinaryField()
    locale = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"address of {self.review_id}"


class Revision(models.Model):
    """One version of a review."""

    class State(models.TextChoices):
        SCREENING = "screening"
        HELD = "held"
        LIVE = "live"
        REFUSED = "refused"
        SUPERSEDED = "superseded"

    id = models.BigAutoField(primary_key=True)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="revisions")
    number = models.SmallIntegerField()
    state = models.CharField(max_length=10, choices=State)
    language = models.CharField(max_length=16)
    commitment = models.CharField(max_length=64)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="revision_numbered_once"),
            models.UniqueConstraint(
                fields=["review"],
                condition=models.Q(state="live"),
                name="one_live_revision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} revision {self.number}"


class Words(models.Model):
    """
    A revision's words and the salt of its commitment: a row of its own, so that it can be forgotten.

    The database keeps a generated column `search` (tsvector) beside them, which the ORM does not know.
    """

    revision = models.OneToOneField(Revision, primary_key=True, on_delete=models.CASCADE, related_name="words")
    title = models.CharField(max_length=200)
    body = models.TextField()
    salt = models.BinaryField(max_length=16)

    def __str__(self) -> str:
        return self.title


SERVICE = "service"
SERVICE_DIMENSIONS = (
    "overall",
    "quality",
    "delivery",
    "support",
    "value",
    "complaint_handling",
)
CARBON_DIMENSIONS = ("clarity", "consistency", "credibility")


def _star() -> "models.SmallIntegerField[int | None, int | None]":
    return models.SmallIntegerField(null=True)


def _in_range(dimension: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{dimension}__isnull": True}) | models.Q(**{f"{dimension}__range": (1, 5)}),
        name=f"{dimension}_one_to_five",
    )


class Stars(models.Model):
    """A revision's stars on one facet: 1 to 5 on each dimension, or none."""

    id = models.BigAutoField(primary_key=True)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="stars")
    facet = models.CharField(max_length=16, default=SERVICE)
    overall = _star()
    quality = _star()
    delivery = _star()
    support = _star()
    value = _star()
    complaint_handling = _star()
    clarity = _star()
    consistency = _star()
    credibility = _star()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "facet"], name="stars_once_per_facet"),
            models.CheckConstraint(
                condition=models.Q(
                    facet=SERVICE,
                    overall__isnull=False,
                    clarity__isnull=True,
                    consistency__isnull=True,
                    credibility__isnull=True,
                )
                | models.Q(
                    facet__regex="^carbon-[0-9]{4}$",
                    overall__isnull=True,
                    quality__isnull=True,
                    delivery__isnull=True,
                    support__isnull=True,
                    value__isnull=True,
                    complaint_handling__isnull=True,
                ),
                name="stars_fit_their_facet",
            ),
            *[_in_range(dimension) for dimension in SERVICE_DIMENSIONS + CARBON_DIMENSIONS],
        ]

    def __str__(self) -> str:
        return f"{self.facet} stars of {self.revision_id}"
