import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ratings.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("companies", "0001_initial"),
        ("verification", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(
                        default=ratings.kernel.ids.new_public_id, editable=False, max_length=26, unique=True
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("document", "Document"),
                            ("unclear_mail", "Unclear Mail"),
                            ("unknown_sender", "Unknown Sender"),
                            ("many_companies", "Many Companies"),
                            ("reused", "Reused"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("claimed_until", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("words", models.TextField(blank=True, max_length=5000)),
                (
                    "claimed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "purchase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="verification.purchase",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["due_at", "id"], name="inspection_queue"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("purchase",),
                        name="one_open_inspection_per_purchase",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["accepted", "refused"]), _negated=True),
                            ("decided_by__isnull", False),
                            _connector="OR",
                        ),
                        name="inspection_is_decided_by_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(
                        default=ratings.kernel.ids.new_public_id, editable=False, max_length=26, unique=True
                    ),
                ),
                ("kind", models.CharField(choices=[("mail", "Mail"), ("page", "Page")], max_length=4)),
                ("number", models.SmallIntegerField(default=1)),
                ("media_type", models.CharField(max_length=40)),
                ("size", models.IntegerField()),
                ("sealed_key", models.BinaryField(null=True)),
                ("phash", models.BigIntegerField(null=True)),
                ("added_at", models.DateTimeField()),
                ("destroyed_at", models.DateTimeField(null=True)),
                (
                    "purchase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="verification.purchase"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("destroyed_at__isnull", True)), fields=["added_at"], name="files_kept"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("destroyed_at__isnull", True), ("sealed_key__isnull", False)),
                            models.Q(("destroyed_at__isnull", False), ("sealed_key__isnull", True)),
                            _connector="OR",
                        ),
                        name="destroyed_file_has_no_key",
                    ),
                    models.UniqueConstraint(fields=("purchase", "kind", "number"), name="file_numbered_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FileOpening",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("opened_at", models.DateTimeField()),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="verification.inspection",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="verification.sealedfile",
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="purchase",
            name="group_follows_method",
        ),
        migrations.AddField(
            model_name="purchase",
            name="last_event_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="purchase",
            name="refusal",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="purchase",
            name="shows",
            field=models.CharField(
                blank=True,
                choices=[
                    ("order", "Order"),
                    ("dispatch", "Dispatch"),
                    ("delivery", "Delivery"),
                    ("bill", "Bill"),
                    ("payment", "Payment"),
                    ("contract", "Contract"),
                    ("visit", "Visit"),
                    ("other", "Other"),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="purchase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("group", "none"), ("method", "imported")),
                    models.Q(("group", "customer"), ("method", "document")),
                    models.Q(("group", "company"), ("method__in", ["invitation", "purchase_token"])),
                    models.Q(("group__in", ["customer", "company"]), ("method__in", ["signed_receipt", "private"])),
                    _connector="OR",
                ),
                name="group_follows_method",
            ),
        ),
    ]
