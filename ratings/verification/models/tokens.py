"""The keys with which companies sign purchase tokens, and the tokens that were redeemed."""

from django.conf import settings
from django.db import models

from ratings.companies.models import Company
from ratings.verification.models.purchases import Purchase


class SigningKey(models.Model):
    """
    An Ed25519 public key of one company; `kid` is its name in the headers of tokens.

    It is good for what was signed from `not_before` until `retires_at`, and for nothing once it is revoked.
    """

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="signing_keys")
    kid = models.CharField(max_length=64)
    thumbprint = models.CharField(max_length=43, unique=True)
    public_key = models.BinaryField(max_length=32)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    not_before = models.DateTimeField()
    retires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "kid"], name="key_named_once"),
        ]

    def __str__(self) -> str:
        return self.kid


class SpentPurchaseToken(models.Model):
    """A token that proved a purchase; its name is kept as a keyed hash, so that it proves no other."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="spent")
    jti_hash = models.BinaryField(max_length=32)
    purchase = models.OneToOneField(Purchase, on_delete=models.PROTECT, related_name="token")
    spent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "jti_hash"], name="token_spent_once"),
        ]
        indexes = [
            models.Index(fields=["key", "-spent_at"], name="last_use_of_key"),
            models.Index(fields=["spent_at"], name="tokens_by_day"),
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"
