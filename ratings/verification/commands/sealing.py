"""Keeping the files of proofs: encrypted with a key each, opened on record, destroyed with their key."""

import base64
import os
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.hashes import seal, unseal
from ratings.kernel.refusals import Forbidden, NotFound, Refused
from ratings.verification.models import FileOpening, Inspection, Purchase, SealedFile

NONCE_BYTES = 12


def _path(public_id: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "proofs" / public_id


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
) -> SealedFile:
    """Keep one file of a proof, encrypted (AES-256-GCM, the row's id bound to the bytes). `phash` is signed 64-bit."""
    key = AESGCM.generate_key(bit_length=256)
    kept = SealedFile.objects.create(
        purchase=purchase,
        kind=kind,
        number=number,
        media_type=media_type,
        size=len(data),
        sealed_key=seal(base64.b64encode(key).decode()),
        phash=phash,
        added_at=now,
    )
    nonce = os.urandom(NONCE_BYTES)
    path = _path(kept.public_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(nonce + AESGCM(key).encrypt(nonce, data, kept.public_id.encode()))
    return kept


def read_file(kept: SealedFile) -> bytes:
    """Return the bytes of a kept file, for a check by the system itself. Raises NotFound once it is destroyed."""
    if kept.sealed_key is None:
        raise NotFound("destroyed", _("This file has been deleted, as its time was over."))
    key = base64.b64decode(unseal(bytes(kept.sealed_key)))
    try:
        sealed = _path(kept.public_id).read_bytes()
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], kept.public_id.encode())
    except (FileNotFoundError, InvalidTag) as error:
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
    """Destroy a file: its key with this transaction, its bytes after it. Return False where it was destroyed before."""
    kept = SealedFile.objects.select_for_update().get(pk=file_id)
    if kept.destroyed_at is not None:
        return False
    kept.sealed_key = None
    kept.phash = None
    kept.destroyed_at = now
    kept.save(update_fields=["sealed_key", "phash", "destroyed_at"])
    transaction.on_commit(lambda: _path(kept.public_id).unlink(missing_ok=True))
    return True
