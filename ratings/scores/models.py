"""Counts of stars and the scores computed from them. Folded from the journal, never written by commands."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Count(models.Model):
    """
    How many stars of each value a company got on each dimension, by month of first publication and method.

    `method` carries the group behind a colon where the method alone does not say it: `private:customer`,
    `private:company`, `signed_receipt:company`. `month` counts months since the year 0. `n` holds dimension
    after dimension, five integers each, for 1 to 5 stars; all are 0 or more, kept so by the database.
    """

    pk = models.CompositePrimaryKey("company_id", "facet", "month", "method")
    company_id = models.BigIntegerField()
    facet = models.CharField(max_length=16)
    month = models.IntegerField()
    method = models.CharField(max_length=25)
    n = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return f"{self.company_id} {self.facet} {self.month} {self.method}"


class Prior(models.Model):
    """The latest frozen prior of a dimension: the month it holds for, and five shares in units of 10^-9."""

    pk = models.CompositePrimaryKey("formula", "facet", "dimension")
    formula = models.CharField(max_length=10)
    facet = models.CharField(max_length=16)
    dimension = models.CharField(max_length=20)
    month = models.IntegerField()
    p = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return f"{self.formula} {self.facet} {self.dimension} {self.month}"


class Score(models.Model):
    """
    One company's score on one dimension of one facet, for all counted reviews or for one group of proofs.

    `stars` is the plain histogram for 1 to 5 stars; mean, low and high are absent below 5 reviews.
    """

    pk = models.CompositePrimaryKey("company_id", "facet", "dimension", "group", "formula")
    company_id = models.BigIntegerField()
    facet = models.CharField(max_length=16)
    dimension = models.CharField(max_length=20)
    group = models.CharField(max_length=8)
    formula = models.CharField(max_length=10)
    n = models.IntegerField()
    stars = ArrayField(models.IntegerField())
    mean = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    low = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    high = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    prior_share = models.DecimalField(max_digits=5, decimal_places=4)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(n__gte=5, mean__isnull=False, low__isnull=False, high__isnull=False)
                | models.Q(n__lt=5, mean__isnull=True, low__isnull=True, high__isnull=True),
                name="no_score_below_five",
            )
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.dimension} {self.group} {self.mean}"


class Standing(models.Model):
    """
    Where a company stands in lists of one facet: by `low` (surest first) or `mean` (best estimate first).

    Where the two groups of proofs disagree, both are those of the lower group and `groups_disagree` is true.
    """

    pk = models.CompositePrimaryKey("facet", "company_id")
    facet = models.CharField(max_length=16)
    company_id = models.BigIntegerField()
    n = models.IntegerField()
    mean = models.DecimalField(max_digits=5, decimal_places=4)
    low = models.DecimalField(max_digits=5, decimal_places=4)
    high = models.DecimalField(max_digits=5, decimal_places=4)
    groups_disagree = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["facet", "-low", "company_id"], name="standing_surest"),
            models.Index(fields=["facet", "-mean", "company_id"], name="standing_best_estimate"),
            models.Index(fields=["company_id"], name="standing_of_company"),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.low}"


class Touched(models.Model):
    """A company whose counts have moved since its scores were computed."""

    pk = models.CompositePrimaryKey("company_id", "facet")
    company_id = models.BigIntegerField()
    facet = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"{self.company_id} {self.facet}"


class Latest(models.Model):
    """The last leaf that concerns a company: the version of all that is public about it."""

    company_id = models.BigIntegerField(primary_key=True)
    leaf = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.company_id} {self.leaf}"


class Freeze(models.Model):
    """A day whose prior has been frozen, so that it is frozen once."""

    pk = models.CompositePrimaryKey("formula", "facet", "day")
    formula = models.CharField(max_length=10)
    facet = models.CharField(max_length=16)
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.formula} {self.facet} {self.day}"


class Weight(models.Model):
    """The formula's weight of a star by its age in months, in units of 10^-9."""

    pk = models.CompositePrimaryKey("formula", "age")
    formula = models.CharField(max_length=10)
    age = models.IntegerField()
    w = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.formula} {self.age}"
