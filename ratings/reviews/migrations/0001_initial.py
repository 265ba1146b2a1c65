import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ratings.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("companies", "0001_initial"),
        ("verification", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.CharField(
                        default=ratings.kernel.ids.new_public_id, editable=False, max_length=26, unique=True
                    ),
                ),
                ("pseudonym", models.CharField(blank=True, max_length=16)),
                ("method", models.CharField(max_length=16)),
                ("source", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "Submitted"),
                            ("screening", "Screening"),
                            ("held", "Held"),
                            ("returned", "Returned"),
                            ("published", "Published"),
                            ("rejected", "Rejected"),
                            ("removed", "Removed"),
                            ("withdrawn", "Withdrawn"),
                            ("lapsed", "Lapsed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_counted", models.BooleanField(default=False)),
                (
                    "connection",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("employee", "Employee"),
                            ("family", "Family"),
                            ("competitor", "Competitor"),
                            ("incentive", "Incentive"),
                        ],
                        default="none",
                        max_length=10,
                    ),
                ),
                ("wants_answer", models.BooleanField(default=False)),
                ("experienced_on", models.DateField()),
                ("submitted_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("returned_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("latest_revision", models.SmallIntegerField(default=1)),
                ("live_revision", models.SmallIntegerField(null=True)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="companies.company"
                    ),
                ),
                (
                    "purchase",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="review", to="verification.purchase"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "published")),
                        fields=["company", "-published_at", "-id"],
                        name="published_of_company",
                    ),
                    models.Index(
                        condition=models.Q(("state", "published")),
                        fields=["-published_at", "-id"],
                        name="published_latest",
                    ),
                    models.Index(fields=["author", "company", "id"], name="reviews_of_author"),
                    models.Index(
                        condition=models.Q(("method", "imported"), ("state", "screening")),
                        fields=["id"],
                        name="imports_awaiting_screening",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["submitted", "returned"])),
                        fields=["state", "submitted_at"],
                        name="reviews_that_may_lapse",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_counted", False),
                            models.Q(
                                ("connection", "none"),
                                ("state", "published"),
                                models.Q(("method", "imported"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="counted_is_published_and_unconnected",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            models.Q(("live_revision__isnull", False), ("published_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="published_has_a_live_revision",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.SmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("screening", "Screening"),
                            ("held", "Held"),
                            ("live", "Live"),
                            ("refused", "Refused"),
                            ("superseded", "Superseded"),
                        ],
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(max_length=16)),
                ("commitment", models.CharField(max_length=64)),
                ("written_at", models.DateTimeField()),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="reviews.review"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("review", "number"), name="revision_numbered_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "live")), fields=("review",), name="one_live_revision"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="reviews.revision",
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("salt", models.BinaryField(max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name="Stars",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("facet", models.CharField(default="service", max_length=16)),
                ("overall", models.SmallIntegerField(null=True)),
                ("quality", models.SmallIntegerField(null=True)),
                ("delivery", models.SmallIntegerField(null=True)),
                ("support", models.SmallIntegerField(null=True)),
                ("value", models.SmallIntegerField(null=True)),
                ("complaint_handling", models.SmallIntegerField(null=True)),
                ("clarity", models.SmallIntegerField(null=True)),
                ("consistency", models.SmallIntegerField(null=True)),
                ("credibility", models.SmallIntegerField(null=True)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stars", to="reviews.revision"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "facet"), name="stars_once_per_facet"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("clarity__isnull", True),
                                ("consistency__isnull", True),
                                ("credibility__isnull", True),
                                ("facet", "service"),
                                ("overall__isnull", False),
                            ),
                            models.Q(
                                ("complaint_handling__isnull", True),
                                ("delivery__isnull", True),
                                ("facet__regex", "^carbon-[0-9]{4}$"),
                                ("overall__isnull", True),
                                ("quality__isnull", True),
                                ("support__isnull", True),
                                ("value__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="stars_fit_their_facet",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("overall__isnull", True), ("overall__range", (1, 5)), _connector="OR"),
                        name="overall_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quality__isnull", True), ("quality__range", (1, 5)), _connector="OR"),
                        name="quality_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("delivery__isnull", True), ("delivery__range", (1, 5)), _connector="OR"),
                        name="delivery_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("support__isnull", True), ("support__range", (1, 5)), _connector="OR"),
                        name="support_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__isnull", True), ("value__range", (1, 5)), _connector="OR"),
                        name="value_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("complaint_handling__isnull", True), ("complaint_handling__range", (1, 5)), _connector="OR"
                        ),
                        name="complaint_handling_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("clarity__isnull", True), ("clarity__range", (1, 5)), _connector="OR"),
                        name="clarity_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consistency__isnull", True), ("consistency__range", (1, 5)), _connector="OR"
                        ),
                        name="consistency_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credibility__isnull", True), ("credibility__range", (1, 5)), _connector="OR"
                        ),
                        name="credibility_one_to_five",
                    ),
                ],
            },
        ),
    ]
