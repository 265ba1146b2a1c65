"""
No review is public without an accepted proof: kept by the database, checked when a transaction commits.

Both sides take the purchase's row: a publication holds it against a revocation at the same time, so whichever
commits second sees the first and is refused.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION reviews_require_proof() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reviews_review WHERE id = NEW.id AND state = 'published') THEN
        PERFORM FROM verification_purchase WHERE id = NEW.purchase_id AND state = 'accepted'
            AND company_id = NEW.company_id AND method = NEW.method FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'review % is published without an accepted proof', NEW.id
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'published_review_has_accepted_proof';
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER published_review_has_accepted_proof
    AFTER INSERT OR UPDATE OF state, purchase_id, company_id, method ON reviews_review
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.state = 'published') EXECUTE FUNCTION reviews_require_proof();

CREATE FUNCTION reviews_keep_proof() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reviews_review AS r WHERE r.purchase_id = OLD.id AND r.state = 'published'
               AND NOT EXISTS (SELECT FROM verification_purchase AS p WHERE p.id = OLD.id AND p.state = 'accepted'
                               AND p.company_id = r.company_id AND p.method = r.method)) THEN
        RAISE EXCEPTION 'purchase % is the proof of a published review', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'published_review_has_accepted_proof';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER proof_of_published_review_stays
    AFTER UPDATE OF state, company_id, method OR DELETE ON verification_purchase
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.state = 'accepted') EXECUTE FUNCTION reviews_keep_proof();

ALTER TABLE reviews_words ADD COLUMN search tsvector
    GENERATED ALWAYS AS (to_tsvector('simple', title || ' ' || body)) STORED;
CREATE INDEX words_search ON reviews_words USING gin (search);
"""

DROP = """
DROP TRIGGER published_review_has_accepted_proof ON reviews_review;
DROP TRIGGER proof_of_published_review_stays ON verification_purchase;
DROP FUNCTION reviews_require_proof();
DROP FUNCTION reviews_keep_proof();
ALTER TABLE reviews_words DROP COLUMN search;
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial"), ("verification", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
