"""Giving out private tokens: the key of a class, the one signature a purchase is good for, the daily totals."""

import hashlib
from datetime import UTC, datetime, time
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from ratings.companies.models import Company
from ratings.companies.queries import surviving
from ratings.journal.commands import record, sequence_batch
from ratings.journal.folding import head
from ratings.journal.models import Entry
from ratings.kernel.actor import Actor
from ratings.kernel.months import month_in_words, month_of, months_before
from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refused, Unavailable
from ratings.verification.blind.privacypass import TokenError, TokenRequest, TokenResponse
from ratings.verification.blind.signer_client import NotSignedError, SignerClient, SignerDownError
from ratings.verification.models import Group, Method, Purchase, RevokedClass, Shows, TokenClass, TokenDay
from ratings.verification.rules import VOICE_MONTHS, silent_until

ISSUER = Actor.system("issuer")
"""The part of the system that gives out private tokens."""
PUBLISHED = "token_key.published"
BATCHES_TO_PUBLISH = 20
ENTRIES_TO_LOOK_BACK = 50_000
MOST_TOTALS = 5000


def open_token_class(*, company_id: int, group: str, actor: Actor, now: datetime) -> TokenClass:
    """
    Return this year's class of a company's customers, with a key that stands in the public log.

    The key is made where there is none. Not inside a transaction: the log's place is given after the commit.
    Raises Forbidden, NotFound, Unavailable (`signer-down`, `key-not-logged`).
    """
    if not actor.is_system:
        raise Forbidden("not-the-issuer", _("Only the system makes keys."))
    year = now.astimezone(UTC).year
    known = TokenClass.objects.select_related("company").filter(company_id=company_id, year=year, group=group).first()
    found = known or _make_class(company_id, year, group, now=now)
    if found.leaf is None:
        _wait_for_leaf(found)
    return found


def _make_class(company_id: int, year: int, group: str, *, now: datetime) -> TokenClass:
    company = Company.objects.filter(pk=company_id).first()
    if company is None or group not in (Group.CUSTOMER, Group.COMPANY):
        raise NotFound("no-such-company", _("There is no such company."))
    try:
        key = _signer().public_key(_label(company, year, group))
    except SignerDownError as error:
        raise _signer_down() from error
    key_id = hashlib.sha256(key).digest()
    with transaction.atomic():
        made, is_new = TokenClass.objects.get_or_create(
            company=company,
            year=year,
            group=group,
            defaults={"public_key": key, "key_id": key_id, "made_at": now},
        )
        if is_new:
            record(PUBLISHED, company_id=company_id, subject=key_id.hex(), now=now, year=year, group=group)
    return made


def _wait_for_leaf(made: TokenClass) -> None:
    """Give the key its place in the log now, as the follower would in a moment; Unavailable where others are before."""
    for _batch in range(BATCHES_TO_PUBLISH):
        moved, _highest = sequence_batch()
        if not moved:
            break
    # It is among the latest; where it is not, the reactor tells us once it is read.
    latest = Entry.objects.filter(position__gt=head() - ENTRIES_TO_LOOK_BACK)
    entry = latest.filter(kind=PUBLISHED, subject=bytes(made.key_id).hex()).first()
    if entry is None or entry.leaf is None:
        raise Unavailable("key-not-logged", _("The key of this class is being published; try again in a moment."))
    mark_key_published(key_id=bytes(made.key_id), leaf=entry.leaf)
    made.leaf = entry.leaf


@transaction.atomic
def mark_key_published(*, key_id: bytes, leaf: int) -> None:
    """Remember where in the public log a key stands, from when on it may be used."""
    TokenClass.objects.filter(key_id=key_id, leaf__isnull=True).update(leaf=leaf)


def _label(company: Company, year: int, group: str) -> str:
    return f"{company.public_id}-{year}-{group}"


def _signer() -> SignerClient:
    return SignerClient(Path(settings.SIGNER_SOCKET))


def _signer_down() -> Unavailable:
    return Unavailable(
        "signer-down",
        _("Private tokens cannot be given out right now; nothing is lost. Try again later, or review openly."),
    )


def issue_private_token(*, purchase_id: int, request: bytes, actor: Actor, now: datetime) -> bytes:
    """
    Sign the one blinded message that an accepted purchase is good for; return a TokenResponse (RFC 9578, 256 bytes).

    The same request again is answered with the same signature, so that a lost answer costs nothing. After this the
    purchase cannot be reviewed under the account.

    Raises Invalid (`invalid-token-request`), Forbidden, NotFound, Refused (`not-accepted`, `already-reviewed`,
    `token-taken`, `voice-taken`, `second-proof`, `too-long-ago`, `order-only`, `no-key-yet`, `class-revoked`),
    Unavailable (`signer-down`).
    """
    try:
        asked = TokenRequest.decode(request)
    except TokenError as error:
        raise _bad_request(str(error)) from error
    with transaction.atomic():
        mine, others = _lock(purchase_id, actor)
        signed = _repaired(mine, asked) if mine.blinded_hash is not None else _issued(mine, others, asked, now=now)
    return TokenResponse(blind_signature=signed).encode()


@transaction.atomic
def refuse_token(*, purchase_id: int, actor: Actor, now: datetime) -> None:
    """
    Raise what `issue_private_token` would raise of a purchase, whatever the request; nothing is written.

    A purchase that has given its token passes: the same request is answered again.
    """
    mine, others = _lock(purchase_id, actor)
    if mine.blinded_hash is None:
        _refuse_reviewed(mine, now=now)
        _refuse_second_voice(mine, others, now=now)
        _refuse_revoked(mine, now=now)


def _bad_request(reason: str) -> Invalid:
    return Invalid(
        "invalid-token-request",
        _("This is not a token request for the key of this purchase: %(reason)s. Read the directory and ask again.")
        % {"reason": reason},
    )


def _lock(purchase_id: int, actor: Actor) -> tuple[Purchase, list[Purchase]]:
    """Lock a purchase with all others of its customer at its company, in order of id: they share one voice."""
    found = Purchase.objects.select_related("company").filter(pk=purchase_id).first()
    if found is None:
        raise NotFound("no-such-purchase", _("There is no such purchase."))
    if not actor.is_user(found.customer_id):
        raise Forbidden("not-yours", _("Only the customer who showed this purchase can take a token for it."))
    # Without a join: of a row that was waited for, PostgreSQL would join what was there before the wait.
    here = _one_company(found.company)
    mine_here = Purchase.objects.select_for_update().filter(customer_id=found.customer_id, company_id__in=here)
    locked = list(mine_here.order_by("id"))
    mine = next((one for one in locked if one.pk == purchase_id), None)
    if mine is None:  # erased between the two statements
        raise NotFound("no-such-purchase", _("There is no such purchase."))
    if mine.state != Purchase.State.ACCEPTED:
        raise Refused("not-accepted", _("The proof of this purchase is not accepted, so it is not good for a token."))
    return mine, [one for one in locked if one.pk != purchase_id]


def _one_company(company: Company) -> list[int]:
    """Return the ids of a company and of all that were merged with it: a customer has one voice about them."""
    stayed = surviving(company)
    return list(Company.objects.filter(Q(pk=stayed) | Q(merged_into=stayed)).values_list("pk", flat=True))


def _repaired(mine: Purchase, asked: TokenRequest) -> bytes:
    assert mine.token_class is not None
    if _hash(asked) != bytes(mine.blinded_hash or b""):
        raise Refused(
            "token-taken",
            _("This purchase has given its token already. If the answer was lost, send the same request again."),
        )
    return _signed(mine.token_class, mine.company, asked)


def _issued(mine: Purchase, others: list[Purchase], asked: TokenRequest, *, now: datetime) -> bytes:
    _refuse_reviewed(mine, now=now)
    _refuse_second_voice(mine, others, now=now)
    _refuse_revoked(mine, now=now)
    found = TokenClass.objects.filter(
        company_id=mine.company_id, year=now.astimezone(UTC).year, group=mine.group, leaf__isnull=False
    ).first()
    if found is None:
        raise Refused("no-key-yet", _("There is no key for this year yet; read the directory first, then ask again."))
    signature = _signed(found, mine.company, asked)
    mine.token_class = found
    mine.token_month = month_of(now)
    mine.blinded_hash = _hash(asked)
    mine.save(update_fields=["token_class", "token_month", "blinded_hash"])
    _count(found, now=now)
    return signature


def _refuse_reviewed(mine: Purchase, *, now: datetime) -> None:
    if Purchase.objects.filter(pk=mine.pk, review__isnull=False).exists():
        raise Refused(
            "already-reviewed", _("This purchase has a review under your account already; each is reviewed once.")
        )
    if mine.backs_id is not None:
        raise Refused("second-proof", _("This proof backs another purchase of yours; take the token for that one."))
    if mine.last_event_on is not None and mine.last_event_on < months_before(now.date(), VOICE_MONTHS):
        raise Refused("too-long-ago", _("What this proof shows is more than twelve months ago, too long for a review."))
    if mine.method == Method.SIGNED_RECEIPT and mine.shows == Shows.ORDER:
        raise Refused(
            "order-only",
            _("This mail shows that you ordered, and no more. Show the delivery or the bill to get a private token."),
        )


def _refuse_second_voice(mine: Purchase, others: list[Purchase], *, now: datetime) -> None:
    if silent := silent_until([one.token_month for one in others], now=now):
        words = _(
            "You took a private token for this company in the last twelve months; the next is there from %(month)s on."
        )
        raise Refused("voice-taken", words % {"month": month_in_words(silent)})
    since = datetime.combine(months_before(now.date(), VOICE_MONTHS), time.min, UTC)
    spoken = Q(review__published_at__gt=since) | Q(review__published_at=None, review__submitted_at__gt=since)
    reviewed = Purchase.objects.filter(spoken, pk__in=[one.pk for one in others], review__isnull=False)
    if reviewed.exclude(review__state__in=["withdrawn", "lapsed"]).exists():
        raise Refused(
            "voice-taken",
            _("You reviewed this company in the last twelve months; revise that review, or withdraw it first."),
        )


def _refuse_revoked(mine: Purchase, *, now: datetime) -> None:
    """Raise where a token would be worth nothing: it would cost the purchase its review under the account."""
    year = now.astimezone(UTC).year
    of_class = RevokedClass.objects.filter(
        token_class__company=mine.company_id, token_class__year=year, token_class__group=mine.group
    )
    if of_class.exists():
        raise Refused(
            "class-revoked",
            _("The private proofs of this company, year and group were revoked; show the purchase with an account."),
        )


def _signed(found: TokenClass, company: Company, asked: TokenRequest) -> bytes:
    if bytes(found.key_id)[-1] != asked.truncated_key_id:
        raise _bad_request(_("it names another key"))
    try:
        label = _label(company, found.year, found.group)
        return _signer().sign(label, bytes(found.public_key), asked.blinded_message)
    except NotSignedError as error:
        raise _bad_request(_("the blinded message is not below the modulus")) from error
    except SignerDownError as error:
        raise _signer_down() from error


def _hash(asked: TokenRequest) -> bytes:
    return hashlib.sha256(asked.blinded_message).digest()


def _count(found: TokenClass, *, now: datetime) -> None:
    day, is_new = TokenDay.objects.get_or_create(
        token_class=found, on=now.astimezone(UTC).date(), defaults={"issued": 1}
    )
    if not is_new:
        TokenDay.objects.filter(pk=day.pk).update(issued=F("issued") + 1)


@transaction.atomic
def log_issued_tokens(*, actor: Actor, now: datetime) -> int:
    """Tell the public log how many tokens each class gave out on days that are over; return how many totals went."""
    if not actor.is_system:
        raise Forbidden("not-the-issuer", _("Only the system counts tokens."))
    waiting = TokenDay.objects.select_for_update(of=("self",)).select_related("token_class")
    waiting = waiting.filter(on__lt=now.astimezone(UTC).date(), logged__lt=F("issued"))
    days = list(waiting.order_by("on", "id")[:MOST_TOTALS])
    for day in days:
        # The difference, should one have been given out at midnight and counted after the day was told.
        told = day.issued - day.logged
        day.logged = day.issued
        day.save(update_fields=["logged"])
        found = day.token_class
        record(
            "tokens.issued",
            company_id=found.company_id,
            subject=bytes(found.key_id).hex(),
            now=now,
            year=found.year,
            group=found.group,
            on=f"{day.on:%Y-%m-%d}",
            n=told,
        )
    return len(days)
