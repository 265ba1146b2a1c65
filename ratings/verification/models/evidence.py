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
    `phash`, its bands and `detail` are what a page is known again by; they go with the key. `digest` is a keyed hash
    of what was uploaded, which says nothing without the key and the file, and stays with an accepted proof.
    `look_at` is when the retention job looks at the file next.
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
    detail = models.BinaryField(max_length=144, null=True)
    digest = models.BinaryField(max_length=32, null=True)
    added_at = models.DateTimeField()
    look_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True, sealed_key__isnull=False)
                | models.Q(
                    destroyed_at__isnull=False,
                    sealed_key__isnull=True,
                    phash__isnull=True,
                    detail__isnull=True,
                    look_at__isnull=True,
                ),
                name="destroyed_file_has_no_key",
            ),
            models.UniqueConstraint(fields=["purchase", "kind", "number"], name="file_numbered_once"),
        ]
        indexes = [
            models.Index(fields=["look_at"], condition=models.Q(destroyed_at__isnull=True), name="files_to_look_at"),
            models.Index(fields=["digest"], condition=models.Q(digest__isnull=False), name="files_by_digest"),
        ]

    def __str__(self) -> str:
        return self.public_id


class Band(models.Model):
    """A quarter of a page's perceptual hash, marked with its place: what pages like it are found by."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(SealedFile, on_delete=models.PROTECT, related_name="bands")
    band = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["band"], include=["file"], name="files_by_likeness")]

    def __str__(self) -> str:
        return f"{self.band:#x}"


class Resemblance(models.Model):
    """A shown page that looks like one shown before; `distance` is in bits, 0 also for the very same file."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(SealedFile, on_delete=models.PROTECT, related_name="resemblances")
    earlier = models.ForeignKey(SealedFile, on_delete=models.PROTECT, related_name="+")
    is_same_file = models.BooleanField()
    distance = models.SmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "earlier"], name="resemblance_noted_once")]

    def __str__(self) -> str:
        return f"{self.file_id} looks like {self.earlier_id}"


class FileOpening(models.Model):
    """Who opened a sealed file, when, and for which question."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(SealedFile, on_delete=models.PROTECT, related_name="openings")
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="openings")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.file_id} opened {self.opened_at:%Y-%m-%d}"
