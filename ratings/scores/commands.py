"""Freezing the prior of a day: the only way in which time enters a score."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import connection, transaction

from ratings.journal.commands import record
from ratings.journal.models import Cursor
from ratings.kernel.ids import new_public_id
from ratings.kernel.months import month_number, month_of
from ratings.scores.folds import SCORES
from ratings.scores.models import Freeze
from ratings.scores.rules import FORMULA, SERVICE, dimensions_of, prior_shares

PLATFORM_COUNTS = """
SELECT (place - 1) / 5 + 1 AS dimension, (place - 1) %% 5 + 1 AS stars,
       sum(cell.n * weight.w)::bigint
FROM scores_count AS counted
JOIN scores_weight AS weight ON weight.formula = %(formula)s AND weight.age = greatest(%(month)s - counted.month, 0)
CROSS JOIN unnest(counted.n) WITH ORDINALITY AS cell (n, place)
WHERE counted.facet = %(facet)s AND counted.method <> 'imported' AND cell.n > 0
GROUP BY 1, 2
"""


@transaction.atomic
def freeze_prior(*, now: datetime, facet: str = SERVICE) -> bool:
    """
    Record the platform's shares of stars and the month that scores are computed for; return whether it was due.

    Once a day (UTC): a second call does nothing. The entry names the last leaf whose stars are in it.
    """
    _, is_new = Freeze.objects.get_or_create(formula=FORMULA, facet=facet, day=now.astimezone(UTC).date())
    if not is_new:
        return False
    cursor = Cursor.objects.select_for_update().filter(name=SCORES.name).first()
    month = month_of(now)
    shares: dict[str, list[int]] = {
        dimension: prior_shares(counts) for dimension, counts in _platform_counts(facet, month).items()
    }
    record(
        "prior.frozen",
        subject=new_public_id(),
        now=now,
        formula=FORMULA,
        facet=facet,
        month=month,
        p={dimension: [*values] for dimension, values in shares.items()},
        upto=cursor.leaf if cursor else -1,
    )
    return True


def _platform_counts(facet: str, month: str) -> Mapping[str, list[int]]:
    counts = {dimension: [0] * 5 for dimension in dimensions_of(facet)}
    names = dimensions_of(facet)
    with connection.cursor() as cursor:
        cursor.execute(PLATFORM_COUNTS, {"formula": FORMULA, "facet": facet, "month": month_number(month)})
        for dimension, stars, weighted in cursor.fetchall():
            counts[names[dimension - 1]][stars - 1] = weighted
    return counts
