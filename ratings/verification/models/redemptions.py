"""Private tokens that have been redeemed, and the classes whose proofs have been revoked."""

from django.db import models

from ratings.kernel.ids import LENGTH, new_public_id
from ratings.verification.models.private import TokenClass


class SpentToken(models.Model):
    """
    A private token that was redeemed: once, by whoever holds it.

    `id` is random; a purchase is written under it when its review is. `token_hash` is the SHA-256 of what the issuer
    signed. `spent_on` is a day and no more, and goes when the review has been written.
    """

    id = models.CharField(max_length=LENGTH, primary_key=True, default=new_public_id, editable=False)
    token_hash = models.BinaryField(max_length=32, unique=True)
    token_class = models.ForeignKey(TokenClass, on_delete=models.PROTECT, related_name="spent_tokens")
    spent_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.id


class RevokedClass(models.Model):
    """A class of private proofs that was revoked as a whole, for the customers of one company, year and group."""

    token_class = models.OneToOneField(
        TokenClass, primary_key=True, on_delete=models.PROTECT, related_name="revocation"
    )
    revoked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.token_class_id} revoked"
