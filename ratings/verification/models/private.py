"""Classes of private tokens: their keys, and how many were given out."""

from django.db import models

from ratings.companies.models import Company
from ratings.verification.models.purchases import Group


class TokenClass(models.Model):
    """
    The customers of one company whose proofs of one group were turned into tokens in one calendar year (UTC).

    One key for all of them: the key is what binds a token to its class. `public_key` is the DER of its
    SubjectPublicKeyInfo, `key_id` the SHA-256 of that. It may be used once it stands in the public log, at `leaf`.
    """

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="token_classes")
    year = models.SmallIntegerField()
    group = models.CharField(max_length=8, choices=Group)
    public_key = models.BinaryField()
    key_id = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    leaf = models.BigIntegerField(null=True, unique=True)

    class Meta:
        indexes = [models.Index(fields=["year", "leaf"], name="token_classes_of_a_year")]
        constraints = [
            models.UniqueConstraint(fields=["company", "year", "group"], name="one_key_per_token_class"),
            models.CheckConstraint(
                condition=models.Q(group__in=[Group.CUSTOMER, Group.COMPANY]), name="token_class_has_a_group"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.year} {self.group}"


class TokenDay(models.Model):
    """How many tokens a class gave out on one day (UTC); the public log is told of them once the day is over."""

    id = models.BigAutoField(primary_key=True)
    token_class = models.ForeignKey(TokenClass, on_delete=models.PROTECT, related_name="days")
    on = models.DateField()
    issued = models.IntegerField()
    logged = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_class", "on"], name="tokens_of_a_day_counted_once"),
            models.CheckConstraint(
                condition=models.Q(issued__gt=0, logged__gte=0, logged__lte=models.F("issued")),
                name="tokens_of_a_day_are_some",
            ),
        ]
        indexes = [
            models.Index(fields=["on"], condition=models.Q(logged__lt=models.F("issued")), name="token_days_to_log")
        ]

    def __str__(self) -> str:
        return f"{self.token_class_id} {self.on} {self.issued}"
