"""What pages count besides stars. Folded from the journal, but for Coverage, which is counted anew each night."""

from django.db import models


class Tally(models.Model):
    """How many reviews the public sees of a company, of them imported ones, and how many replies."""

    company_id = models.BigIntegerField(primary_key=True)
    shown = models.IntegerField(default=0)
    imported = models.IntegerField(default=0)
    replies = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.company_id}: {self.shown}"


class OrderTally(models.Model):
    """
    How many orders a company registered, of them late, how many were invited by mail, and how many of those answered.

    `answered` counts the reviews by invitation that the public sees. Folded from the journal.
    """

    company_id = models.BigIntegerField(primary_key=True)
    registered = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    invited = models.IntegerField(default=0)
    answered = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.company_id}: {self.registered}"


class Coverage(models.Model):
    """
    How many orders customers showed by a proof of their own, and how many of these had been registered before.

    `low` are those that got 1 or 2 stars overall, `high` those with 4 or 5; all of the last twelve months.
    """

    company_id = models.BigIntegerField(primary_key=True)
    as_of = models.DateField()
    low_shown = models.IntegerField()
    low_registered = models.IntegerField()
    high_shown = models.IntegerField()
    high_registered = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.company_id} on {self.as_of}"
