"""Who was told what."""

from django.conf import settings
from django.db import models


class Letter(models.Model):
    """One e-mail that was sent; its key keeps it from being sent twice."""

    key = models.CharField(max_length=120, primary_key=True)
    kind = models.CharField(max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="letters",
    )
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
