import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import ratings.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
    ]

    operations = [
        django.contrib.postgres.operations.TrigramExtension(),
        django.contrib.postgres.operations.UnaccentExtension(),
        django.contrib.postgres.operations.CITextExtension(),
        migrations.CreateModel(
            name="Company",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(
                        default=ratings.kernel.ids.new_public_id, editable=False, max_length=26, unique=True
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("website", models.URLField(blank=True, max_length=300)),
                ("country", models.CharField(max_length=2)),
                ("sector", models.CharField(blank=True, max_length=5)),
                ("lei", models.CharField(blank=True, max_length=20, null=True, unique=True)),
                ("register_code", models.CharField(blank=True, max_length=20)),
                ("register_number", models.CharField(blank=True, max_length=40)),
                ("legal_form", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed"), ("merged", "Merged")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="companies.company"
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Upper("name"), name="gin_trgm_ops"
                        ),
                        name="company_name_trigrams",
                    ),
                    models.Index(fields=["sector", "country"], name="company_by_sector"),
                    models.Index(fields=["country"], name="company_by_country"),
                    models.Index(django.db.models.functions.text.Upper("name"), name="company_by_name"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("register_number", ""), _negated=True),
                        fields=("register_code", "register_number"),
                        name="one_company_per_register_entry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into__isnull", False), ("state", "merged")),
                            models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", True)),
                            _connector="OR",
                        ),
                        name="merged_into_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("country__regex", "^[A-Z]{2}$")), name="country_iso_3166"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CompanyName",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(choices=[("former", "Former"), ("alias", "Alias")], max_length=8)),
                ("since", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="other_names", to="companies.company"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(django.db.models.functions.text.Upper("name"), name="company_other_name")],
            },
        ),
        migrations.CreateModel(
            name="Domain",
            fields=[
                ("domain", models.CharField(max_length=253, primary_key=True, serialize=False)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="domains", to="companies.company"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("domain", django.db.models.functions.text.Lower("domain"))),
                        name="domain_lower",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(
                        default=ratings.kernel.ids.new_public_id, editable=False, max_length=26, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("website", models.URLField(max_length=300)),
                ("domain", models.CharField(max_length=253)),
                ("country", models.CharField(max_length=2)),
                ("register_code", models.CharField(blank=True, max_length=20)),
                ("register_number", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("opened", "Opened"), ("refused", "Refused")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("made_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
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
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "made_at"], name="proposal_queue")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("domain",),
                        name="one_waiting_proposal_per_domain",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "opened"), _negated=True), ("company__isnull", False), _connector="OR"
                        ),
                        name="opened_proposal_has_company",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Slug",
            fields=[
                ("slug", models.SlugField(max_length=80, primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="slugs", to="companies.company"
                    ),
                ),
            ],
        ),
    ]
