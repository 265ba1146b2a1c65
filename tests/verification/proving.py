"""Proofs from the records of companies as they are checked, and reviews under them."""

from datetime import datetime

from accounts.models import User
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.reviews.commands import Draft, submit_review
from ratings.reviews.models import Review
from ratings.verification.commands import VERIFICATION, accept_purchase, begin_purchase
from ratings.verification.models import Purchase
from tests.undrawn import drawn_id


def shown(
    of: Company, by: User, now: datetime, *, public_id: str = "", order: str = "A-1", method: str = "invitation"
) -> Purchase:
    """Have a purchase of the company's group checked, under a public id that is chosen."""
    begun = begin_purchase(company_id=of.pk, customer_id=by.pk, method=method, order=order, now=now)
    Purchase.objects.filter(pk=begun.pk).update(public_id=public_id or drawn_id())
    return accept_purchase(purchase_id=begun.pk, actor=VERIFICATION, shows="order", last_event_on=now.date(), now=now)


def submit(purchase: Purchase, by: User, now: datetime) -> Review:
    draft = Draft(experienced_on=now.date(), title="Came", body="It came in time and worked.", stars={"overall": 4})
    return submit_review(purchase=purchase.public_id, draft=draft, actor=Actor.customer(by.pk), now=now)


def state_of(purchase: Purchase) -> str:
    return Purchase.objects.get(pk=purchase.pk).state
