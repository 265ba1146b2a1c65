"""Folding what pages count besides stars."""

from collections.abc import Sequence

from django.db import connection

OPEN_ROWS = """
INSERT INTO dashboards_tally (company_id, shown, imported, replies)
SELECT DISTINCT company_id, 0, 0, 0 FROM journal_entry
WHERE position > %(after)s AND position <= %(upto)s AND (data ? 'shown' OR data ? 'answered')
ORDER BY company_id
ON CONFLICT DO NOTHING
"""

COUNT = """
UPDATE dashboards_tally AS tally
SET shown = tally.shown + moved.shown, imported = tally.imported + moved.imported,
    replies = tally.replies + moved.replies
FROM (
    SELECT company_id,
           coalesce(sum((data->>'shown')::int), 0) AS shown,
           coalesce(sum((data->>'shown')::int) FILTER (WHERE data->>'method' = 'imported'), 0) AS imported,
           coalesce(sum((data->>'answered')::int), 0) AS replies
    FROM journal_entry
    WHERE position > %(after)s AND position <= %(upto)s AND (data ? 'shown' OR data ? 'answered')
    GROUP BY company_id
) AS moved
WHERE tally.company_id = moved.company_id
"""


class DashboardsFold:
    """Tallies of reviews shown and replies."""

    name = "dashboards"
    tables: Sequence[str] = ("dashboards_tally",)

    def apply(self, *, after: int, upto: int) -> None:
        """Fold the entries of a range of positions."""
        with connection.cursor() as cursor:
            cursor.execute(OPEN_ROWS, {"after": after, "upto": upto})
            cursor.execute(COUNT, {"after": after, "upto": upto})

    def settle(self, *, limit: int) -> int:
        """Leave nothing to settle."""
        return 0

    def unsettled(self, table: str) -> str:
        """Leave nothing to settle."""
        return ""


DASHBOARDS = DashboardsFold()
