"""Writing a review."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Subquery
from django.utils.translation import gettext as _

from ratings.kernel.actor import Actor
from ratings.kernel.canonical import commitment, new_salt
from ratings.kernel.hashes import keyed_hash
from ratings.kernel.ids import base32
from ratings.kernel.languages import UNDETERMINED
from ratings.kernel.months import month_in_words
from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refused, invalid_field
from ratings.kernel.texts import clean_language, clean_text
from ratings.reviews.commands.entries import record_private
from ratings.reviews.models import (
    SERVICE,
    SERVICE_DIMENSIONS,
    Review,
    Revision,
    Stars,
    Words,
)
from ratings.reviews.rules import (
    LONGEST_BODY,
    LONGEST_TITLE,
    clean_stars,
    refuse_experience_date,
)
from ratings.verification.models import Method, Purchase, Shows
from ratings.verification.rules import is_too_old, silent_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a customer wrote, as it came in; `cleaned` checks it."""

    experienced_on: date
    title: str
    body: str
    stars: dict[str, int | None] = field(default_factory=dict)
    language: str | None = None
    wants_answer: bool = False
    not_delivered: bool = False
    connection: str = "none"

    def cleaned(self, *, now: datetime, known_day: date | None = None) -> "Draft":
        """
        Return the draft with clean words and stars; Invalid names the field that is wrong.

        `known_day` is a day of experience that was taken before, and is not judged again.
        """
        if self.experienced_on != known_day:
            refuse_experience_date(self.experienced_on, now=now)
        title = clean_text("title", self.title, longest=LONGEST_TITLE)
        body = clean_text("body", self.body, longest=LONGEST_BODY)
        if self.connection not in Review.Connection.values:
            raise invalid_field(
                "connection",
                _("This must be one of: %(names)s.") % {"names": ", ".join(Review.Connection.values)},
            )
        return Draft(
            experienced_on=self.experienced_on,
            title=title,
            body=body,
            stars={**clean_stars(self.stars, SERVICE_DIMENSIONS)},
            language=clean_language("language", self.language) if self.language else UNDETERMINED,
            wants_answer=bool(self.wants_answer),
            not_delivered=bool(self.not_delivered),
            connection=self.connection,
        )


def pseudonym_for(*, user_id: int, company_id: int) -> str:
    """Return the name under which one company's readers know a customer, and no other company's do."""
    return base32(keyed_hash("pseudonym", f"{user_id}:{company_id}", key_id=min(settings.HASH_KEYS)))[:6].upper()


@transaction.atomic
def submit_review(*, purchase: str, draft: Draft, actor: Actor, now: datetime) -> Review:
    """
    Take a review of a purchase (its public id) and send it to screening, or let it wait for the proof.

    Raises Invalid (`not_delivered` too, where the proof shows an order and no more), NotFound (no such purchase),
    Forbidden (somebody else's), Refused (`purchase-refused`, `second-proof`, `proof-too-old`, `already-reviewed`,
    `taken-privately`, `voice-taken`).
    """
    draft = draft.cleaned(now=now)
    bought, others = _lock(purchase, actor)
    _refuse(bought, others, now=now)
    if needs_more(bought, not_delivered=draft.not_delivered):
        raise order_only()
    review = _write_review(bought, draft, actor, now=now)
    write_revision(review, draft, number=1, now=now)
    record_private("review.submitted", review, revision=1, now=now)
    return review


def _lock(purchase: str, actor: Actor) -> tuple[Purchase, list[Purchase]]:
    """Lock a purchase with all others of its customer at its company, in order of id: they share one voice."""
    company = Purchase.objects.filter(public_id=purchase).values("company_id")[:1]
    mine = Purchase.objects.select_for_update().filter(customer_id=actor.user_id, company_id=Subquery(company))
    locked = list(mine.order_by("id")) if actor.user_id is not None else []
    bought = next((one for one in locked if one.public_id == purchase), None)
    if bought is not None and actor.is_user(bought.customer_id):
        return bought, [one for one in locked if one is not bought]
    if company.exists():
        raise Forbidden("not-yours", _("Only the customer who showed this purchase can review it."))
    raise NotFound("no-such-purchase", _("There is no such purchase."))


def _refuse(bought: Purchase, others: list[Purchase], *, now: datetime) -> None:
    if bought.token_class_id is not None:
        raise Refused(
            "taken-privately",
            _("You took a private token for this purchase; write the review with that, it is good for one."),
        )
    if silent := silent_until([one.token_month for one in others], now=now):
        words = _(
            "You took a private token for this company in the last twelve months and may use that; "
            "the next review under your account can be written from %(month)s on."
        )
        raise Refused("voice-taken", words % {"month": month_in_words(silent)})
    if bought.state not in (Purchase.State.ACCEPTED, Purchase.State.PENDING):
        raise Refused(
            "purchase-refused",
            _("The proof of this purchase was not accepted, so it cannot be reviewed."),
        )
    if bought.backs_id is not None:
        raise Refused(
            "second-proof",
            _("This proof backs another purchase of yours; review that one, which is on your page."),
        )
    if bought.last_event_on is not None and is_too_old(bought.last_event_on, shown_on=now.date()):
        raise Refused(
            "proof-too-old",
            _(
                "The last thing that this proof shows happened more than twelve months ago. Show a later one of the"
                " same dealing, such as a bill, a repair or an answer to a complaint, and review that."
            ),
        )


def needs_more(bought: Purchase, *, not_delivered: bool) -> bool:
    """Tell whether a proof shows too little: just an order backs only a review of what did not come."""
    return bought.method == Method.SIGNED_RECEIPT and bought.shows == Shows.ORDER and not not_delivered


def order_only() -> Invalid:
    """Return the refusal of a review that stands on an order alone."""
    return invalid_field(
        "not_delivered",
        _(
            "Your mail shows that you ordered, and no more: say that nothing was delivered or that it was cancelled. "
            "Has something come? Then first show the mail about its dispatch, delivery, bill or payment."
        ),
    )


def _write_review(bought: Purchase, draft: Draft, actor: Actor, *, now: datetime) -> Review:
    accepted = bought.state == Purchase.State.ACCEPTED
    try:
        return Review.objects.create(
            company_id=bought.company_id,
            purchase=bought,
            author_id=actor.user_id,
            pseudonym=pseudonym_for(user_id=actor.user_id or 0, company_id=bought.company_id),
            method=bought.method,
            state=Review.State.SCREENING if accepted else Review.State.SUBMITTED,
            connection=draft.connection,
            wants_answer=draft.wants_answer,
            not_delivered=draft.not_delivered,
            experienced_on=draft.experienced_on,
            submitted_at=now,
        )
    except IntegrityError as error:
        # The purchase is unique, which needs no question before every insert: it cost a fifth of the writes.
        raise Refused(
            "already-reviewed",
            _("This purchase has a review already; you can revise that one."),
        ) from error


def write_revision(review: Review, draft: Draft, *, number: int, now: datetime) -> Revision:
    """Write one version of a review: the revision, its words with their salt, and its stars."""
    salt = new_salt()
    revision = Revision.objects.create(
        review=review,
        number=number,
        state=Revision.State.SCREENING,
        language=draft.language or UNDETERMINED,
        commitment=commitment(salt, {"title": draft.title, "body": draft.body}),
        written_at=now,
    )
    Words(revision=revision, title=draft.title, body=draft.body, salt=salt).save(force_insert=True)
    Stars.objects.create(revision=revision, facet=SERVICE, **draft.stars)
    return revision
