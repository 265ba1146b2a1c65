"""The people of the demo world and how they show a purchase and write."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from demo.bulk import Order, Published
from demo.plan import Planned, World
from ratings.companies.models import Company
from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.moderation.commands import screen_review
from ratings.reviews.commands import Draft, submit_review
from ratings.reviews.models import Review
from ratings.verification.commands import (
    OrderLine,
    accept_inspected,
    accept_invitation,
    accept_purchase,
    begin_purchase,
    mark_invitation_sent,
    register_orders,
)
from ratings.verification.models import Inspection, Invitation, Method, Purchase, Shows
from ratings.verification.rules import GROUP_OF_METHOD

OPERATOR = Actor.operator()


@dataclass(slots=True)
class Cast:
    """Companies and customers by the numbers that the plan gives them, and who speaks for whom."""

    world: World
    companies: list[Company] = field(default_factory=list)
    customers: list[int] = field(default_factory=list)
    speakers: dict[int, Actor] = field(default_factory=dict)
    moderators: list[Actor] = field(default_factory=list)

    def company(self, review: Planned) -> Company:
        """Return the company that a review is about."""
        return self.companies[review.firm - 1]

    def author(self, review: Planned) -> Actor:
        """Return a review's author."""
        return Actor.customer(self.customers[review.author])

    def speaker(self, review: Planned) -> Actor | None:
        """Return who answers for the reviewed company, None where nobody has claimed it."""
        return self.speakers.get(review.firm)

    def published(self, review: Planned) -> Published:
        """Return a plain review as it is written in bulk."""
        return Published(
            company_id=self.company(review).pk,
            author_id=self.customers[review.author],
            method=review.method,
            order=self.order(review) if review.method == "invitation" else None,
            proved_at=review.proved_at,
            submitted_at=review.submitted_at,
            published_at=review.published_at,
            experienced_on=review.experienced_on,
            title=review.title,
            body=review.body,
            language=review.language,
            stars=review.stars,
            connection=review.connection,
            wants_answer=review.wants_answer,
            minhash=review.minhash,
        )

    def hours_to_end(self, moment: datetime) -> float:
        """Return how many hours lie between a moment and the world's end."""
        return (self.world.ends - moment).total_seconds() / 3600

    def order(self, review: Planned) -> Order:
        """Return the order that the company had registered when it was placed, or late, as every eighth is."""
        customer = self.world.customers[review.author]
        placed = datetime.combine(review.experienced_on, time(18), tzinfo=review.proved_at.tzinfo)
        latest = review.proved_at - timedelta(days=2)
        return Order(
            number=f"{review.experienced_on:%y%m%d}-{review.author}-{review.submitted_at:%H%M%S}",
            ordered_on=review.experienced_on,
            registered_at=latest if review.author % 8 == 0 else min(placed, latest),
            email=customer.email,
            locale=customer.locale,
        )


def show_purchase(cast: Cast, review: Planned) -> Purchase:
    """Prove a purchase: by opening its invitation, or as accepted where the way of showing it is not built yet."""
    author = cast.author(review)
    if review.method != "invitation":
        return _accepted(cast, review)
    order = cast.order(review)
    line = OrderLine(order=order.number, ordered_on=order.ordered_on, email=order.email, locale=order.locale)
    company_id = cast.company(review).pk
    (registered,) = register_orders(company_id=company_id, lines=[line], actor=OPERATOR, now=order.registered_at)
    invitation_id = Invitation.objects.values_list("pk", flat=True).get(order_id=registered.order_id)
    mark_invitation_sent(invitation_id=invitation_id, now=order.registered_at)
    assert registered.token is not None
    purchase = accept_invitation(token=registered.token, actor=author, now=review.proved_at)
    return _settled(cast, purchase, now=review.proved_at)


def _settled(cast: Cast, purchase: Purchase, *, now: datetime) -> Purchase:
    """Do what the rules across methods ask for: a moderator looks, and a bill is shown where a second proof is due."""
    looked_at = Inspection.objects.filter(purchase=purchase, state=Inspection.State.OPEN).first()
    if looked_at is not None and purchase.last_event_on is not None:
        purchase = accept_inspected(
            inspection=looked_at.public_id,
            shows=purchase.shows,
            last_event_on=purchase.last_event_on,
            actor=cast.moderators[0],
            now=now,
        )
    if purchase.second_proof_due_at is not None and purchase.customer_id is not None:
        bill = begin_purchase(
            company_id=purchase.company_id, customer_id=purchase.customer_id, method=Method.DOCUMENT, now=now
        )
        judge = cast.moderators[0]
        accept_purchase(purchase_id=bill.pk, actor=judge, shows=Shows.BILL, last_event_on=now.date(), now=now)
        purchase.refresh_from_db()
    return purchase


def _accepted(cast: Cast, review: Planned) -> Purchase:
    purchase = _purchase(cast, review, Purchase.State.ACCEPTED)
    record(
        "purchase.proved",
        company_id=purchase.company_id,
        subject=purchase.public_id,
        now=review.proved_at,
        method=purchase.method,
    )
    return purchase


def unproved_purchase(cast: Cast, review: Planned) -> Purchase:
    """Return a purchase whose document nobody has looked at yet."""
    return _purchase(cast, review, Purchase.State.PENDING, method="document")


def _purchase(cast: Cast, review: Planned, state: Purchase.State, method: str = "") -> Purchase:
    is_decided = state != Purchase.State.PENDING
    return Purchase.objects.create(
        company=cast.company(review),
        customer_id=cast.customers[review.author],
        method=method or review.method,
        group=GROUP_OF_METHOD[method or review.method],
        state=state,
        begun_at=review.proved_at,
        decided_at=review.proved_at if is_decided else None,
    )


def submit(cast: Cast, review: Planned, purchase: Purchase) -> Review:
    """Send a review in."""
    draft = Draft(
        experienced_on=review.experienced_on,
        title=review.title,
        body=review.body,
        stars={**review.stars},
        language=review.language,
        wants_answer=review.wants_answer,
        connection=review.connection,
    )
    return submit_review(purchase=purchase.public_id, draft=draft, actor=cast.author(review), now=review.submitted_at)


def write_by_commands(cast: Cast, review: Planned) -> Review:
    """Prove, submit and screen a review by the commands, as the bulk writer must do it."""
    written = submit(cast, review, show_purchase(cast, review))
    screen_review(review_id=written.pk, number=1, now=review.published_at)
    return written
