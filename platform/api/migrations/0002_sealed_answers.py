from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial")]
    operations = [
        # Answers of a day at most; a request that is sent again after this is judged by what it created.
        migrations.RunSQL("DELETE FROM api_idempotencyrecord", migrations.RunSQL.noop),
        migrations.RemoveField("idempotencyrecord", "body"),
        migrations.AddField(
            "idempotencyrecord", "sealed_body", models.BinaryField(default=b""), preserve_default=False
        ),
        migrations.AlterField("idempotencyrecord", "key", models.CharField(max_length=64)),
    ]
