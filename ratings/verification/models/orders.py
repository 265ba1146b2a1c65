"""Orders that businesses register, and the invitations for them."""

from django.db import models

from ratings.companies.models import Company
from ratings.verification.models.purchases import Purchase


class Order(models.Model):
    """An order that its company registered; the number is kept as a keyed hash only."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="orders")
    order_hash = models.BinaryField(max_length=32)
    key_id = models.SmallIntegerField()
    ordered_on = models.DateField()
    registered_at = models.DateTimeField()
    is_late = models.BooleanField()
    locale = models.CharField(max_length=16)
    sealed_email = models.BinaryField(null=True)
    email_hash = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "order_hash"], name="order_registered_once"),
        ]
        indexes = [models.Index(fields=["company", "-registered_at"], name="orders_of_company")]

    def __str__(self) -> str:
        return f"order {self.pk}"


class Invitation(models.Model):
    """One invitation to review a registered order: a single-use bearer link sent to one mailbox."""

    id = models.BigAutoField(primary_key=True)
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="invitation")
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    purchase = models.OneToOneField(Purchase, null=True, on_delete=models.PROTECT, related_name="invitation")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opened_at__isnull=True, purchase__isnull=True)
                | models.Q(opened_at__isnull=False, purchase__isnull=False),
                name="opened_invitation_has_purchase",
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"
