import django.db.models.deletion
from django.db import migrations, models

import ratings.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("companies", "0001_initial"),
        ("reviews", "0003_imports_tab"),
        ("verification", "0009_private_reviews"),
    ]

    operations = [
        migrations.CreateModel(
            name="PrivateSubmission",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=ratings.kernel.ids.new_public_id,
                        editable=False,
                        max_length=26,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("reviewer_key_hash", models.BinaryField(max_length=32, unique=True)),
                ("draft", models.JSONField()),
                ("revision", models.SmallIntegerField(default=1)),
                ("sealed_email", models.BinaryField(null=True)),
                ("locale", models.CharField(max_length=16)),
                ("waiting_since", models.DateField()),
                (
                    "spent_token",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submission",
                        to="verification.spenttoken",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReviewAddress",
            fields=[
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="address",
                        serialize=False,
                        to="reviews.review",
                    ),
                ),
                ("sealed_email", models.BinaryField()),
                ("locale", models.CharField(max_length=16)),
            ],
        ),
        migrations.AddField(
            model_name="review",
            name="reviewer_key_hash",
            field=models.BinaryField(max_length=32, null=True, unique=True),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("author__isnull", True), ("method", "private"), ("reviewer_key_hash__isnull", False)),
                    models.Q(models.Q(("method", "private"), _negated=True), ("reviewer_key_hash__isnull", True)),
                    _connector="OR",
                ),
                name="private_has_a_key_and_no_author",
            ),
        ),
    ]
