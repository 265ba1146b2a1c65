import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ratings.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("companies", "0001_initial"),
        ("verification", "0004_invitations_kept_short"),
    ]

    operations = [
        migrations.CreateModel(
            name="DkimKey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("domain", models.CharField(max_length=253)),
                ("selector", models.CharField(max_length=128)),
                ("record", models.TextField(max_length=4096)),
                ("record_hash", models.CharField(max_length=64)),
                ("first_seen_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("domain", "selector", "record_hash"), name="key_kept_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Sender",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(
                        default=ratings.kernel.ids.new_public_id, editable=False, max_length=26, unique=True
                    ),
                ),
                ("signing_domain", models.CharField(max_length=253)),
                ("from_address", models.CharField(blank=True, max_length=254)),
                ("address_hash", models.BinaryField(max_length=32)),
                ("merchant", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("confirmed", "Confirmed"), ("refused", "Refused")],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("platform", "Platform"), ("marketplace", "Marketplace"), ("payment", "Payment")],
                        max_length=11,
                    ),
                ),
                ("first_seen_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="senders",
                        to="companies.company",
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
            ],
            options={
                "indexes": [models.Index(fields=["state", "first_seen_at"], name="senders_waiting")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("signing_domain", "address_hash", "merchant"), name="sender_known_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("company__isnull", False),
                                ("decided_at__isnull", False),
                                ("state", "confirmed"),
                                models.Q(("kind", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "confirmed"), _negated=True), ("company__isnull", True), ("kind", "")
                            ),
                            _connector="OR",
                        ),
                        name="confirmed_sender_has_company",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["marketplace", "payment"]), _negated=True),
                            models.Q(("merchant", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="intermediary_names_merchant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("signing_domain", models.CharField(max_length=253)),
                ("selector", models.CharField(max_length=128)),
                (
                    "checks",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list),
                ),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list),
                ),
                ("message_hash", models.BinaryField(max_length=32, null=True, unique=True)),
                ("content_hash", models.BinaryField(max_length=32, null=True, unique=True)),
                ("hash_key_id", models.SmallIntegerField()),
                ("try_count", models.SmallIntegerField(default=1)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField()),
                (
                    "key",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="verification.dkimkey",
                    ),
                ),
                (
                    "purchase",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipt", to="verification.purchase"
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="verification.sender",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_try_at__isnull", False)),
                        fields=["next_try_at"],
                        name="receipts_to_try",
                    )
                ],
            },
        ),
    ]
