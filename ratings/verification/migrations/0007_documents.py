import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("verification", "0005_confirmed_addresses"),
    ]

    operations = [
        migrations.CreateModel(
            name="Band",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("band", models.IntegerField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bands", to="verification.sealedfile"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["band"], include=("file",), name="files_by_likeness")],
            },
        ),
        migrations.CreateModel(
            name="Resemblance",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("is_same_file", models.BooleanField()),
                ("distance", models.SmallIntegerField()),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="verification.sealedfile"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resemblances",
                        to="verification.sealedfile",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("file", "earlier"), name="resemblance_noted_once")],
            },
        ),
        migrations.RemoveConstraint(
            model_name="sealedfile",
            name="destroyed_file_has_no_key",
        ),
        migrations.RemoveIndex(
            model_name="sealedfile",
            name="files_kept",
        ),
        migrations.AddField(
            model_name="sealedfile",
            name="detail",
            field=models.BinaryField(max_length=144, null=True),
        ),
        migrations.AddField(
            model_name="sealedfile",
            name="digest",
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="sealedfile",
            name="look_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="sealedfile",
            index=models.Index(
                condition=models.Q(("destroyed_at__isnull", True)), fields=["look_at"], name="files_to_look_at"
            ),
        ),
        migrations.AddIndex(
            model_name="sealedfile",
            index=models.Index(
                condition=models.Q(("digest__isnull", False)), fields=["digest"], name="files_by_digest"
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("destroyed_at__isnull", True), ("sealed_key__isnull", False)),
                    models.Q(
                        ("destroyed_at__isnull", False),
                        ("detail__isnull", True),
                        ("look_at__isnull", True),
                        ("phash__isnull", True),
                        ("sealed_key__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="destroyed_file_has_no_key",
            ),
        ),
    ]
