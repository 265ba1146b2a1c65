"""
Private reviews: taken from somebody unknown, kept waiting without a time, written in shuffled batches.

What is written down of one before its batch is a random key and a day. A conflict that the database reports as an
error would stand in its log, with the time, so inserts that may meet one ignore it and look afterwards.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import gettext as _

from ratings.companies.queries import surviving
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.hashes import keyed_hash, seal
from ratings.kernel.ids import base32
from ratings.kernel.refusals import Forbidden, NotFound, Refused, Stale, invalid_field
from ratings.kernel.texts import clean_language
from ratings.reviews.commands.author import Changes, merged
from ratings.reviews.commands.entries import record_private
from ratings.reviews.commands.submit import Draft, write_revision
from ratings.reviews.models import PrivateSubmission, Review, ReviewAddress
from ratings.reviews.rules import is_batch_due
from ratings.verification.commands import class_revoked
from ratings.verification.models import Method, Purchase, RevokedClass, SpentToken, TokenClass

KEY_HASH_BYTES = 32
LARGEST_BATCH = 500
BATCH_LOCK = 0x4576656E_0002
SHUFFLE = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a private review: its public id, state, and newest version."""

    public_id: str
    state: str
    revision: int


def private_pseudonym(*, key_hash: bytes, company_id: int) -> str:
    """Return the name under which one company's readers know the holder of a key, and no other company's do."""
    value = f"{key_hash.hex()}:{company_id}"
    return base32(keyed_hash("private-pseudonym", value, key_id=min(settings.HASH_KEYS)))[:6].upper()


def clean_key_hash(value: object) -> bytes:
    """Return the 32 bytes of 64 hexadecimal digits. Raises Invalid (`reviewer_key_hash`)."""
    try:
        key_hash = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        key_hash = b""
    if len(key_hash) != KEY_HASH_BYTES:
        words = _("Send the SHA-256 of your 32-byte key as 64 hexadecimal digits.")
        raise invalid_field("reviewer_key_hash", words)
    return key_hash


def sealed_address(email: str) -> bytes | None:
    """Return an address encrypted, None for none. Raises Invalid (`email`)."""
    if not email.strip():
        return None
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise invalid_field("email", _("This is not an e-mail address.")) from error
    return seal(email.strip())


@transaction.atomic
def submit_private_review(
    *,
    purchase: str,
    draft: Draft,
    reviewer_key_hash: str,
    now: datetime,
    email: str = "",
    locale: str = "en",
    repeated: bool = False,
) -> Submitted:
    """
    Take a review under a redeemed token (the id that its redemption answered), to wait until others are with it.

    With `repeated` the same review sent again is answered as before, so that a lost answer is no lost review.

    Raises Invalid, NotFound (`no-such-purchase`), Refused (`already-reviewed`, `class-revoked`).
    """
    draft = draft.cleaned(now=now)
    key_hash = clean_key_hash(reviewer_key_hash)
    address = sealed_address(email)
    spent = SpentToken.objects.select_for_update().filter(pk=purchase).first()
    if spent is None:
        raise NotFound("no-such-purchase", _("There is no such purchase."))
    if RevokedClass.objects.filter(token_class_id=spent.token_class_id).exists():
        raise class_revoked()
    if (before := _submitted_before(spent, key_hash, draft, repeated=repeated)) is not None:
        return before
    submission = PrivateSubmission(
        spent_token=spent,
        reviewer_key_hash=key_hash,
        draft=_as_json(draft),
        sealed_email=address,
        locale=clean_language("locale", locale),
        waiting_since=now.date(),
    )
    taken = Review.objects.filter(reviewer_key_hash=key_hash).exists()
    if not taken:
        PrivateSubmission.objects.bulk_create([submission], ignore_conflicts=True)
    if taken or not PrivateSubmission.objects.filter(pk=submission.pk).exists():
        raise invalid_field("reviewer_key_hash", _("This key opens another review; make a new one for each."))
    return _state_of(submission)


def _state_of(submission: PrivateSubmission) -> Submitted:
    return Submitted(submission.pk, Review.State.SUBMITTED, submission.revision)


def _submitted_before(spent: SpentToken, key_hash: bytes, draft: Draft, *, repeated: bool) -> Submitted | None:
    """Return what was sent before under the same token, if it is this, and it may be. Raises Refused."""
    waiting = PrivateSubmission.objects.filter(spent_token=spent).first()
    review = Review.objects.filter(purchase__public_id=spent.pk).first()
    found = waiting or review
    if found is None:
        return None
    is_mine = found.reviewer_key_hash is not None and bytes(found.reviewer_key_hash) == key_hash
    if repeated and is_mine and waiting is not None and waiting.draft == _as_json(draft):
        return _state_of(waiting)
    if repeated and is_mine and review is not None:
        return Submitted(review.public_id, review.state, review.latest_revision)
    raise Refused(
        "already-reviewed",
        _("A review has been written under this proof already; its key opens it, and you can revise it there."),
    )


def _as_json(draft: Draft) -> dict[str, object]:
    return {**asdict(draft), "experienced_on": draft.experienced_on.isoformat()}


def draft_of(submission: PrivateSubmission) -> Draft:
    """Return what a waiting review says."""
    said: Mapping[str, object] = submission.draft
    return Draft(**{**said, "experienced_on": date.fromisoformat(str(said["experienced_on"]))})  # type: ignore[arg-type]


def _lock_waiting(actor: Actor) -> PrivateSubmission:
    """Lock what the holder of a key has waiting. Raises Forbidden, Stale (`changed`) once it has been written."""
    if actor.kind is not ActorKind.REVIEW_KEY or not actor.submission:
        raise Forbidden("not-yours", _("Only its author can do this with a review."))
    waiting = PrivateSubmission.objects.select_for_update(of=("self",)).filter(pk=actor.submission).first()
    if waiting is None:
        raise Stale("changed", _("This review waits no longer; read it again."))
    return waiting


@transaction.atomic
def revise_waiting(*, changes: Changes, expected_revision: int, actor: Actor, now: datetime) -> Submitted:
    """Write a waiting review anew; what it said before is gone. Raises Invalid, Stale, Forbidden."""
    waiting = _lock_waiting(actor)
    if waiting.revision != expected_revision:
        raise Stale("changed", _("This review has been revised since you read it; read it again."))
    before = draft_of(waiting)
    draft = merged(before, changes).cleaned(now=now, known_day=before.experienced_on)
    waiting.draft = _as_json(draft)
    waiting.revision += 1
    waiting.save(update_fields=["draft", "revision"])
    return _state_of(waiting)


@transaction.atomic
def withdraw_waiting(*, actor: Actor, now: datetime) -> None:
    """Take a waiting review back: nothing stays of it but that its token was used. Raises Stale, Forbidden."""
    _lock_waiting(actor).delete()


@transaction.atomic
def keep_address(*, email: str, locale: str, actor: Actor, now: datetime) -> bool:
    """
    Keep where letters about one private review go, in place of the one before, or none; return whether one is kept.

    Raises Invalid (`email`), Refused (`ended`), Forbidden, Stale.
    """
    address = sealed_address(email)
    locale = clean_language("locale", locale)
    if actor.kind is ActorKind.REVIEW_KEY and actor.submission:
        waiting = _lock_waiting(actor)
        waiting.sealed_email, waiting.locale = address, locale
        waiting.save(update_fields=["sealed_email", "locale"])
        return address is not None
    review = Review.objects.select_for_update().filter(pk=actor.review_id or 0).first()
    if review is None or not actor.wrote(author_id=None, review_id=review.pk):
        raise Forbidden("not-yours", _("Only its author can do this with a review."))
    if review.state in (Review.State.WITHDRAWN, Review.State.LAPSED):
        raise Refused("ended", _("This review has ended; there is nothing left to write about."))
    ReviewAddress.objects.filter(review=review).delete()
    if address is not None:
        ReviewAddress.objects.create(review=review, sealed_email=address, locale=locale)
    return address is not None


@transaction.atomic
def write_waiting_reviews(*, now: datetime) -> int:
    """
    Write the private reviews that wait, if five do or one has for 72 hours: shuffled, at one moment, in one
    transaction, so that neither ids nor places nor times tell who came first. Return how many.

    A second caller waits for the first and finds nothing left. Proofs of a class that was revoked meanwhile are
    refused, and their reviews lapse.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BATCH_LOCK])
    since = list(PrivateSubmission.objects.values_list("waiting_since", flat=True))
    if not is_batch_due(since, today=now.date()):
        return 0
    waiting = list(
        PrivateSubmission.objects.select_for_update(of=("self",))
        .select_related("spent_token")
        .order_by("waiting_since", "id")[:LARGEST_BATCH]
    )
    classes = _lock_classes(waiting)
    SHUFFLE.shuffle(waiting)
    for submission in waiting:
        _write(submission, classes[submission.spent_token.token_class_id], now=now)
    return len(waiting)


@dataclass(frozen=True, slots=True)
class _Class:
    """What the reviews of one class of tokens have in common."""

    company_id: int
    group: str
    is_revoked: bool


def _lock_classes(waiting: Sequence[PrivateSubmission]) -> dict[int, _Class]:
    """Hold the classes against a revocation at the same time, which holds them first too."""
    wanted = {submission.spent_token.token_class_id for submission in waiting}
    classes = TokenClass.objects.select_for_update(of=("self",), no_key=True).select_related("company")
    held = list(classes.filter(pk__in=wanted).order_by("pk"))
    revoked = set(RevokedClass.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return {one.pk: _Class(surviving(one.company), one.group, one.pk in revoked) for one in held}


def _write(submission: PrivateSubmission, of_class: _Class, *, now: datetime) -> None:
    purchase = Purchase.objects.create(
        public_id=submission.spent_token.pk,
        company_id=of_class.company_id,
        method=Method.PRIVATE,
        group=of_class.group,
        state=Purchase.State.REFUSED if of_class.is_revoked else Purchase.State.ACCEPTED,
        refusal="class-revoked" if of_class.is_revoked else "",
        begun_at=now,
        decided_at=now,
    )
    draft, key_hash = draft_of(submission), bytes(submission.reviewer_key_hash)
    review = Review.objects.create(
        public_id=submission.pk,
        company_id=of_class.company_id,
        purchase=purchase,
        reviewer_key_hash=key_hash,
        pseudonym=private_pseudonym(key_hash=key_hash, company_id=of_class.company_id),
        method=Method.PRIVATE,
        state=Review.State.LAPSED if of_class.is_revoked else Review.State.SCREENING,
        connection=draft.connection,
        wants_answer=draft.wants_answer,
        experienced_on=draft.experienced_on,
        submitted_at=now,
        ended_at=now if of_class.is_revoked else None,
        latest_revision=submission.revision,
    )
    write_revision(review, draft, number=submission.revision, now=now)
    if submission.sealed_email is not None and not of_class.is_revoked:
        ReviewAddress.objects.create(
            review=review, sealed_email=bytes(submission.sealed_email), locale=submission.locale
        )
    submission.delete()
    # Written anew in this order too, and without its day: where it lies and what wrote it told when it was redeemed.
    SpentToken.objects.filter(pk=submission.spent_token_id).update(spent_on=None)
    kind = "review.lapsed" if of_class.is_revoked else "review.submitted"
    record_private(kind, review, revision=submission.revision, now=now)
