"""A customer's purchases."""

from django.db.models import QuerySet

from ratings.verification.models import Purchase

MOST_PURCHASES = 200


def purchases_of(user_id: int) -> "QuerySet[Purchase]":
    """Return a customer's purchases with company, review and any draw, newest first, 200 at most."""
    purchases = Purchase.objects.select_related("company", "review", "draw").filter(customer_id=user_id)
    return purchases.order_by("-begun_at", "-id")[:MOST_PURCHASES]


def reviewable_purchases(user_id: int, *, company_id: int) -> "QuerySet[Purchase]":
    """Return a customer's purchases from a company that can be reviewed, newest first, 50 at most."""
    purchases = Purchase.objects.filter(
        customer_id=user_id,
        company_id=company_id,
        state__in=[Purchase.State.ACCEPTED, Purchase.State.PENDING],
        review__isnull=True,
        backs__isnull=True,
    ).select_related("draw")
    return purchases.order_by("-begun_at", "-id")[:50]
