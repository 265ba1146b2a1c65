"""Who speaks for a company."""

from django.conf import settings
from django.db import models

from ratings.companies.models import Company
from ratings.kernel.ids import LENGTH, new_public_id


class Claim(models.Model):
    """A company's proven wish to answer here; it may lapse, and another may follow."""

    class State(models.TextChoices):
        GRANTED = "granted"
        LAPSED = "lapsed"

    class Method(models.TextChoices):
        OPERATOR = "operator"

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="claims")
    method = models.CharField(max_length=16, choices=Method)
    state = models.CharField(max_length=8, choices=State, default=State.GRANTED)
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=models.Q(state="granted"),
                name="one_granted_claim_per_company",
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Representative(models.Model):
    """A person who may act for a company, in a role of its team."""

    class Role(models.TextChoices):
        OWNER = "owner"
        MANAGER = "manager"
        RESPONDER = "responder"
        ANALYST = "analyst"

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="representatives")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="representations",
    )
    role = models.CharField(max_length=10, choices=Role)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "user"], name="one_role_per_person_and_company")]

    def __str__(self) -> str:
        return f"{self.role} of {self.company_id}"
