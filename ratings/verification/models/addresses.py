"""Addresses that customers receive order mails at, and where they may send those mails to."""

from django.conf import settings
from django.db import models

from ratings.kernel.ids import LENGTH, new_public_id
from ratings.verification.models.purchases import Purchase


class ConfirmedAddress(models.Model):
    """
    An alias or relay that a customer has shown to receive mail at; no two accounts share one.

    Kept sealed; its hash is by the oldest key, so that it stays one and the same when keys are added.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="confirmed_addresses")
    sealed_address = models.BinaryField()
    address_hash = models.BinaryField(max_length=32, unique=True)
    confirmed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "confirmed_at"], name="addresses_of_customer")]

    def __str__(self) -> str:
        return self.public_id


class AddressCode(models.Model):
    """
    A code of six digits that was sent to an address. The code itself is computed from the row, by us alone.

    Kept for a day, so that nobody is sent too many.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="address_codes")
    sealed_address = models.BinaryField()
    address_hash = models.BinaryField(max_length=32)
    key_id = models.SmallIntegerField()
    tries = models.SmallIntegerField(default=0)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["user", "-made_at"], name="codes_of_customer"),
            models.Index(fields=["address_hash", "-made_at"], name="codes_to_address"),
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"


class ReceivingAddress(models.Model):
    """
    The secret address at which an account takes order mails that were sent as attachment.

    Whoever knows it speaks for the account, since a sender's address proves nothing; so it can be renewed and closed.
    Its secret part is computed from the public id, by us alone.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="receiving_addresses")
    token_hash = models.BinaryField(max_length=32, unique=True)
    key_id = models.SmallIntegerField()
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(closed_at__isnull=True), name="one_open_receiving_address"
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class ReceivedMail(models.Model):
    """
    That a mail came in at a receiving address, and what we answered; never the mail. Kept for thirty days.

    `words` are ours, in the account's language: why it was refused, and what would work instead.
    """

    class Outcome(models.TextChoices):
        TAKEN = "taken"
        ACCEPTED = "accepted"
        PENDING = "pending"
        REFUSED = "refused"
        TOO_MANY = "too_many"

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="received_mails")
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.TAKEN)
    code = models.CharField(max_length=40, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    purchase = models.ForeignKey(Purchase, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["user", "-received_at"], name="mails_of_customer")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.pk}"
