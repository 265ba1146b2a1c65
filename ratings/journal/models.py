"""What happened, in order, and who has read how far."""

from django.db import models


class Pending(models.Model):
    """An entry as its command wrote it, before it has a place in the order."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    is_public = models.BooleanField()
    company_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=64)
    data = models.JSONField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} (waiting)"


class Entry(models.Model):
    """
    An entry in its place for good. Append-only, partitioned by ranges of position.

    `position` counts all entries without a gap from 1; `leaf` counts the public ones from 0.
    """

    position = models.BigIntegerField(primary_key=True)
    leaf = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40)
    company_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=64)
    data = models.JSONField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.kind}"


class Cursor(models.Model):
    """How far one follower has read: all entries up to `position`, of which `leaf` was the last public one."""

    name = models.CharField(max_length=60, primary_key=True)
    position = models.BigIntegerField(default=0)
    leaf = models.BigIntegerField(default=-1)
    moved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"


class Parked(models.Model):
    """
    An entry that a reactor failed at three times and passed by: it is tried again at longer and longer intervals.

    Without a next try a person must look.
    """

    id = models.BigAutoField(primary_key=True)
    reactor = models.CharField(max_length=60)
    position = models.BigIntegerField()
    error = models.TextField()
    parked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=3)
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reactor", "position"], name="parked_once")]
        indexes = [models.Index(fields=["next_try_at"], name="parked_by_next_try")]

    def __str__(self) -> str:
        return f"{self.reactor} parked {self.position}"
