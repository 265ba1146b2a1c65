import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ratings.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("companies", "0001_initial"),
        ("reviews", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="outcome",
                        serialize=False,
                        to="reviews.review",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[("resolved", "Resolved"), ("partly", "Partly"), ("not_resolved", "Not Resolved")],
                        max_length=12,
                    ),
                ),
                ("marked_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(
                        default=ratings.kernel.ids.new_public_id, editable=False, max_length=26, unique=True
                    ),
                ),
                ("part", models.CharField(choices=[("service", "Service"), ("carbon", "Carbon")], max_length=8)),
                (
                    "position",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agrees", "Agrees"),
                            ("disputes_facts", "Disputes Facts"),
                            ("fixed", "Fixed"),
                            ("refunded", "Refunded"),
                            ("policy", "Policy"),
                            ("not_our_customer", "Not Our Customer"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("screening", "Screening"),
                            ("held", "Held"),
                            ("preview", "Preview"),
                            ("live", "Live"),
                            ("refused", "Refused"),
                            ("removed", "Removed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(max_length=16)),
                ("commitment", models.CharField(max_length=64)),
                ("source", models.CharField(blank=True, max_length=60)),
                ("submitted_at", models.DateTimeField()),
                ("public_from", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="companies.company"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="reviews.review"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "preview")), fields=["public_from"], name="replies_in_preview"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["screening", "held", "preview", "live"])),
                        fields=("review", "part"),
                        name="one_reply_per_review_and_part",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("position", ""), _negated=True),
                            models.Q(("source", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="reply_takes_a_position",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReplyWords",
            fields=[
                (
                    "reply",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="replies.reply",
                    ),
                ),
                ("body", models.TextField()),
                ("salt", models.BinaryField(max_length=16)),
            ],
        ),
    ]
