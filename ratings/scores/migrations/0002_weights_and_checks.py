from django.db import migrations

# round(10^9 * 2^(-age/12)), half away from zero, in exact arithmetic: part of formula 2026.1.
CREATE = """
ALTER TABLE scores_count ADD CONSTRAINT count_not_negative CHECK (0 <= ALL (n));
ALTER TABLE scores_count ADD CONSTRAINT count_has_its_cells
    CHECK (array_length(n, 1) = CASE facet WHEN 'service' THEN 30 ELSE 15 END);
INSERT INTO scores_weight (formula, age, w)
SELECT '2026.1', age, round(1000000000 * power(2::numeric(60, 40), -age / 12.0::numeric(60, 40)))
FROM generate_series(0, 240) AS age;
"""

DROP = """
DELETE FROM scores_weight WHERE formula = '2026.1';
ALTER TABLE scores_count DROP CONSTRAINT count_not_negative;
ALTER TABLE scores_count DROP CONSTRAINT count_has_its_cells;
"""


class Migration(migrations.Migration):
    dependencies = [("scores", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
