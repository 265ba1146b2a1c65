"""A review or reply is rejected or removed only together with the statement of reasons for it."""

from django.db import migrations

CREATE = """
-- The transaction that wrote a decision, whatever savepoint it was in: xmin would be the savepoint's.
ALTER TABLE moderation_decision ADD COLUMN written_in xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION moderation_require_reasons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM moderation_decision AS d JOIN moderation_statementofreasons AS s ON s.decision_id = d.id
        WHERE d.written_in = pg_current_xact_id()
          AND CASE TG_TABLE_NAME WHEN 'reviews_review' THEN d.review_id = NEW.id ELSE d.reply_id = NEW.id END
    ) THEN
        RAISE EXCEPTION '% % is restricted without a statement of reasons', TG_TABLE_NAME, NEW.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'restriction_has_reasons';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER restricted_review_has_reasons
    AFTER UPDATE OF state ON reviews_review DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state <> NEW.state AND (NEW.state IN ('rejected', 'removed', 'returned')
          OR (OLD.state = 'published' AND NEW.state = 'held')))
    EXECUTE FUNCTION moderation_require_reasons();

CREATE CONSTRAINT TRIGGER restricted_reply_has_reasons
    AFTER UPDATE OF state ON replies_reply DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state <> NEW.state AND NEW.state IN ('refused', 'removed'))
    EXECUTE FUNCTION moderation_require_reasons();
"""

DROP = """
DROP TRIGGER restricted_review_has_reasons ON reviews_review;
DROP TRIGGER restricted_reply_has_reasons ON replies_reply;
DROP FUNCTION moderation_require_reasons();
ALTER TABLE moderation_decision DROP COLUMN written_in;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0001_initial"),
        ("reviews", "0002_proof_and_search"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
