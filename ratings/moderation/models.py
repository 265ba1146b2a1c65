"""Cases, decisions and their statements of reasons, and appeals against them."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from ratings.companies.models import Company
from ratings.kernel.ids import LENGTH, new_public_id
from ratings.replies.models import Reply
from ratings.reviews.models import Review
from ratings.verification.models import TokenClass

APPEND_ONLY = [
    pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
    pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
    ),
]


class Case(models.Model):
    """One question put to a moderator about one review or one reply."""

    class Cause(models.TextChoices):
        SCREENING = "screening"
        MODERATOR = "moderator"
        AUTHOR = "author"
        PROOF = "proof"

    class State(models.TextChoices):
        OPEN = "open"
        DECIDED = "decided"
        CLOSED = "closed"

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    cause = models.CharField(max_length=10, choices=Cause)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="cases")
    revision = models.SmallIntegerField()
    reply = models.ForeignKey(Reply, null=True, on_delete=models.PROTECT, related_name="cases")
    language = models.CharField(max_length=16)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    claimed_until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review"],
                condition=models.Q(state="open", reply__isnull=True),
                name="one_open_case_per_review",
            ),
            models.UniqueConstraint(
                fields=["reply"],
                condition=models.Q(state="open", reply__isnull=False),
                name="one_open_case_per_reply",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(state="open"),
                name="case_queue",
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Signal(models.Model):
    """What one detector saw in a case's text: a reason to look, never a verdict."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="signals")
    kind = models.CharField(max_length=30)
    strength = models.DecimalField(max_digits=4, decimal_places=3)
    start = models.IntegerField(null=True)
    end = models.IntegerField(null=True)
    explanation = models.CharField(max_length=300)
    detector = models.CharField(max_length=30)
    version = models.CharField(max_length=12)

    def __str__(self) -> str:
        return f"{self.kind} {self.strength}"


class Decision(models.Model):
    """What was decided, by whom in which role, on which ground. Append-only."""

    class Action(models.TextChoices):
        PUBLISH = "publish"
        RETURN = "return"
        REJECT = "reject"
        REMOVE = "remove"
        KEEP = "keep"
        RESTORE = "restore"
        REVOKE_PROOF = "revoke_proof"
        REVOKE_HOLD = "revoke_hold"

    class Ground(models.TextChoices):
        NONE = "none"
        PERSONAL_DATA = "personal_data"
        ABUSE = "abuse"
        DEFAMATION = "defamation"
        ILLEGAL = "illegal"
        CONFIDENTIAL = "confidential"
        ADVERTISING = "advertising"
        NOT_GENUINE = "not_genuine"
        NOT_AN_EXPERIENCE = "not_an_experience"
        RATES_A_PERSON = "rates_a_person"

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="decisions")
    reply = models.ForeignKey(Reply, null=True, on_delete=models.PROTECT, related_name="decisions")
    revision = models.SmallIntegerField()
    action = models.CharField(max_length=12, choices=Action)
    ground = models.CharField(max_length=20, choices=Ground)
    rule = models.CharField(max_length=40, blank=True)
    policy_version = models.CharField(max_length=20)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=models.Q(action__in=["publish", "keep", "restore"]) | ~models.Q(ground="none"),
                name="restriction_names_its_ground",
            )
        ]
        indexes = [models.Index(fields=["review", "id"], name="decisions_on_review")]

    def __str__(self) -> str:
        return self.public_id


class StatementOfReasons(models.Model):
    """
    Why something was restricted (Regulation (EU) 2022/2065, Article 17). Append-only.

    Field names are those of the DSA Transparency Database, so that it can be sent as it is.
    """

    decision = models.OneToOneField(Decision, primary_key=True, on_delete=models.PROTECT, related_name="statement")
    decision_visibility = models.CharField(max_length=60)
    decision_facts = models.TextField(max_length=5000)
    decision_ground = models.CharField(max_length=60)
    ground_title = models.CharField(max_length=500)
    ground_explanation = models.TextField(max_length=2000)
    category = models.CharField(max_length=80)
    category_specification = ArrayField(models.CharField(max_length=80))
    content_language = models.CharField(max_length=2, blank=True)
    content_date = models.DateField()
    application_date = models.DateField()
    source_type = models.CharField(max_length=40)
    automated_detection = models.BooleanField()
    automated_decision = models.CharField(max_length=40)

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(condition=~models.Q(decision_facts=""), name="statement_has_facts"),
            models.CheckConstraint(condition=~models.Q(ground_explanation=""), name="statement_explains"),
        ]

    def __str__(self) -> str:
        return f"reasons of {self.decision_id}"


class ClassRevocation(models.Model):
    """
    A wish to revoke a class of private proofs, by one moderator; carried out when a second one agrees.

    `reviews` is how many reviews it took away.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        CARRIED_OUT = "carried_out"
        DROPPED = "dropped"

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    token_class = models.ForeignKey(TokenClass, on_delete=models.PROTECT, related_name="revocations")
    words = models.TextField(max_length=5000)
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reviews = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token_class"],
                condition=models.Q(state__in=["proposed", "carried_out"]),
                name="class_revoked_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="carried_out")
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("proposed_by"))),
                name="class_revoked_by_two",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Appeal(models.Model):
    """An objection to a decision, decided by another person."""

    class State(models.TextChoices):
        OPEN = "open"
        UPHELD = "upheld"
        REVERSED = "reversed"

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    lodged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField(max_length=5000)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    lodged_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    words = models.TextField(max_length=5000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open") | (models.Q(decided_by__isnull=False) & ~models.Q(words="")),
                name="appeal_is_decided_by_a_person",
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(state="open"), name="appeal_queue")]

    def __str__(self) -> str:
        return self.public_id


class Suspension(models.Model):
    """A person shut out for a time, after a warning."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="suspensions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reasons = models.TextField(max_length=5000)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="suspension_ends",
            )
        ]

    def __str__(self) -> str:
        return f"until {self.ends_at:%Y-%m-%d}"


class Fingerprint(models.Model):
    """A text's MinHash, to find near-duplicates; deleted with its words."""

    id = models.BigAutoField(primary_key=True)
    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="fingerprint")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    bands = ArrayField(models.IntegerField())
    digest = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [GinIndex(fields=["bands"], name="fingerprint_bands")]

    def __str__(self) -> str:
        return f"fingerprint of {self.review_id}"
