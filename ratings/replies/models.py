"""The company's public answers."""

from django.conf import settings
from django.db import models

from ratings.companies.models import Company
from ratings.kernel.ids import LENGTH, new_public_id
from ratings.reviews.models import Review


class Reply(models.Model):
    """A company's answer to one part of one review. Its author sees it a day before the public."""

    class Part(models.TextChoices):
        SERVICE = "service"
        CARBON = "carbon"

    class Position(models.TextChoices):
        AGREES = "agrees"
        DISPUTES_FACTS = "disputes_facts"
        FIXED = "fixed"
        REFUNDED = "refunded"
        POLICY = "policy"
        NOT_OUR_CUSTOMER = "not_our_customer"

    class State(models.TextChoices):
        SCREENING = "screening"
        HELD = "held"
        PREVIEW = "preview"
        LIVE = "live"
        REFUSED = "refused"
        REMOVED = "removed"
        WITHDRAWN = "withdrawn"

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="replies")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="replies")
    part = models.CharField(max_length=8, choices=Part)
    position = models.CharField(max_length=16, choices=Position, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    language = models.CharField(max_length=16)
    commitment = models.CharField(max_length=64)
    source = models.CharField(max_length=60, blank=True)
    submitted_at = models.DateTimeField()
    public_from = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "part"],
                condition=models.Q(state__in=["screening", "held", "preview", "live"]),
                name="one_reply_per_review_and_part",
            ),
            models.CheckConstraint(
                condition=~models.Q(position="") | ~models.Q(source=""),
                name="reply_takes_a_position",
            ),
        ]
        indexes = [
            models.Index(
                fields=["public_from"],
                condition=models.Q(state="preview"),
                name="replies_in_preview",
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class ReplyWords(models.Model):
    """A reply's words and the salt of its commitment."""

    reply = models.OneToOneField(Reply, primary_key=True, on_delete=models.CASCADE, related_name="words")
    body = models.TextField()
    salt = models.BinaryField(max_length=16)

    def __str__(self) -> str:
        return f"words of {self.reply_id}"


class Outcome(models.Model):
    """The customer's word on whether it was solved; the latest one is shown beside the stars."""

    class Result(models.TextChoices):
        RESOLVED = "resolved"
        PARTLY = "partly"
        NOT_RESOLVED = "not_resolved"

    review = models.OneToOneField(Review, primary_key=True, on_delete=models.PROTECT, related_name="outcome")
    result = models.CharField(max_length=12, choices=Result)
    marked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.result
