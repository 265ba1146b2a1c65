"""What all reviews add up to, for the home page."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from ratings.dashboards.models import Tally


@dataclass(frozen=True, slots=True)
class Totals:
    """How many reviews we checked ourselves are public, of how many companies, with how many replies."""

    reviews: int
    companies: int
    replies: int


def totals() -> Totals:
    """Return the platform's totals in one query over a row per reviewed company."""
    sums = Tally.objects.filter(shown__gt=0).aggregate(
        shown=Sum("shown", default=0),
        imported=Sum("imported", default=0),
        companies=Count("pk"),
        replies=Sum("replies", default=0),
    )
    return Totals(reviews=sums["shown"] - sums["imported"], companies=sums["companies"], replies=sums["replies"])
