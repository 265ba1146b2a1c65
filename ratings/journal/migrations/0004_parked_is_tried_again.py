from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0003_parked_without_addresses"),
    ]

    operations = [
        migrations.AddField(
            model_name="parked",
            name="next_try_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="parked",
            name="tries",
            field=models.PositiveSmallIntegerField(default=3),
        ),
        # What is parked already is tried again, too.
        migrations.RunSQL("UPDATE journal_parked SET next_try_at = now()", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="parked",
            index=models.Index(fields=["next_try_at"], name="parked_by_next_try"),
        ),
    ]
