import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("companies", "0001_initial"),
        ("verification", "0007_documents"),
    ]

    operations = [
        migrations.CreateModel(
            name="TokenClass",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("year", models.SmallIntegerField()),
                (
                    "group",
                    models.CharField(
                        choices=[("customer", "Customer"), ("company", "Company"), ("none", "None")], max_length=8
                    ),
                ),
                ("public_key", models.BinaryField()),
                ("key_id", models.BinaryField(max_length=32, unique=True)),
                ("made_at", models.DateTimeField()),
                ("leaf", models.BigIntegerField(null=True, unique=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="token_classes",
                        to="companies.company",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "year", "group"), name="one_key_per_token_class"),
                    models.CheckConstraint(
                        condition=models.Q(("group__in", ["customer", "company"])), name="token_class_has_a_group"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TokenDay",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("on", models.DateField()),
                ("issued", models.IntegerField()),
                ("logged", models.IntegerField(default=0)),
                (
                    "token_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="days", to="verification.tokenclass"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("logged__lt", models.F("issued"))), fields=["on"], name="token_days_to_log"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("token_class", "on"), name="tokens_of_a_day_counted_once"),
                    models.CheckConstraint(
                        condition=models.Q(("issued__gt", 0), ("logged__gte", 0), ("logged__lte", models.F("issued"))),
                        name="tokens_of_a_day_are_some",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="purchase",
            name="blinded_hash",
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="purchase",
            name="token_month",
            field=models.CharField(blank=True, db_default="", default="", max_length=7),
        ),
        migrations.AddField(
            model_name="purchase",
            name="token_class",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="purchases",
                to="verification.tokenclass",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("blinded_hash__isnull", True), ("token_class__isnull", True), ("token_month", "")),
                    models.Q(
                        ("blinded_hash__isnull", False),
                        ("token_class__isnull", False),
                        models.Q(("token_month", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="one_blinded_message_per_token",
            ),
        ),
    ]
