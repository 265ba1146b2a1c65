"""Companies: what customers deal with under one name, tied to the legal entity behind it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper

from ratings.kernel.ids import LENGTH, new_public_id


class CompanySet(models.QuerySet["Company"]):
    """Companies, in words of the trade."""

    def listed(self) -> "CompanySet":
        """Return those with a page of their own: not merged into another."""
        return self.exclude(state=Company.State.MERGED)


class Company(models.Model):
    """A company or institution that can be rated. Never a natural person."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"
        MERGED = "merged"

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    website = models.URLField(max_length=300, blank=True)
    country = models.CharField(max_length=2)
    sector = models.CharField(max_length=5, blank=True)
    lei = models.CharField(max_length=20, null=True, blank=True, unique=True)
    register_code = models.CharField(max_length=20, blank=True)
    register_number = models.CharField(max_length=40, blank=True)
    legal_form = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    opened_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Company"]] = CompanySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register_code", "register_number"],
                condition=~models.Q(register_number=""),
                name="one_company_per_register_entry",
            ),
            models.CheckConstraint(
                condition=models.Q(state="merged", merged_into__isnull=False)
                | (~models.Q(state="merged") & models.Q(merged_into__isnull=True)),
                name="merged_into_another",
            ),
            models.CheckConstraint(condition=models.Q(country__regex="^[A-Z]{2}$"), name="country_iso_3166"),
        ]
        indexes = [
            GinIndex(
                OpClass(Upper("name"), name="gin_trgm_ops"),
                name="company_name_trigrams",
            ),
            models.Index(fields=["sector", "country"], name="company_by_sector"),
            models.Index(fields=["country"], name="company_by_country"),
            models.Index(Upper("name"), name="company_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Slug(models.Model):
    """Every slug a company has had; old ones redirect."""

    slug = models.SlugField(max_length=80, primary_key=True)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="slugs")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug


class CompanyName(models.Model):
    """A name besides the current one: former, or also used."""

    class Kind(models.TextChoices):
        FORMER = "former"
        ALIAS = "alias"

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=Kind)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(Upper("name"), name="company_other_name")]

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """A registrable web domain that belongs to one company."""

    domain = models.CharField(max_length=253, primary_key=True)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="domains")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(domain=models.functions.Lower("domain")),
                name="domain_lower",
            )
        ]

    def __str__(self) -> str:
        return self.domain


class Proposal(models.Model):
    """Somebody's wish that a company be listed, by its web address."""

    class State(models.TextChoices):
        WAITING = "waiting"
        OPENED = "opened"
        REFUSED = "refused"

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    name = models.CharField(max_length=200)
    website = models.URLField(max_length=300)
    domain = models.CharField(max_length=253)
    country = models.CharField(max_length=2)
    register_code = models.CharField(max_length=20, blank=True)
    register_number = models.CharField(max_length=40, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=40, blank=True)
    company = models.ForeignKey(Company, null=True, on_delete=models.PROTECT, related_name="proposals")
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["domain"],
                condition=models.Q(state="waiting"),
                name="one_waiting_proposal_per_domain",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="opened") | models.Q(company__isnull=False),
                name="opened_proposal_has_company",
            ),
        ]
        indexes = [models.Index(fields=["state", "made_at"], name="proposal_queue")]

    def __str__(self) -> str:
        return self.name
