"""How a customer stands with a company before they show a purchase: what is in hand, what waits, what was refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model

from ratings.claims.models import Representative
from ratings.kernel.hashes import hashes_of
from ratings.kernel.months import months_before
from ratings.reviews.models import Review
from ratings.reviews.rules import VOICE_MONTHS
from ratings.verification.commands import token_of
from ratings.verification.models import Inspection, Invitation, Purchase
from ratings.verification.rules import silent_until

REFUSED_SHOWN_FOR = timedelta(days=30)
MOST = 50
MOST_REFUSED = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proof that is being checked; `due_at` is when a person will have looked at it, None where no person does."""

    purchase: Purchase
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerStanding:
    """
    A customer and one company.

    `invitation` is the token of one that waits in their mailbox. `accepted` are purchases without a review that were
    not turned into private tokens, `refused` those of the last thirty days. `reviewed` is their newest public review
    of the last twelve months. `private_until` is the month (`YYYY-MM`) from which they have a voice again after a
    private token, empty where they have it.
    """

    invitation: str | None = None
    accepted: Sequence[Purchase] = ()
    waiting: Sequence[Waiting] = ()
    refused: Sequence[Purchase] = ()
    reviewed: Review | None = None
    represents: bool = False
    private_until: str = ""


STRANGER = CustomerStanding()


def customer_standing(user_id: int, *, company_id: int, now: datetime) -> CustomerStanding:
    """Return how a customer stands with a company, in seven queries."""
    purchases = list(
        Purchase.objects.select_related("company", "draw")
        .filter(
            customer_id=user_id,
            company_id=company_id,
            review__isnull=True,
            backs__isnull=True,
            blinded_hash__isnull=True,
        )
        .order_by("-begun_at", "-id")[:MOST]
    )
    pending = [one for one in purchases if one.state == Purchase.State.PENDING]
    refused = [one for one in purchases if one.state == Purchase.State.REFUSED]
    return CustomerStanding(
        invitation=_open_invitation(user_id, company_id),
        accepted=[one for one in purchases if one.state == Purchase.State.ACCEPTED],
        waiting=_with_clocks(pending),
        refused=[one for one in refused if one.begun_at > now - REFUSED_SHOWN_FOR][:MOST_REFUSED],
        reviewed=_current_review(user_id, company_id, now=now),
        represents=Representative.objects.filter(company_id=company_id, user_id=user_id).exists(),
        private_until=private_until(user_id, company_id=company_id, now=now),
    )


def private_until(user_id: int, *, company_id: int, now: datetime) -> str:
    """Return the month from which a customer may review anew after a private token; empty where they may now."""
    tokens = Purchase.objects.filter(customer_id=user_id, company_id=company_id).exclude(token_month="")
    return silent_until(tokens.values_list("token_month", flat=True), now=now)


def _with_clocks(pending: Sequence[Purchase]) -> Sequence[Waiting]:
    clocks = dict(
        Inspection.objects.filter(purchase__in=pending, state=Inspection.State.OPEN).values_list(
            "purchase_id", "due_at"
        )
    )
    return [Waiting(one, clocks.get(one.pk)) for one in pending]


def _open_invitation(user_id: int, company_id: int) -> str | None:
    email = get_user_model().objects.values_list("email", flat=True).get(pk=user_id)
    found = (
        Invitation.objects.select_related("order")
        .filter(
            order__company_id=company_id,
            order__email_hash__in=hashes_of("email", email.lower()),
            sent_at__isnull=False,
            opened_at=None,
        )
        .order_by("-id")
        .first()
    )
    return token_of(found.order) if found else None


def _current_review(user_id: int, company_id: int, *, now: datetime) -> Review | None:
    since = months_before(now.date(), VOICE_MONTHS)
    mine = Review.objects.filter(author_id=user_id, company_id=company_id, state=Review.State.PUBLISHED)
    return mine.filter(published_at__date__gte=since).order_by("-published_at").first()
