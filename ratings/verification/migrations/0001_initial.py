import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ratings.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("companies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("order_hash", models.BinaryField(max_length=32)),
                ("key_id", models.SmallIntegerField()),
                ("ordered_on", models.DateField()),
                ("registered_at", models.DateTimeField()),
                ("is_late", models.BooleanField()),
                ("locale", models.CharField(max_length=16)),
                ("sealed_email", models.BinaryField(null=True)),
                ("email_hash", models.BinaryField(max_length=32, null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="companies.company"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["company", "-registered_at"], name="orders_of_company")],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "order_hash"), name="order_registered_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Purchase",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(
                        default=ratings.kernel.ids.new_public_id, editable=False, max_length=26, unique=True
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("signed_receipt", "Signed Receipt"),
                            ("document", "Document"),
                            ("invitation", "Invitation"),
                            ("purchase_token", "Purchase Token"),
                            ("private", "Private"),
                            ("imported", "Imported"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[("customer", "Customer"), ("company", "Company"), ("none", "None")], max_length=8
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("revoked", "Revoked"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("order_hash", models.BinaryField(max_length=32, null=True)),
                ("key_id", models.SmallIntegerField(null=True)),
                ("source", models.CharField(blank=True, max_length=60)),
                ("source_row", models.CharField(blank=True, max_length=120)),
                ("begun_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="purchases", to="companies.company"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purchases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "-begun_at"], name="purchases_of_customer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("group", "none"), ("method", "imported")),
                            models.Q(("group", "customer"), ("method__in", ["signed_receipt", "document"])),
                            models.Q(("group", "company"), ("method__in", ["invitation", "purchase_token"])),
                            models.Q(("group__in", ["customer", "company"]), ("method", "private")),
                            _connector="OR",
                        ),
                        name="group_follows_method",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("customer__isnull", True),
                                ("method", "imported"),
                                models.Q(("source", ""), _negated=True),
                            ),
                            models.Q(models.Q(("method", "imported"), _negated=True), ("source", "")),
                            _connector="OR",
                        ),
                        name="only_imports_have_a_source",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("method", "imported")),
                        fields=("source", "source_row"),
                        name="source_row_taken_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("order_hash__isnull", False), ("state__in", ["pending", "accepted"])),
                        fields=("company", "order_hash"),
                        name="one_purchase_per_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitation", to="verification.order"
                    ),
                ),
                (
                    "purchase",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitation",
                        to="verification.purchase",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opened_at__isnull", True), ("purchase__isnull", True)),
                            models.Q(("opened_at__isnull", False), ("purchase__isnull", False)),
                            _connector="OR",
                        ),
                        name="opened_invitation_has_purchase",
                    )
                ],
            },
        ),
    ]
