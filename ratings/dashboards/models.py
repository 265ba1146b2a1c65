"""What pages count besides stars. Folded from the journal."""

from django.db import models


class Tally(models.Model):
    """How many reviews the public sees of a company, of them imported ones, and how many replies."""

    company_id = models.BigIntegerField(primary_key=True)
    shown = models.IntegerField(default=0)
    imported = models.IntegerField(default=0)
    replies = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.company_id}: {self.shown}"
