"""Figures that are counted anew each night, as no entry carries what they need."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from ratings.dashboards.models import Coverage

WINDOW_DAYS = 365
LOCK = 0x4576656E_0301

KEEP = """
INSERT INTO dashboards_coverage (company_id, as_of, low_shown, low_registered, high_shown, high_registered)
SELECT purchase.company_id, %(today)s,
       count(*) FILTER (WHERE overall <= 2), count(*) FILTER (WHERE overall <= 2 AND was_registered),
       count(*) FILTER (WHERE overall >= 4), count(*) FILTER (WHERE overall >= 4 AND was_registered)
FROM verification_purchase AS purchase
JOIN reviews_review AS review ON review.purchase_id = purchase.id AND review.state = 'published'
JOIN reviews_revision AS revision ON revision.review_id = review.id AND revision.number = review.live_revision
JOIN reviews_stars AS stars ON stars.revision_id = revision.id AND stars.facet = 'service'
WHERE purchase.was_registered IS NOT NULL AND purchase.state = 'accepted' AND purchase."group" = 'customer'
  AND purchase.method IN ('signed_receipt', 'document') AND purchase.begun_at >= %(since)s
GROUP BY purchase.company_id
ORDER BY purchase.company_id
ON CONFLICT (company_id) DO UPDATE
SET as_of = excluded.as_of, low_shown = excluded.low_shown, low_registered = excluded.low_registered,
    high_shown = excluded.high_shown, high_registered = excluded.high_registered
"""


@transaction.atomic
def keep_coverage(*, now: datetime) -> bool:
    """
    Count anew which share of the orders that customers showed by themselves had been registered, once a day (UTC).

    Return whether it was done now: another worker may have been faster. Which order it was is nowhere kept with its
    stars; an order shown by its customer is compared at that moment with the orders registered until then.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    today = now.date()
    if Coverage.objects.filter(as_of__gte=today).exists():
        return False
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"today": today, "since": now - timedelta(days=WINDOW_DAYS)})
    Coverage.objects.filter(as_of__lt=today).delete()
    return True
