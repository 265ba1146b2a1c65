"""The proofs from companies' records that were drawn to be backed by another, and the days that were counted."""

from django.db import models

from ratings.companies.models import Company
from ratings.verification.models.purchases import Purchase


class Draw(models.Model):
    """A proof of the company's group that needs a second proof, of the customer's, before it is accepted."""

    id = models.BigAutoField(primary_key=True)
    purchase = models.OneToOneField(Purchase, on_delete=models.PROTECT, related_name="draw")
    drawn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    is_backed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, is_backed__isnull=True)
                | models.Q(ended_at__isnull=False, is_backed__isnull=False),
                name="ended_draw_has_an_answer",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(ended_at__isnull=True), name="draws_open"),
            models.Index(fields=["drawn_at"], name="draws_by_day"),
            models.Index(fields=["ended_at"], name="draws_ended_by_day"),
        ]

    def __str__(self) -> str:
        return f"draw {self.pk}"


class ProofDay(models.Model):
    """
    One company's day in the public log: tokens redeemed by key (thumbprint), proofs drawn, backed, not backed.

    Pages show sums of these rows, so that anyone can add them up from the log.
    """

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="proof_days")
    day = models.DateField()
    tokens = models.JSONField(default=dict)
    drawn = models.IntegerField(default=0)
    backed = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "day"], name="company_counted_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} on {self.day}"


class CountedDay(models.Model):
    """A UTC day whose proofs have been counted into the public log, for all companies."""

    day = models.DateField(primary_key=True)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day}"
