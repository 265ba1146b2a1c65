"""Orders that businesses register, the invitations for them, and who wishes none."""

from django.db import models

from ratings.companies.models import Company
from ratings.verification.models.purchases import Purchase


class Order(models.Model):
    """
    An order that its company registered; the number is kept as a keyed hash only.

    It is late where we were told of it, or of its customer's address, more than three days after it was placed.
    The sealed address goes when it has been used, at `address_until` at the latest; its keyed hash stays.
    """

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
    address_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "order_hash"], name="order_registered_once"),
            models.CheckConstraint(
                condition=models.Q(sealed_email__isnull=True, address_until__isnull=True)
                | models.Q(sealed_email__isnull=False, email_hash__isnull=False, address_until__isnull=False),
                name="sealed_address_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-registered_at"], name="orders_of_company"),
            models.Index(
                fields=["address_until"], condition=models.Q(sealed_email__isnull=False), name="addresses_to_forget"
            ),
            models.Index(
                fields=["email_hash"], condition=models.Q(sealed_email__isnull=False), name="orders_of_address"
            ),
        ]

    def __str__(self) -> str:
        return f"order {self.pk}"


class Invitation(models.Model):
    """
    One invitation to review a registered order: a single-use bearer link sent to one mailbox.

    Its root is its order: who sends, opens or ends an invitation locks the order's row.
    """

    id = models.BigAutoField(primary_key=True)
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="invitation")
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
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
        indexes = [
            models.Index(
                fields=["made_at"],
                condition=models.Q(sent_at__isnull=True, opened_at__isnull=True),
                name="invitations_to_send",
            ),
            models.Index(
                fields=["sent_at"],
                condition=models.Q(sent_at__isnull=False, reminded_at__isnull=True, opened_at__isnull=True),
                name="invitations_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class InvitationPolicy(models.Model):
    """Which share of a company's orders is invited, in percent, since when; a company without a row: all."""

    company = models.OneToOneField(
        Company, primary_key=True, on_delete=models.PROTECT, related_name="invitation_policy"
    )
    share = models.SmallIntegerField()
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(share__range=(1, 100)), name="share_in_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.share} % of the orders of {self.company_id}"


class Unsubscribed(models.Model):
    """A mailbox that no order of any company ever invites again: its keyed hash, and nothing that names it."""

    email_hash = models.BinaryField(max_length=32, primary_key=True)
    since_on = models.DateField()

    def __str__(self) -> str:
        return "an unsubscribed mailbox"
