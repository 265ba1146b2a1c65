"""Showing a purchase by a document: redrawn, sealed, compared with what was shown before, and put before a person."""

import hashlib
import time
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Func, IntegerField, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.hashes import hashes_of, keyed_hash
from ratings.kernel.refusals import Forbidden, Invalid, Refused, Words, invalid_field
from ratings.kernel.texts import clean_text
from ratings.verification.commands.asking import open_inspection
from ratings.verification.commands.sealing import keep_file
from ratings.verification.commands.verdicts import begin_purchase
from ratings.verification.models import Band, Inspection, Method, Purchase, Resemblance, SealedFile
from ratings.verification.pages import CannotOpen
from ratings.verification.pages.drawing import Page, pages_of
from ratings.verification.pages.limits import LARGEST_FILE, MOST_PAGES, WALL_SECONDS, kind_of
from ratings.verification.rules import (
    A_DAY,
    FARTHEST,
    MOST_A_DAY,
    MOST_FILES,
    MOST_WAITING,
    looks_like,
    probes_of,
)

LONGEST_ORDER = 100
MOST_ALIKE = 20
MOST_CANDIDATES = 200
MOST_SHARING = 20_000
DIGEST = "document"

TOO_LARGE = gettext_lazy("This file is larger than 10 MiB. Photograph the receipt, or send the pages that show it.")
NO_KIND = gettext_lazy("Send a photo (JPEG or PNG) or a PDF; this file is none of these, whatever its name says.")
CANNOT_OPEN: Mapping[str, Words] = {
    "encrypted": gettext_lazy(
        "This PDF asks for a password. Save a copy without one, or send a photo or screenshot of it."
    ),
    "damaged": gettext_lazy("This file is damaged and cannot be opened. Save it anew, or photograph the receipt."),
    "too-many-pages": gettext_lazy("This has more than 10 pages. Send those that show the purchase."),
    "too-many-pixels": gettext_lazy(
        "This picture has more dots than a receipt needs (50 million in a JPEG, 20 million in a PNG). Make it smaller."
    ),
    "too-demanding": gettext_lazy(
        "Opening this file takes more time or memory than a receipt does. Send a photo or screenshot of it instead."
    ),
}


def show_document(*, company_id: int, files: Sequence[bytes], actor: Actor, now: datetime, order: str = "") -> Purchase:
    """
    Show a purchase by one to five photos or PDF files; a person looks at it within two working days.

    What is kept are pictures of the pages, drawn anew; the files themselves are not. Raises Forbidden, Invalid (`file`,
    `order`), Refused (`order-shown`, `too-many-waiting`, `too-many-today`, `busy`).
    """
    if actor.kind is not ActorKind.CUSTOMER or actor.user_id is None:
        raise Forbidden("not-a-customer", _("Only a customer can show a document."))
    order = clean_text("order", order, longest=LONGEST_ORDER, shortest=0)
    _refuse_files(files)
    _refuse_too_many(actor.user_id, now=now)
    drawn = _drawn(files)
    return _keep(company_id, actor.user_id, files=files, drawn=drawn, order=order, now=now)


def _refuse_files(files: Sequence[bytes]) -> None:
    if not files:
        raise invalid_field("file", _("Choose a photo or a PDF of the receipt."))
    if len(files) > MOST_FILES:
        raise Invalid("too-many-files", _("Send five files at most."), fields={"file": _("Send five files at most.")})
    for data in files:
        if not data:
            raise Invalid("empty", _("This file is empty."), fields={"file": _("This file is empty. Choose another.")})
        if len(data) > LARGEST_FILE:
            raise Invalid("too-large", TOO_LARGE, fields={"file": TOO_LARGE})
        if not kind_of(data):
            raise Invalid("wrong-kind", NO_KIND, fields={"file": NO_KIND})


def _refuse_too_many(user_id: int, *, now: datetime) -> None:
    shown = Purchase.objects.filter(customer_id=user_id, method=Method.DOCUMENT)
    if shown.filter(begun_at__gt=now - A_DAY).count() >= MOST_A_DAY:
        raise Refused("too-many-today", _("You have shown ten documents within a day. Come back tomorrow."))
    if shown.filter(state=Purchase.State.PENDING).count() >= MOST_WAITING:
        raise Refused(
            "too-many-waiting",
            _("Five of your documents wait to be looked at. Wait for those, then show this one."),
        )


def _drawn(files: Sequence[bytes]) -> Sequence[tuple[bytes, Sequence[Page]]]:
    """Return each file with its pages; all together may take as long as one. Raises Invalid, Refused (`busy`)."""
    until = time.monotonic() + WALL_SECONDS
    try:
        drawn = [(data, pages_of(data, seconds=max(1.0, until - time.monotonic()))) for data in files]
    except CannotOpen as error:
        if error.code == "busy":
            raise Refused("busy", _("Many files are being opened at this moment. Try again in a minute.")) from error
        words = CANNOT_OPEN.get(error.code, CANNOT_OPEN["damaged"])
        raise Invalid(error.code, words, fields={"file": words}) from error
    if sum(len(pages) for _data, pages in drawn) > MOST_PAGES:
        words = CANNOT_OPEN["too-many-pages"]
        raise Invalid("too-many-pages", words, fields={"file": words})
    return drawn


@transaction.atomic
def _keep(
    company_id: int,
    user_id: int,
    *,
    files: Sequence[bytes],
    drawn: Sequence[tuple[bytes, Sequence[Page]]],
    order: str,
    now: datetime,
) -> Purchase:
    _lock_customer(user_id)
    _refuse_too_many(user_id, now=now)
    purchase = begin_purchase(company_id=company_id, customer_id=user_id, method=Method.DOCUMENT, order=order, now=now)
    pages = [(data, page) for data, pages in drawn for page in pages]
    kept = [_keep_page(purchase, number, data, page, now=now) for number, (data, page) in enumerate(pages, 1)]
    alike = [_note_alike(file, data, page, user_id) for file, (data, page) in zip(kept, pages, strict=True)]
    reason = Inspection.Reason.REUSED if any(alike) else Inspection.Reason.DOCUMENT
    open_inspection(purchase_id=purchase.pk, reason=reason, now=now)
    return purchase


def _lock_customer(user_id: int) -> None:
    """Let one upload of an account follow the other, and none follow its erasure."""
    users = get_user_model().objects.select_for_update(no_key=True)
    if not users.filter(pk=user_id, is_active=True).exists():
        raise Forbidden("not-a-customer", _("Only a customer can show a document."))


def _keep_page(purchase: Purchase, number: int, data: bytes, page: Page, *, now: datetime) -> SealedFile:
    return keep_file(
        purchase=purchase,
        kind=SealedFile.Kind.PAGE,
        number=number,
        data=page.data,
        media_type="image/jpeg",
        phash=page.phash,
        detail=page.detail,
        digest=keyed_hash(DIGEST, _fingerprint(data)),
        now=now,
    )


def _fingerprint(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _note_alike(file: SealedFile, data: bytes, page: Page, user_id: int) -> bool:
    """Write down which earlier files a page looks like or is; tell whether there are any."""
    earlier = _of_interest(file, user_id)
    same = earlier.filter(digest__in=hashes_of(DIGEST, _fingerprint(data))).order_by("-id")
    found = dict.fromkeys(same.values_list("pk", flat=True)[:MOST_ALIKE], (True, 0))
    for pk, bits in _alike(earlier, page).items():
        found.setdefault(pk, (False, bits))
    Resemblance.objects.bulk_create(
        Resemblance(file=file, earlier_id=pk, is_same_file=is_same, distance=bits)
        for pk, (is_same, bits) in list(found.items())[:MOST_ALIKE]
    )
    return bool(found)


def _of_interest(file: SealedFile, user_id: int) -> "QuerySet[SealedFile]":
    """Return the files of all other purchases, but not one's own that were refused: those may be shown again."""
    own_refused = Q(purchase__customer_id=user_id, purchase__state=Purchase.State.REFUSED)
    return SealedFile.objects.exclude(purchase_id=file.purchase_id).exclude(own_refused)


def _alike(earlier: "QuerySet[SealedFile]", page: Page) -> Mapping[int, int]:
    """Return the ids of the earlier files that a page looks like, with the distance: by an index, however many."""
    if page.phash is None:
        return {}
    sharing = Band.objects.filter(band__in=probes_of(page.phash)).values("file_id")[:MOST_SHARING]
    apart = BitCount(F("phash").bitxor(page.phash))
    near = earlier.annotate(apart=apart).filter(pk__in=sharing, apart__lte=FARTHEST).order_by("apart", "-id")
    rows = near.values_list("pk", "phash", "detail")[:MOST_CANDIDATES]
    candidates = [(pk, phash, bytes(detail)) for pk, phash, detail in rows if phash is not None and detail is not None]
    return looks_like(phash=page.phash, detail=page.detail, candidates=candidates)


class BitCount(Func):
    """How many bits of a bigint are set."""

    template = "bit_count((%(expressions)s)::bit(64))"
    output_field = IntegerField()
