from django.db import migrations

# On the partitioned table, so that each new partition has them too.
INDEXES = """
CREATE INDEX journal_entry_of_company ON journal_entry (company_id, leaf) WHERE leaf IS NOT NULL;
CREATE INDEX journal_entry_priors ON journal_entry ((data->>'formula'), (data->>'facet'), leaf)
    WHERE kind = 'prior.frozen';
"""
DROP = "DROP INDEX journal_entry_of_company; DROP INDEX journal_entry_priors;"


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RunSQL(INDEXES, DROP)]
