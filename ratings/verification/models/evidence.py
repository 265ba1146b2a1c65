"""Files that customers show: sealed with a key of their own each, opened for a reason and on record, then destroyed."""

from django.conf import settings
from django.db import models

from ratings.kernel.ids import LENGTH, new_public_id
from ratings.verification.models.inspections import Inspection
from ratings.verification.models.purchases import Purchase


class SealedFile(models.Model):
    """
    One file of a proof; its bytes lie encrypted in `MEDIA_ROOT/proofs/<public_id>`, noise without `sealed_key`.

    Destroying is dropping the key first, then the bytes: what a backup of the files still holds cannot be read.
    """

    class Kind(models.TextChoices):
        MAIL = "mail"
        PAGE = "page"

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    purchase = models.ForeignKey(Purchase, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=4, choices=Kind)
    number = models.SmallIntegerField(default=1)
    media_type = models.CharField(max_length=40)
    size = models.IntegerField()
    sealed_key = models.BinaryField(null=True)
    phash = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True, sealed_key__isnull=False)
                | models.Q(destroyed_at__isnull=False, sealed_key__isnull=True),
                name="destroyed_file_has_no_key",
            ),
            models.UniqueConstraint(fields=["purchase", "kind", "number"], name="file_numbered_once"),
        ]
        indexes = [
            models.Index(fields=["added_at"], condition=models.Q(destroyed_at__isnull=True), name="files_kept"),
        ]

    def __str__(self) -> str:
        return self.public_id


class FileOpening(models.Model):
    """Who opened a sealed file, when, and for which question."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(SealedFile, on_delete=models.PROTECT, related_name="openings")
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="openings")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.file_id} opened {self.opened_at:%Y-%m-%d}"
