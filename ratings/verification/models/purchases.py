"""Purchases and how they were shown."""

from datetime import datetime

from django.conf import settings
from django.db import models

from ratings.companies.models import Company
from ratings.kernel.ids import LENGTH, new_public_id


class Method(models.TextChoices):
    """How a purchase was shown."""

    SIGNED_RECEIPT = "signed_receipt"
    DOCUMENT = "document"
    INVITATION = "invitation"
    PURCHASE_TOKEN = "purchase_token"  # noqa: S105 - the name of a method
    PRIVATE = "private"
    IMPORTED = "imported"


class Group(models.TextChoices):
    """On whose word a proof rests."""

    CUSTOMER = "customer"
    COMPANY = "company"
    NONE = "none"


class Shows(models.TextChoices):
    """What of a dealing a proof shows; the best that it shows, where it shows several."""

    ORDER = "order"
    DISPATCH = "dispatch"
    DELIVERY = "delivery"
    BILL = "bill"
    PAYMENT = "payment"
    CONTRACT = "contract"
    VISIT = "visit"
    OTHER = "other"


class Purchase(models.Model):
    """
    Evidence of one dealing between a customer and a company.

    `last_event_on` is the day of the last thing that the proof shows, from which the twelve months of a review are
    counted; `refusal` is the code of why it was refused. One that was turned into a private token keeps its class, the
    month, and the SHA-256 of the one blinded message that was signed for it: nothing of the token itself.
    One that `backs` another is the second proof of that one, and is not reviewed itself. `was_registered` tells
    whether its company had registered the order before it was shown, None where no order number is known.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        REVOKED = "revoked"

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="purchases")
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="purchases",
    )
    method = models.CharField(max_length=16, choices=Method)
    group = models.CharField(max_length=8, choices=Group)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    shows = models.CharField(max_length=8, choices=Shows, blank=True, db_default="", default="")
    last_event_on = models.DateField(null=True)
    refusal = models.CharField(max_length=40, blank=True, db_default="", default="")
    order_hash = models.BinaryField(max_length=32, null=True)
    key_id = models.SmallIntegerField(null=True)
    token_class = models.ForeignKey(
        "verification.TokenClass", null=True, on_delete=models.PROTECT, related_name="purchases"
    )
    token_month = models.CharField(max_length=7, blank=True, db_default="", default="")
    blinded_hash = models.BinaryField(max_length=32, null=True)
    was_registered = models.BooleanField(null=True)
    backs = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="backed_by")
    source = models.CharField(max_length=60, blank=True)
    source_row = models.CharField(max_length=120, blank=True)
    begun_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(method="imported", group="none")
                | models.Q(method="document", group="customer")
                | models.Q(method__in=["invitation", "purchase_token"], group="company")
                | models.Q(method__in=["signed_receipt", "private"], group__in=["customer", "company"]),
                name="group_follows_method",
            ),
            models.CheckConstraint(
                condition=models.Q(method="imported", customer__isnull=True) & ~models.Q(source="")
                | (~models.Q(method="imported") & models.Q(source="")),
                name="only_imports_have_a_source",
            ),
            models.CheckConstraint(
                condition=models.Q(token_class__isnull=True, blinded_hash__isnull=True, token_month="")
                | (models.Q(token_class__isnull=False, blinded_hash__isnull=False) & ~models.Q(token_month="")),
                name="one_blinded_message_per_token",
            ),
            models.UniqueConstraint(
                fields=["source", "source_row"],
                condition=models.Q(method="imported"),
                name="source_row_taken_once",
            ),
            models.UniqueConstraint(
                fields=["company", "order_hash"],
                condition=models.Q(order_hash__isnull=False, state__in=["pending", "accepted"]),
                name="one_purchase_per_order",
            ),
            models.CheckConstraint(
                condition=models.Q(backs__isnull=True) | models.Q(method__in=["document", "signed_receipt"]),
                name="second_proof_is_the_customers",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-begun_at"], name="purchases_of_customer"),
            models.Index(
                fields=["begun_at"],
                condition=models.Q(
                    was_registered__isnull=False, state="accepted", method__in=["signed_receipt", "document"]
                ),
                name="purchases_that_tell_coverage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.public_id}"

    @property
    def second_proof_due_at(self) -> datetime | None:
        """Return until when a second proof is asked for, None where none is."""
        draw = getattr(self, "draw", None)
        return draw.due_at if draw is not None and draw.ended_at is None else None
