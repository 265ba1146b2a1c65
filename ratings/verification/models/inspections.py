"""Questions about proofs that a person answers."""

from django.conf import settings
from django.db import models

from ratings.kernel.ids import LENGTH, new_public_id
from ratings.verification.models.purchases import Purchase


class Inspection(models.Model):
    """
    One proof that a moderator looks at, within two working days. Nobody is shown the review or its stars.

    A re-examination is of a proof that was accepted; it belongs to a case and ends with it, without a verdict here.
    """

    class Reason(models.TextChoices):
        DOCUMENT = "document"
        UNCLEAR_MAIL = "unclear_mail"
        UNKNOWN_SENDER = "unknown_sender"
        MANY_COMPANIES = "many_companies"
        REUSED = "reused"
        RE_EXAMINATION = "re_examination"

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        CLOSED = "closed"

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    purchase = models.ForeignKey(Purchase, on_delete=models.PROTECT, related_name="inspections")
    reason = models.CharField(max_length=16, choices=Reason)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    claimed_until = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    words = models.TextField(max_length=5000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purchase"], condition=models.Q(state="open"), name="one_open_inspection_per_purchase"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["accepted", "refused"]) | models.Q(decided_by__isnull=False),
                name="inspection_is_decided_by_a_person",
            ),
        ]
        indexes = [models.Index(fields=["due_at", "id"], condition=models.Q(state="open"), name="inspection_queue")]

    def __str__(self) -> str:
        return self.public_id
