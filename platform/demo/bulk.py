"""
Writing many accounts and published reviews at once, by COPY.

The rows and journal entries are those that the commands write for an invited or shown purchase, a submitted
review and its publication by screening; a test holds the two ways against each other. Only purchases are written
that need no second proof: ids that are drawn for one are thrown back.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from accounts.models import User
from ratings.journal.kinds import is_public
from ratings.kernel.canonical import commitment, new_salt
from ratings.kernel.hashes import keyed_hash, newest_key_id
from ratings.kernel.ids import new_public_id
from ratings.kernel.months import month_of
from ratings.moderation.screening.duplicates import bands
from ratings.reviews.commands.imported import copy_rows
from ratings.reviews.commands.submit import pseudonym_for
from ratings.reviews.models import SERVICE, SERVICE_DIMENSIONS, Review, Revision
from ratings.verification.commands import hash_of_token, token_of
from ratings.verification.commands.across import lot_of
from ratings.verification.commands.numbers import order_hashes
from ratings.verification.models import Order as RegisteredOrder
from ratings.verification.models import Purchase, Shows
from ratings.verification.rules import GROUP_OF_METHOD, is_late, must_be_backed

USER = "id, public_id, email, role, locale, is_active, joined_at, password, is_superuser"
ADDRESS = 'id, user_id, email, verified, "primary"'
ORDER = "id, company_id, order_hash, key_id, ordered_on, registered_at, is_late, locale, email_hash"
PURCHASE = (
    'id, public_id, company_id, customer_id, method, "group", state, order_hash, key_id, source, source_row,'
    " was_registered, shows, last_event_on, begun_at, decided_at"
)
INVITATION = "id, order_id, token_hash, made_at, sent_at, opened_at, purchase_id"
REVIEW = (
    "id, public_id, company_id, purchase_id, author_id, pseudonym, method, source, state, is_counted, connection,"
    " wants_answer, experienced_on, submitted_at, published_at, latest_revision, live_revision"
)
REVISION = "id, review_id, number, state, language, commitment, written_at"
WORDS = "revision_id, title, body, salt"
STARS = f"id, revision_id, facet, {', '.join(SERVICE_DIMENSIONS)}"
FINGERPRINT = "id, review_id, company_id, bands, digest"
PENDING = "id, kind, is_public, company_id, subject, data, recorded_at"

type Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order that its company registered and invited for; without it the purchase was shown in another way."""

    number: str
    ordered_on: date
    registered_at: datetime
    email: str
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """
    A review that screening let through, with its accepted purchase.

    `minhash` is the body's digest, empty where none is kept. The author has no other review of the company.
    """

    company_id: int
    author_id: int
    method: str
    order: Order | None
    proved_at: datetime
    submitted_at: datetime
    published_at: datetime
    experienced_on: date
    title: str
    body: str
    language: str
    stars: Mapping[str, int]
    connection: str = "none"
    wants_answer: bool = False
    minhash: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A customer's account; its address counts as confirmed."""

    email: str
    locale: str
    joined_at: datetime
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Written:
    """A review as it was written, with the ids that it was given."""

    id: int
    public_id: str
    purchase_id: int
    purchase: str
    revision_id: int
    order_id: int
    review: Published


@transaction.atomic
def write_accounts(accounts: Sequence[Account]) -> list[int]:
    """Write customers' accounts, to be signed in to by a code sent by e-mail; return their ids in order."""
    ids = new_ids("accounts_user", len(accounts))
    unusable = User()
    unusable.set_unusable_password()
    made = list(zip(ids, accounts, strict=True))
    copy_rows("accounts_user", USER, (_user(number, account, unusable.password) for number, account in made))
    addresses = zip(new_ids("account_emailaddress", len(accounts)), made, strict=True)
    copy_rows("account_emailaddress", ADDRESS, ((i, u, a.email, True, True) for i, (u, a) in addresses))
    return ids


def _user(number: int, account: Account, password: str) -> Row:
    role = User.Role.CUSTOMER.value
    joined = account.joined_at
    return (number, new_public_id(), account.email, role, account.locale, account.is_active, joined, password, False)


def new_ids(table: str, count: int) -> list[int]:
    """Return so many ids of a table, taken from its sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [number for (number,) in cursor.fetchall()]


@transaction.atomic
def write_published(reviews: Sequence[Published]) -> list[Written]:
    """Write reviews with all that belongs to them, and what the journal is told; return them in order."""
    written = _numbered(reviews)
    invited = [one for one in written if one.review.order is not None]
    hashes = {one.id: _order_hash(one.review) for one in invited}
    copy_rows("verification_order", ORDER, (_order(one, hashes[one.id]) for one in invited))
    copy_rows("verification_purchase", PURCHASE, (_purchase(one, hashes.get(one.id)) for one in written))
    copy_rows("verification_invitation", INVITATION, _with_ids("verification_invitation", invited, _invitation))
    copy_rows("reviews_review", REVIEW, (_review(one) for one in written))
    salts = [new_salt() for _ in written]
    commitments = [
        commitment(salt, {"title": one.review.title, "body": one.review.body})
        for salt, one in zip(salts, written, strict=True)
    ]
    copy_rows("reviews_revision", REVISION, (_revision(*pair) for pair in zip(written, commitments, strict=True)))
    copy_rows("reviews_words", WORDS, (_words(*pair) for pair in zip(written, salts, strict=True)))
    copy_rows("reviews_stars", STARS, _with_ids("reviews_stars", written, _stars))
    _write_fingerprints([one for one in written if one.review.minhash])
    write_entries([entry for pair in zip(written, commitments, strict=True) for entry in _entries(*pair)])
    return written


def _numbered(reviews: Sequence[Published]) -> list[Written]:
    tables = ("reviews_review", "verification_purchase", "reviews_revision")
    columns = [new_ids(table, len(reviews)) for table in tables]
    orders = iter(new_ids("verification_order", sum(review.order is not None for review in reviews)))
    return [
        Written(
            id=review_id,
            public_id=new_public_id(),
            purchase_id=purchase_id,
            purchase=_undrawn_id(),
            revision_id=revision_id,
            order_id=next(orders) if review.order else 0,
            review=review,
        )
        for review_id, purchase_id, revision_id, review in zip(*columns, reviews, strict=True)
    ]


def _undrawn_id() -> str:
    while must_be_backed(lot_of(found := new_public_id())):
        pass
    return found


def _with_ids(table: str, written: Sequence[Written], row: Callable[[Written], Row]) -> list[Row]:
    """Return rows with ids in front: all at once, since a COPY that has begun lets nobody else ask for ids."""
    return [(number, *row(one)) for number, one in zip(new_ids(table, len(written)), written, strict=True)]


def _order_hash(review: Published) -> bytes:
    assert review.order is not None
    return order_hashes(review.company_id, review.order.number)[0]


def _order(one: Written, order_hash: bytes) -> Row:
    order = one.review.order
    assert order is not None
    late = is_late(ordered_on=order.ordered_on, registered_at=order.registered_at)
    kept = keyed_hash("email", order.email)
    company, registered = one.review.company_id, order.registered_at
    key = newest_key_id()
    return (one.order_id, company, order_hash, key, order.ordered_on, registered, late, order.locale, kept)


def _invitation(one: Written) -> Row:
    assert one.review.order is not None
    token = token_of(RegisteredOrder(pk=one.order_id, key_id=newest_key_id()))
    sent_at = one.review.order.registered_at
    return (one.order_id, hash_of_token(token), sent_at, sent_at, one.review.proved_at, one.purchase_id)


def _purchase(one: Written, order_hash: bytes | None) -> Row:
    review = one.review
    who = (review.company_id, review.author_id, review.method, GROUP_OF_METHOD[review.method])
    key = newest_key_id() if order_hash else None
    proved = (review.proved_at, review.proved_at)
    shown = (True, Shows.ORDER.value, review.order.ordered_on) if review.order else (None, "", None)
    return (
        one.purchase_id,
        one.purchase,
        *who,
        Purchase.State.ACCEPTED.value,
        order_hash,
        key,
        "",
        "",
        *shown,
        *proved,
    )


def _review(one: Written) -> Row:
    review = one.review
    return (
        one.id,
        one.public_id,
        review.company_id,
        one.purchase_id,
        review.author_id,
        pseudonym_for(user_id=review.author_id, company_id=review.company_id),
        review.method,
        "",
        Review.State.PUBLISHED.value,
        _counts(review),
        review.connection,
        review.wants_answer,
        review.experienced_on,
        review.submitted_at,
        review.published_at,
        1,
        1,
    )


def _counts(review: Published) -> bool:
    return review.connection == Review.Connection.NONE.value


def _revision(one: Written, committed: str) -> Row:
    live = Revision.State.LIVE.value
    return (one.revision_id, one.id, 1, live, one.review.language, committed, one.review.submitted_at)


def _words(one: Written, salt: bytes) -> Row:
    return (one.revision_id, one.review.title, one.review.body, salt)


def _stars(one: Written) -> Row:
    return (one.revision_id, SERVICE, *(one.review.stars.get(dimension) for dimension in SERVICE_DIMENSIONS))


def _write_fingerprints(written: Sequence[Written]) -> None:
    def row(one: Written) -> Row:
        minhash = list(one.review.minhash)
        return (one.id, one.review.company_id, bands(minhash), minhash)

    copy_rows("moderation_fingerprint", FINGERPRINT, _with_ids("moderation_fingerprint", written, row))


type Entry = tuple[str, int, str, dict[str, Any], datetime]


def _entries(one: Written, committed: str) -> Iterator[Entry]:
    review = one.review
    if review.order is not None:
        late = is_late(ordered_on=review.order.ordered_on, registered_at=review.order.registered_at)
        registered = review.order.registered_at
        yield "order.registered", review.company_id, str(one.order_id), {"late": late, "invited": True}, registered
        yield "invitation.sent", review.company_id, str(one.order_id), {}, registered
    yield "purchase.proved", review.company_id, one.purchase, {"method": review.method}, review.proved_at
    submitted = {"review": one.id, "revision": 1}
    yield "review.submitted", review.company_id, one.public_id, submitted, review.submitted_at
    yield "review.published", review.company_id, one.public_id, _change(review, committed), review.published_at


def _change(review: Published, committed: str) -> dict[str, Any]:
    stars = [review.stars.get(dimension, 0) for dimension in SERVICE_DIMENSIONS]
    return {
        "facet": SERVICE,
        "month": month_of(review.published_at),
        "method": review.method,
        "group": GROUP_OF_METHOD[review.method],
        "language": review.language,
        "revision": 1,
        "commitment": committed,
        "stars": stars,
        "counted": _counts(review),
        "wants_answer": review.wants_answer,
        "old": None,
        "new": stars if _counts(review) else None,
        "shown": 1,
    }


def write_entries(entries: Sequence[Entry]) -> None:
    """Tell the journal what was written, in the order given."""
    rows = zip(new_ids("journal_pending", len(entries)), entries, strict=True)
    copy_rows("journal_pending", PENDING, (_pending(number, entry) for number, entry in rows))


def _pending(number: int, entry: Entry) -> Row:
    kind, company_id, subject, data, recorded_at = entry
    return (number, kind, is_public(kind), company_id, subject, Jsonb(data), recorded_at)
