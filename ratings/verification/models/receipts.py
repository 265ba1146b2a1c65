"""What is kept of signed mails: the verdict on each, who may send for whom, and the keys that were seen."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from ratings.companies.models import Company
from ratings.kernel.ids import LENGTH, new_public_id
from ratings.verification.models.purchases import Purchase


class DkimKey(models.Model):
    """
    One key record that the DNS had for a domain and selector, and from when to when it was seen there.

    A new record is a new row: a mail is judged by the key that was there when it was signed.
    """

    id = models.BigAutoField(primary_key=True)
    domain = models.CharField(max_length=253)
    selector = models.CharField(max_length=128)
    record = models.TextField(max_length=4096)
    record_hash = models.CharField(max_length=64)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["domain", "selector", "record_hash"], name="key_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"


class Sender(models.Model):
    """
    A pair of signing domain and From address that signs for no company by its domain, and whose mails it sends.

    For a shop platform the pair stands for one company; for a marketplace or payment service the pair and the
    merchant that the mail names do. A refused sender's address is kept as its hash only.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        CONFIRMED = "confirmed"
        REFUSED = "refused"

    class Kind(models.TextChoices):
        PLATFORM = "platform"
        MARKETPLACE = "marketplace"
        PAYMENT = "payment"

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    signing_domain = models.CharField(max_length=253)
    from_address = models.CharField(max_length=254, blank=True)
    address_hash = models.BinaryField(max_length=32)
    merchant = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    kind = models.CharField(max_length=11, choices=Kind, blank=True)
    company = models.ForeignKey(Company, null=True, on_delete=models.PROTECT, related_name="senders")
    first_seen_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signing_domain", "address_hash", "merchant"], name="sender_known_once"),
            models.CheckConstraint(
                condition=models.Q(state="confirmed", company__isnull=False, decided_at__isnull=False)
                & ~models.Q(kind="")
                | (~models.Q(state="confirmed") & models.Q(company__isnull=True, kind="")),
                name="confirmed_sender_has_company",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["marketplace", "payment"]) | ~models.Q(merchant=""),
                name="intermediary_names_merchant",
            ),
        ]
        indexes = [models.Index(fields=["state", "first_seen_at"], name="senders_waiting")]

    def __str__(self) -> str:
        return self.public_id


class Receipt(models.Model):
    """
    The verdict on one signed mail: who signed it, by which key, what was checked. Nothing of what it says.

    While its purchase is pending, `sender` is who has to be confirmed, `next_try_at` when the DNS is asked again.
    """

    id = models.BigAutoField(primary_key=True)
    purchase = models.OneToOneField(Purchase, on_delete=models.PROTECT, related_name="receipt")
    signing_domain = models.CharField(max_length=253)
    selector = models.CharField(max_length=128)
    key = models.ForeignKey(DkimKey, null=True, on_delete=models.PROTECT, related_name="receipts")
    sender = models.ForeignKey(Sender, null=True, on_delete=models.PROTECT, related_name="receipts")
    checks = ArrayField(models.CharField(max_length=30), default=list)
    flags = ArrayField(models.CharField(max_length=30), default=list)
    message_hash = models.BinaryField(max_length=32, null=True, unique=True)
    content_hash = models.BinaryField(max_length=32, null=True, unique=True)
    hash_key_id = models.SmallIntegerField()
    try_count = models.SmallIntegerField(default=1)
    next_try_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(next_try_at__isnull=False), name="receipts_to_try"),
        ]

    def __str__(self) -> str:
        return f"receipt of {self.purchase_id}"
