from django.db import migrations

FORGET = "UPDATE journal_parked SET error = '' WHERE error LIKE '%@%'"
"""What mail servers said was kept with the address that they said it about."""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_entries_of_company")]
    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
