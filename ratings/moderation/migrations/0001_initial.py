import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import ratings.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("companies", "0001_initial"),
        ("replies", "0001_initial"),
        ("reviews", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(
                        default=ratings.kernel.ids.new_public_id, editable=False, max_length=26, unique=True
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[("screening", "Screening"), ("moderator", "Moderator"), ("author", "Author")],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("decided", "Decided"), ("closed", "Closed")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("revision", models.SmallIntegerField()),
                ("language", models.CharField(max_length=16)),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("claimed_until", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
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
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="companies.company"
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="replies.reply"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="reviews.review"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "open")), fields=["due_at", "id"], name="case_queue")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reply__isnull", True), ("state", "open")),
                        fields=("review",),
                        name="one_open_case_per_review",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reply__isnull", False), ("state", "open")),
                        fields=("reply",),
                        name="one_open_case_per_reply",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(
                        default=ratings.kernel.ids.new_public_id, editable=False, max_length=26, unique=True
                    ),
                ),
                ("revision", models.SmallIntegerField()),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("publish", "Publish"),
                            ("return", "Return"),
                            ("reject", "Reject"),
                            ("remove", "Remove"),
                            ("keep", "Keep"),
                            ("restore", "Restore"),
                            ("revoke_proof", "Revoke Proof"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("personal_data", "Personal Data"),
                            ("abuse", "Abuse"),
                            ("defamation", "Defamation"),
                            ("illegal", "Illegal"),
                            ("confidential", "Confidential"),
                            ("advertising", "Advertising"),
                            ("not_genuine", "Not Genuine"),
                            ("not_an_experience", "Not An Experience"),
                            ("rates_a_person", "Rates A Person"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rule", models.CharField(blank=True, max_length=40)),
                ("policy_version", models.CharField(max_length=20)),
                ("decided_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="moderation.case"
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="companies.company"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="replies.reply",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="moderation.decision",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="reviews.review"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["review", "id"], name="decisions_on_review")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("action__in", ["publish", "keep", "restore"]),
                            models.Q(("ground", "none"), _negated=True),
                            _connector="OR",
                        ),
                        name="restriction_names_its_ground",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementOfReasons",
            fields=[
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="statement",
                        serialize=False,
                        to="moderation.decision",
                    ),
                ),
                ("decision_visibility", models.CharField(max_length=60)),
                ("decision_facts", models.TextField(max_length=5000)),
                ("decision_ground", models.CharField(max_length=60)),
                ("ground_title", models.CharField(max_length=500)),
                ("ground_explanation", models.TextField(max_length=2000)),
                ("category", models.CharField(max_length=80)),
                (
                    "category_specification",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80)),
                ),
                ("content_language", models.CharField(blank=True, max_length=2)),
                ("content_date", models.DateField()),
                ("application_date", models.DateField()),
                ("source_type", models.CharField(max_length=40)),
                ("automated_detection", models.BooleanField()),
                ("automated_decision", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decision_facts", ""), _negated=True), name="statement_has_facts"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ground_explanation", ""), _negated=True), name="statement_explains"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(
                        default=ratings.kernel.ids.new_public_id, editable=False, max_length=26, unique=True
                    ),
                ),
                ("reasons", models.TextField(max_length=5000)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("upheld", "Upheld"), ("reversed", "Reversed")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("lodged_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("words", models.TextField(blank=True, max_length=5000)),
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
                    "lodged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeal", to="moderation.decision"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "open")), fields=["due_at"], name="appeal_queue")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(("decided_by__isnull", False), models.Q(("words", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="appeal_is_decided_by_a_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Fingerprint",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("bands", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField())),
                ("digest", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="companies.company"
                    ),
                ),
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fingerprint", to="reviews.review"
                    ),
                ),
            ],
            options={
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["bands"], name="fingerprint_bands")],
            },
        ),
        migrations.CreateModel(
            name="Signal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=30)),
                ("strength", models.DecimalField(decimal_places=3, max_digits=4)),
                ("start", models.IntegerField(null=True)),
                ("end", models.IntegerField(null=True)),
                ("explanation", models.CharField(max_length=300)),
                ("detector", models.CharField(max_length=30)),
                ("version", models.CharField(max_length=12)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signals", to="moderation.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("reasons", models.TextField(max_length=5000)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspensions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="suspension_ends"
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statementofreasons",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="85443f6db531b82855e90ac452b7266b0e826dda",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d28ec",
                    table="moderation_statementofreasons",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statementofreasons",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="c1de6238a617224960e4865634dd2523aa46df2f",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_2153f",
                    table="moderation_statementofreasons",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c015af3951b301435243553375ce08189e1ee188",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1e4fd",
                    table="moderation_decision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="188a9a4644682a65be5d5d2c88500c4793ac245d",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_11d43",
                    table="moderation_decision",
                    when="BEFORE",
                ),
            ),
        ),
    ]
