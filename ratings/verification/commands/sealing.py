"""Keeping the files of proofs: encrypted with a key each, opened on record, destroyed with their key."""

import base64
import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import batched
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.hashes import seal, unseal
from ratings.kernel.ids import LENGTH
from ratings.kernel.refusals import Forbidden, NotFound, Refused
from ratings.verification.models import Band, FileOpening, Inspection, Purchase, Resemblance, SealedFile
from ratings.verification.rules import bands_of

NONCE_BYTES = 12
NAME = re.compile(f"[a-z2-7]{{{LENGTH}}}")
UNFINISHED_FOR = timedelta(hours=1)
"""A file that no row names may belong to a transaction that has not ended; none takes so long."""
SWEPT_AT_A_TIME = 500


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "proofs"


@transaction.atomic
def keep_file(
    *,
    purchase: Purchase,
    kind: str,
    data: bytes,
    media_type: str,
    now: datetime,
    number: int = 1,
    phash: int | None = None,
    detail: bytes = b"",
    digest: bytes | None = None,
) -> SealedFile:
    """
    Keep one file of a proof, encrypted (AES-256-GCM, the row's id bound to the bytes).

    `phash` (signed 64-bit) and `detail` are what it is known again by, `digest` the keyed hash of what was uploaded.
    """
    key = AESGCM.generate_key(bit_length=256)
    kept = SealedFile.objects.create(
        purchase=purchase,
        kind=kind,
        number=number,
        media_type=media_type,
        size=len(data),
        sealed_key=seal(base64.b64encode(key).decode()),
        phash=phash,
        detail=detail or None,
        digest=digest,
        added_at=now,
        look_at=now,
    )
    if phash is not None:
        Band.objects.bulk_create(Band(file=kept, band=band) for band in bands_of(phash))
    nonce = os.urandom(NONCE_BYTES)
    _write(kept.public_id, nonce + AESGCM(key).encrypt(nonce, data, kept.public_id.encode()))
    return kept


def _write(name: str, sealed: bytes) -> None:
    """Write a file so that it is on the disk before its row is committed."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


def read_file(kept: SealedFile) -> bytes:
    """Return the bytes of a kept file, for a check by the system itself. Raises NotFound once it is destroyed."""
    if kept.sealed_key is None:
        raise NotFound("destroyed", _("This file has been deleted, as its time was over."))
    key = base64.b64decode(unseal(bytes(kept.sealed_key)))
    try:
        sealed = (_folder() / kept.public_id).read_bytes()
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], kept.public_id.encode())
    except (OSError, ValueError, InvalidTag) as error:
        raise NotFound("damaged", _("This file cannot be read any more.")) from error


@transaction.atomic
def open_file(*, file: str, inspection: str, actor: Actor, now: datetime) -> tuple[SealedFile, bytes]:
    """
    Return a file (its public id) to the moderator who holds the inspection of its purchase, and write that down.

    Raises Forbidden, NotFound, Refused (`not-claimed`).
    """
    if actor.kind is not ActorKind.MODERATOR or actor.user_id is None:
        raise Forbidden("not-a-moderator", _("Only moderators open proofs."))
    found = Inspection.objects.select_for_update().filter(public_id=inspection).first()
    kept = SealedFile.objects.filter(public_id=file).first()
    if found is None or kept is None or kept.purchase_id != found.purchase_id:
        raise NotFound("no-such-file", _("There is no such file."))
    holds = found.claimed_by_id == actor.user_id and found.claimed_until is not None and found.claimed_until > now
    if found.state != Inspection.State.OPEN or not holds:
        raise Refused("not-claimed", _("Take this inspection first; a proof is opened only by who works on it."))
    data = read_file(kept)
    FileOpening.objects.create(file=kept, inspection=found, opened_by_id=actor.user_id, opened_at=now)
    return kept, data


@transaction.atomic
def destroy_file(*, file_id: int, now: datetime) -> bool:
    """
    Destroy a file: its key with this transaction, its bytes after it. Return False where it was destroyed before.

    What it was known again by goes too; the keyed hash of an accepted proof stays, so that it serves once.
    """
    kept = SealedFile.objects.select_for_update().get(pk=file_id)
    if kept.destroyed_at is not None:
        return False
    if kept.purchase.state not in (Purchase.State.ACCEPTED, Purchase.State.REVOKED):
        kept.digest = None
    kept.sealed_key = kept.phash = kept.detail = kept.look_at = None
    kept.destroyed_at = now
    kept.save(update_fields=["sealed_key", "phash", "detail", "digest", "look_at", "destroyed_at"])
    Resemblance.objects.filter(file=kept).delete()
    Band.objects.filter(file=kept).delete()
    path = _folder() / kept.public_id
    transaction.on_commit(lambda: path.unlink(missing_ok=True), robust=True)
    return True


def destroy_files_of(*, purchase_ids: Sequence[int], now: datetime) -> int:
    """Destroy all files of some purchases; return how many there were."""
    kept = SealedFile.objects.filter(purchase_id__in=purchase_ids, destroyed_at=None).order_by("id")
    return sum(destroy_file(file_id=file_id, now=now) for file_id in kept.values_list("pk", flat=True))


def sweep_files(*, now: datetime) -> int:
    """
    Delete the files that no key opens: left by a crash before a commit, or between a commit and their deletion.

    They are noise already; return how many there were.
    """
    return sum(_sweep(names) for names in batched(_old_names(now), SWEPT_AT_A_TIME, strict=False))


def _old_names(now: datetime) -> Iterator[str]:
    try:
        with os.scandir(_folder()) as entries:
            for entry in entries:
                written_at = datetime.fromtimestamp(entry.stat(follow_symlinks=False).st_mtime, UTC)
                if NAME.fullmatch(entry.name) and written_at < now - UNFINISHED_FOR:
                    yield entry.name
    except FileNotFoundError:
        return


def _sweep(names: Sequence[str]) -> int:
    kept = SealedFile.objects.filter(public_id__in=names, destroyed_at=None)
    orphans = set(names) - set(kept.values_list("public_id", flat=True))
    for name in orphans:
        (_folder() / name).unlink(missing_ok=True)
    return len(orphans)
