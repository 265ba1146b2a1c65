"""
Folding stars into counts, and counts into scores: one set-based statement each per batch.

Table names stand unqualified, so that a rebuild can shadow them with temporary tables.
"""
# ruff: noqa: S608 - every statement is composed of constants

from collections.abc import Sequence

import structlog
from django.db import DatabaseError, connection, transaction

from ratings.scores.rules import FORMULA, THRESHOLD

log = structlog.get_logger(__name__)

COUNTED_METHOD = """
    CASE WHEN data->>'method' = 'private' OR (data->>'method' = 'signed_receipt' AND data->>'group' = 'company')
         THEN concat_ws(':', data->>'method', data->>'group') ELSE data->>'method' END
"""
"""A method's rows stand under its name, and under `method:group` where the group is not the one that the name says."""

CHANGES = f"""
    SELECT position, company_id, data->>'facet' AS facet, {COUNTED_METHOD} AS method,
           left(data->>'month', 4)::int * 12 + right(data->>'month', 2)::int - 1 AS month,
           CASE jsonb_typeof(data->'new') WHEN 'array' THEN data->'new' ELSE '[]' END AS new,
           CASE jsonb_typeof(data->'old') WHEN 'array' THEN data->'old' ELSE '[]' END AS old
    FROM journal_entry
    WHERE position > %(after)s AND position <= %(upto)s AND data ? 'new'
"""

OPEN_ROWS = f"""
INSERT INTO scores_count (company_id, facet, month, method, n)
SELECT DISTINCT company_id, facet, month, method,
       array_fill(0, ARRAY[CASE facet WHEN 'service' THEN 30 ELSE 15 END])
FROM ({CHANGES}) AS change
WHERE new <> '[]' OR old <> '[]'
ON CONFLICT DO NOTHING
"""

COUNT_STARS = f"""
WITH change AS ({CHANGES}), cell AS (
    SELECT company_id, facet, month, method, (place - 1) * 5 + stars::int AS i, 1 AS d
    FROM change, jsonb_array_elements_text(new) WITH ORDINALITY AS t (stars, place) WHERE stars <> '0'
    UNION ALL
    SELECT company_id, facet, month, method, (place - 1) * 5 + stars::int, -1
    FROM change, jsonb_array_elements_text(old) WITH ORDINALITY AS t (stars, place) WHERE stars <> '0'
), delta AS (
    SELECT company_id, facet, month, method, i, sum(d) AS d
    FROM cell GROUP BY company_id, facet, month, method, i HAVING sum(d) <> 0
), row_delta AS (
    SELECT company_id, facet, month, method, array_agg(i) AS places, array_agg(d) AS changes
    FROM delta GROUP BY company_id, facet, month, method
)
UPDATE scores_count AS counted
SET n = (
    SELECT array_agg(counted.n[g] + coalesce(changes[array_position(places, g::bigint)], 0) ORDER BY g)
    FROM generate_series(1, array_length(counted.n, 1)) AS g
)
FROM (SELECT company_id, facet, month, method, places::bigint[] AS places, changes::int[] AS changes
      FROM row_delta) AS moved
WHERE counted.company_id = moved.company_id AND counted.facet = moved.facet
  AND counted.month = moved.month AND counted.method = moved.method
"""

TOUCH = f"""
INSERT INTO scores_touched (company_id, facet)
SELECT DISTINCT company_id, facet FROM ({CHANGES}) AS change WHERE new <> old
ORDER BY company_id, facet
ON CONFLICT DO NOTHING
"""

REMEMBER_LATEST = """
INSERT INTO scores_latest AS latest (company_id, leaf)
SELECT company_id, max(leaf) FROM journal_entry
WHERE position > %(after)s AND position <= %(upto)s AND leaf IS NOT NULL AND company_id IS NOT NULL
GROUP BY company_id ORDER BY company_id
ON CONFLICT (company_id) DO UPDATE SET leaf = greatest(latest.leaf, excluded.leaf)
"""

TAKE_PRIOR = """
INSERT INTO scores_prior (formula, facet, dimension, month, p)
SELECT DISTINCT ON (data->>'formula', data->>'facet', share.key)
       data->>'formula', data->>'facet', share.key,
       left(data->>'month', 4)::int * 12 + right(data->>'month', 2)::int - 1,
       ARRAY(SELECT jsonb_array_elements_text(share.value)::bigint)
FROM journal_entry, jsonb_each(data->'p') AS share
WHERE position > %(after)s AND position <= %(upto)s AND kind = 'prior.frozen'
ORDER BY data->>'formula', data->>'facet', share.key, position DESC
ON CONFLICT (formula, facet, dimension) DO UPDATE SET month = excluded.month, p = excluded.p
"""

TOUCH_ALL = """
INSERT INTO scores_touched (company_id, facet)
SELECT DISTINCT company_id, facet FROM scores_count
WHERE facet IN (SELECT data->>'facet' FROM journal_entry
                WHERE position > %(after)s AND position <= %(upto)s AND kind = 'prior.frozen')
ORDER BY company_id, facet
ON CONFLICT DO NOTHING
"""

PICK = """
DELETE FROM scores_touched WHERE (company_id, facet) IN (
    SELECT company_id, facet FROM scores_touched ORDER BY company_id, facet LIMIT %(limit)s FOR UPDATE SKIP LOCKED
) RETURNING company_id, facet
"""

# Thirty decimals in every division and root, so that rounding to four is that of the exact value.
SCORE = """
WITH picked AS (
    SELECT * FROM unnest(%(companies)s::bigint[], %(facets)s::text[]) AS t (company_id, facet)
), dimension AS (
    SELECT facet, dimension, p, month,
           CASE WHEN facet = 'service'
                THEN array_position(ARRAY['overall','quality','delivery','support','value','complaint_handling'],
                                    dimension::text)
                ELSE array_position(ARRAY['clarity','consistency','credibility'], dimension::text) END AS place
    FROM scores_prior WHERE formula = %(formula)s
), voice AS (
    SELECT c.company_id, c.facet, d.dimension, d.p, s.stars,
           CASE WHEN method IN ('signed_receipt', 'document', 'private:customer') THEN 'customer'
                ELSE 'company' END AS proof,
           sum(c.n[(d.place - 1) * 5 + s.stars]) AS n,
           sum(c.n[(d.place - 1) * 5 + s.stars] * coalesce(w.w, 0)) AS w
    FROM picked
    JOIN scores_count AS c USING (company_id, facet)
    JOIN dimension AS d USING (facet)
    CROSS JOIN generate_series(1, 5) AS s (stars)
    LEFT JOIN scores_weight AS w ON w.formula = %(formula)s AND w.age = greatest(d.month - c.month, 0)
    WHERE c.method <> 'imported'
    GROUP BY c.company_id, c.facet, d.dimension, d.p, s.stars, proof
), grouped AS (
    SELECT company_id, facet, dimension, p, stars, coalesce(proof, 'all') AS "group", sum(n) AS n, sum(w) AS w
    FROM voice
    GROUP BY GROUPING SETS ((company_id, facet, dimension, p, stars, proof), (company_id, facet, dimension, p, stars))
), summed AS (
    SELECT company_id, facet, dimension, "group", sum(n)::int AS n,
           array_agg(n::int ORDER BY stars) AS stars,
           sum(w) + 7000000000 AS strength,
           sum(stars * (w + 7 * p[stars]))::numeric(60, 30) AS first,
           sum(stars * stars * (w + 7 * p[stars]))::numeric(60, 30) AS second
    FROM grouped GROUP BY company_id, facet, dimension, "group" HAVING sum(n) > 0
), moments AS (
    SELECT *, first / strength AS mean,
           greatest(second / strength - (first / strength) * (first / strength), 0)
               / (strength::numeric(60, 30) / 1000000000 + 1) AS variance
    FROM summed
), fresh AS (
    SELECT company_id, facet, dimension, "group", n, stars,
           CASE WHEN n >= %(threshold)s THEN round(mean, 4) END AS mean,
           CASE WHEN n >= %(threshold)s THEN round(greatest(mean - 1.645 * sqrt(variance), 1), 4) END AS low,
           CASE WHEN n >= %(threshold)s THEN round(least(mean + 1.645 * sqrt(variance), 5), 4) END AS high,
           round(7000000000::numeric(60, 30) / strength, 4) AS prior_share
    FROM moments
), gone AS (
    DELETE FROM scores_score AS score USING picked
    WHERE score.company_id = picked.company_id AND score.facet = picked.facet AND score.formula = %(formula)s
      AND NOT EXISTS (SELECT FROM fresh WHERE fresh.company_id = score.company_id AND fresh.facet = score.facet
                      AND fresh.dimension = score.dimension AND fresh."group" = score."group")
)
INSERT INTO scores_score AS score
    (company_id, facet, dimension, "group", formula, n, stars, mean, low, high, prior_share)
SELECT company_id, facet, dimension, "group", %(formula)s, n, stars, mean, low, high, prior_share FROM fresh
ORDER BY company_id, facet, dimension, "group"
ON CONFLICT (company_id, facet, dimension, "group", formula) DO UPDATE
SET n = excluded.n, stars = excluded.stars, mean = excluded.mean, low = excluded.low, high = excluded.high,
    prior_share = excluded.prior_share
WHERE (score.n, score.stars, score.mean, score.low, score.high, score.prior_share) IS DISTINCT FROM
      (excluded.n, excluded.stars, excluded.mean, excluded.low, excluded.high, excluded.prior_share)
"""

STAND = """
WITH picked AS (
    SELECT * FROM unnest(%(companies)s::bigint[], %(facets)s::text[]) AS t (company_id, facet)
), side AS (
    SELECT p.company_id, p.facet, a.n, a.mean, a.low, a.high,
           c.mean AS c_mean, c.low AS c_low, c.high AS c_high, b.mean AS b_mean, b.low AS b_low, b.high AS b_high,
           coalesce(c.high < b.low OR b.high < c.low, false) AS disagree
    FROM picked AS p
    JOIN scores_score AS a ON a.company_id = p.company_id AND a.facet = p.facet AND a.dimension = 'overall'
         AND a."group" = 'all' AND a.formula = %(formula)s AND a.mean IS NOT NULL
    LEFT JOIN scores_score AS c ON c.company_id = p.company_id AND c.facet = p.facet AND c.dimension = 'overall'
         AND c."group" = 'customer' AND c.formula = %(formula)s
    LEFT JOIN scores_score AS b ON b.company_id = p.company_id AND b.facet = p.facet AND b.dimension = 'overall'
         AND b."group" = 'company' AND b.formula = %(formula)s
), fresh AS (
    SELECT company_id, facet, n, disagree,
           CASE WHEN disagree THEN least(c_mean, b_mean) ELSE mean END AS mean,
           CASE WHEN disagree THEN least(c_low, b_low) ELSE low END AS low,
           CASE WHEN disagree THEN least(c_high, b_high) ELSE high END AS high
    FROM side
), gone AS (
    DELETE FROM scores_standing AS standing USING picked
    WHERE standing.company_id = picked.company_id AND standing.facet = picked.facet
      AND NOT EXISTS (SELECT FROM fresh WHERE fresh.company_id = standing.company_id AND fresh.facet = standing.facet)
)
INSERT INTO scores_standing AS standing (facet, company_id, n, mean, low, high, groups_disagree)
SELECT facet, company_id, n, mean, low, high, disagree FROM fresh ORDER BY facet, company_id
ON CONFLICT (facet, company_id) DO UPDATE
SET n = excluded.n, mean = excluded.mean, low = excluded.low, high = excluded.high,
    groups_disagree = excluded.groups_disagree
WHERE (standing.n, standing.mean, standing.low, standing.high, standing.groups_disagree) IS DISTINCT FROM
      (excluded.n, excluded.mean, excluded.low, excluded.high, excluded.groups_disagree)
"""


class ScoresFold:
    """Counts, priors, scores and standings."""

    name = "scores"
    tables: Sequence[str] = (
        "scores_count",
        "scores_prior",
        "scores_latest",
        "scores_touched",
        "scores_score",
        "scores_standing",
    )

    def apply(self, *, after: int, upto: int) -> None:
        """Fold the entries of a range of positions into counts; the companies they touch are settled later."""
        span = {"after": after, "upto": upto}
        with connection.cursor() as cursor:
            for statement in (
                OPEN_ROWS,
                COUNT_STARS,
                TOUCH,
                REMEMBER_LATEST,
                TAKE_PRIOR,
                TOUCH_ALL,
            ):
                cursor.execute(statement, span)

    def settle(self, *, limit: int) -> int:
        """Compute the scores of up to `limit` touched companies; return how many were taken up."""
        try:
            return self._settle(limit=limit)
        except DatabaseError as error:
            log.warning("scores_failed_for_a_batch", error=str(error))
        return self._settle_one_by_one(limit=limit)

    def unsettled(self, table: str) -> str:
        """Return the condition that leaves out rows of companies that wait to be settled."""
        if table not in ("scores_score", "scores_standing"):
            return ""
        return "(company_id, facet) IN (SELECT company_id, facet FROM public.scores_touched)"

    @transaction.atomic
    def _settle(self, *, limit: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(PICK, {"limit": limit})
            picked = cursor.fetchall()
            if picked:
                self._score(picked)
        return len(picked)

    def _settle_one_by_one(self, *, limit: int) -> int:
        """Settle what can be settled: one bad company stays touched, is named in the log, and stops no other."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT company_id, facet FROM scores_touched ORDER BY 1, 2 LIMIT %s",
                [limit],
            )
            waiting = cursor.fetchall()
        settled = 0
        for company_id, facet in waiting:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(
                        "DELETE FROM scores_touched WHERE company_id = %s AND facet = %s",
                        [company_id, facet],
                    )
                    self._score([(company_id, facet)])
                settled += 1
            except DatabaseError as error:
                log.exception("score_failed", company=company_id, facet=facet, error=str(error))
        return settled

    def _score(self, picked: Sequence[tuple[int, str]]) -> None:
        parameters: dict[str, list[int] | list[str] | str | int] = {
            "companies": [company_id for company_id, _ in picked],
            "facets": [facet for _, facet in picked],
            "formula": FORMULA,
            "threshold": THRESHOLD,
        }
        with connection.cursor() as cursor:
            cursor.execute(SCORE, parameters)
            cursor.execute(STAND, parameters)


SCORES = ScoresFold()
