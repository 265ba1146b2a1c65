"""What was answered to a request that may be sent again."""

from django.db import models


class IdempotencyRecord(models.Model):
    """
    The answer to one keyed request, written in the transaction of what it created, kept for a day.

    It names its account by number only: it goes by itself and nothing depends on it. Callers put the numbers of orders
    into keys, and get them back in answers: the key is kept as a keyed hash, the answer encrypted.
    """

    id = models.BigAutoField(primary_key=True)
    account = models.BigIntegerField()
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=64)
    fingerprint = models.BinaryField(max_length=32)
    status = models.SmallIntegerField()
    headers = models.JSONField()
    sealed_body = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "route", "key"], name="answered_once_per_key"),
        ]
        indexes = [models.Index(fields=["made_at"], name="idempotency_by_age")]

    def __str__(self) -> str:
        return f"{self.route} {self.status}"
