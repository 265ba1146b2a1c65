"""Folding what pages count besides stars."""
# ruff: noqa: S608 - every statement is composed of constants

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


ABOUT_ORDERS = """
position > %(after)s AND position <= %(upto)s
AND (kind IN ('order.registered', 'order.addressed')
     OR data ? 'shown' AND data->>'method' = 'invitation')
"""

OPEN_ORDER_ROWS = f"""
INSERT INTO dashboards_ordertally (company_id, registered, late, invited, answered)
SELECT DISTINCT company_id, 0, 0, 0, 0 FROM journal_entry WHERE {ABOUT_ORDERS} ORDER BY company_id
ON CONFLICT DO NOTHING
"""

COUNT_ORDERS = f"""
UPDATE dashboards_ordertally AS tally
SET registered = tally.registered + moved.registered, late = tally.late + moved.late,
    invited = tally.invited + moved.invited, answered = tally.answered + moved.answered
FROM (
    SELECT company_id,
           count(*) FILTER (WHERE kind = 'order.registered') AS registered,
           count(*) FILTER (WHERE kind LIKE 'order.%%' AND data->'late' = 'true') AS late,
           count(*) FILTER (WHERE kind LIKE 'order.%%' AND data->'invited' = 'true') AS invited,
           coalesce(sum((data->>'shown')::int), 0) AS answered
    FROM journal_entry WHERE {ABOUT_ORDERS} GROUP BY company_id
) AS moved
WHERE tally.company_id = moved.company_id
"""


class DashboardsFold:
    """Tallies of reviews shown and replies, and of orders."""

    name = "dashboards"
    tables: Sequence[str] = ("dashboards_tally", "dashboards_ordertally")

    def apply(self, *, after: int, upto: int) -> None:
        """Fold the entries of a range of positions."""
        with connection.cursor() as cursor:
            for statement in (OPEN_ROWS, COUNT, OPEN_ORDER_ROWS, COUNT_ORDERS):
                cursor.execute(statement, {"after": after, "upto": upto})

    def settle(self, *, limit: int) -> int:
        """Leave nothing to settle."""
        return 0

    def unsettled(self, table: str) -> str:
        """Leave nothing to settle."""
        return ""


DASHBOARDS = DashboardsFold()
