import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("companies", "0001_initial"),
        ("verification", "0002_evidence_and_inspections"),
    ]

    operations = [
        migrations.CreateModel(
            name="CountedDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("counted_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("drawn_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("is_backed", models.BooleanField(null=True)),
                (
                    "purchase",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="draw", to="verification.purchase"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("ended_at__isnull", True)), fields=["due_at"], name="draws_open"),
                    models.Index(fields=["drawn_at"], name="draws_by_day"),
                    models.Index(fields=["ended_at"], name="draws_ended_by_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("is_backed__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("is_backed__isnull", False)),
                            _connector="OR",
                        ),
                        name="ended_draw_has_an_answer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProofDay",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("tokens", models.JSONField(default=dict)),
                ("drawn", models.IntegerField(default=0)),
                ("backed", models.IntegerField(default=0)),
                ("failed", models.IntegerField(default=0)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proof_days", to="companies.company"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("company", "day"), name="company_counted_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kid", models.CharField(max_length=64)),
                ("thumbprint", models.CharField(max_length=43, unique=True)),
                ("public_key", models.BinaryField(max_length=32)),
                ("added_at", models.DateTimeField()),
                ("not_before", models.DateTimeField()),
                ("retires_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signing_keys", to="companies.company"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("company", "kid"), name="key_named_once")],
            },
        ),
        migrations.CreateModel(
            name="SpentPurchaseToken",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("jti_hash", models.BinaryField(max_length=32)),
                ("spent_at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="companies.company"
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="spent", to="verification.signingkey"
                    ),
                ),
                (
                    "purchase",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="token", to="verification.purchase"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["key", "-spent_at"], name="last_use_of_key"),
                    models.Index(fields=["spent_at"], name="tokens_by_day"),
                ],
                "constraints": [models.UniqueConstraint(fields=("company", "jti_hash"), name="token_spent_once")],
            },
        ),
        migrations.AddField(
            model_name="purchase",
            name="backs",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="backed_by",
                to="verification.purchase",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("backs__isnull", True), ("method__in", ["document", "signed_receipt"]), _connector="OR"
                ),
                name="second_proof_is_the_customers",
            ),
        ),
    ]
