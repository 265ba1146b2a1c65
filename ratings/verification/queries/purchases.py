"""A customer's purchases."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from ratings.verification.models import Inspection, Purchase, SealedFile

MOST_PURCHASES = 200


def purchases_of(user_id: int, *, public_id: str = "") -> "QuerySet[Purchase]":
    """
    Return a customer's purchases with all that is told of them, newest first, 200 at most, or the one that is named.

    `due_at` is until when a person looks at one that waits for that, `has_files` whether files of it are kept, `words`
    what the moderator wrote who refused it.
    """
    purchases = with_proof(
        Purchase.objects.select_related("company", "review", "draw", "receipt").filter(customer_id=user_id)
    )
    if public_id:
        purchases = purchases.filter(public_id=public_id)
    return purchases.order_by("-begun_at", "-id")[:MOST_PURCHASES]


def reviewable_purchases(user_id: int, *, company_id: int) -> "QuerySet[Purchase]":
    """Return a customer's purchases from a company that can be reviewed, newest first, 50 at most."""
    purchases = Purchase.objects.filter(
        customer_id=user_id,
        company_id=company_id,
        state__in=[Purchase.State.ACCEPTED, Purchase.State.PENDING],
        review__isnull=True,
        backs__isnull=True,
        token_class__isnull=True,
    ).select_related("draw")
    return purchases.order_by("-begun_at", "-id")[:50]


def with_proof(purchases: "QuerySet[Purchase]") -> "QuerySet[Purchase]":
    """Add what their customer is told of the proof: `due_at`, `has_files`, `words`."""
    looks = Inspection.objects.filter(purchase=OuterRef("pk"))
    refused = looks.filter(state=Inspection.State.REFUSED).order_by("-id")
    return purchases.annotate(
        due_at=Subquery(looks.filter(state=Inspection.State.OPEN).values("due_at")[:1]),
        has_files=Exists(SealedFile.objects.filter(purchase=OuterRef("pk"), destroyed_at=None)),
        words=Subquery(refused.values("words")[:1]),
    )
