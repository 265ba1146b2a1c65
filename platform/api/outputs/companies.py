"""Companies: in a list, by themselves, side by side, and the sectors that they are in."""

from typing import Any

from rest_framework import serializers

from api.outputs.scores import DimensionShape, FigureShape, GroupsShape
from api.outputs.shape import Shape, score_number
from ratings.companies.models import Company, Proposal


class SectorShape(Shape):
    """A NACE class."""

    code = serializers.CharField(source="sector")
    name = serializers.CharField(source="sector_name")


class ShownShape(Shape):
    """How many reviews the public sees; `imported` are those of them from other platforms, which no score counts."""

    shown = serializers.IntegerField()
    imported = serializers.IntegerField()


class CompanyLineShape(Shape):
    """A company in a list."""

    id = serializers.CharField(source="public_id")
    slug = serializers.CharField()
    name = serializers.CharField()
    country = serializers.CharField()
    sector = SectorShape(source="*")
    state = serializers.ChoiceField(choices=Company.State.choices)
    claimed = serializers.BooleanField(source="is_claimed")
    reviews = ShownShape(source="*")
    score = FigureShape()
    groups_disagree = serializers.BooleanField()
    ranked_by = score_number()


class FacetShape(Shape):
    """A value that the list can be narrowed to."""

    value = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField()
    chosen = serializers.BooleanField(source="is_chosen")


class FacetsShape(Shape):
    """Facets, each counted under all other filters but not its own."""

    sector = FacetShape(many=True)
    country = FacetShape(many=True)


class RegisterShape(Shape):
    """An entry of a public register."""

    code = serializers.CharField(source="register_code")
    number = serializers.CharField(source="register_number")


class IdentifiersShape(Shape):
    """What identifies the legal person behind a company."""

    lei = serializers.CharField(allow_null=True)
    register = RegisterShape(source="*")
    legal_form = serializers.CharField()


class RepliesShape(Shape):
    """What the company has answered."""

    count = serializers.IntegerField(source="replies")


class CoveredShape(Shape):
    """
    Of `shown` orders, how many had been registered before.

    `registered` and `share` (from 0 to 1) are null below 20 orders.
    """

    shown = serializers.IntegerField()
    registered = serializers.IntegerField(allow_null=True)
    share = serializers.DecimalField(max_digits=5, decimal_places=4, allow_null=True, read_only=True)
    reason = serializers.ChoiceField(choices=["fewer-than-20"], allow_null=True)


class CoverageShape(Shape):
    """
    Which share of the orders that customers showed by a proof of their own had been registered before that.

    `low` got 1 or 2 stars overall, `high` 4 or 5, in the twelve months before `as_of`, null before the first night.
    """

    as_of = serializers.DateField(allow_null=True)
    low = CoveredShape()
    high = CoveredShape()


class VerificationShape(Shape):
    """
    The orders that the company registered, in figures.

    `late` ones were registered more than 3 days after they were placed. `invitation_share` percent of all are
    invited, drawn by the platform. `answered` counts public reviews by invitation.
    """

    registered = serializers.IntegerField()
    late = serializers.IntegerField()
    invited = serializers.IntegerField()
    answered = serializers.IntegerField()
    invitation_share = serializers.IntegerField(source="share", min_value=1, max_value=100)
    invitation_share_since = serializers.DateTimeField(source="share_since", allow_null=True)
    coverage = CoverageShape(source="*")


class SecondProofsShape(Shape):
    """
    Proofs from the company's records that were drawn to be backed by one of the customer's own, up to yesterday.

    `failure_share` is the share of those decided that was not backed, null below five.
    """

    drawn = serializers.IntegerField()
    backed = serializers.IntegerField()
    failed = serializers.IntegerField()
    failure_share = serializers.DecimalField(max_digits=4, decimal_places=3, allow_null=True, read_only=True)


class CompanyShape(Shape):
    """A company."""

    id = serializers.CharField(source="public_id")
    slug = serializers.CharField()
    name = serializers.CharField()
    also_named = serializers.ListField(child=serializers.CharField())
    identifiers = IdentifiersShape(source="*")
    domains = serializers.ListField(child=serializers.CharField())
    website = serializers.CharField()
    country = serializers.CharField()
    sector = SectorShape(source="*")
    state = serializers.ChoiceField(choices=Company.State.choices)
    opened_at = serializers.DateTimeField()
    claimed = serializers.SerializerMethodField()
    claimed_at = serializers.DateTimeField(allow_null=True)
    score = FigureShape()
    groups = GroupsShape()
    groups_disagree = serializers.BooleanField()
    reviews = ShownShape(source="*")
    replies = RepliesShape(source="*")
    verification = VerificationShape()
    second_proofs = SecondProofsShape()
    log_position = serializers.IntegerField()

    def get_claimed(self, instance: Any) -> bool:
        """Tell whether somebody speaks for the company here."""
        return instance.claimed_at is not None


class ProposalShape(Shape):
    """A wish that a company be listed."""

    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(choices=Proposal.State.choices)
    name = serializers.CharField()
    website = serializers.CharField()
    domain = serializers.CharField()
    country = serializers.CharField()


class SectorNameShape(Shape):
    """A NACE class by number and name."""

    code = serializers.CharField()
    name = serializers.CharField()


class SectorLineShape(Shape):
    """A sector that has companies."""

    code = serializers.CharField()
    name = serializers.CharField()
    companies = serializers.IntegerField()
    scored = serializers.IntegerField()


class RankedShape(Shape):
    """A company's rank by the lower end of its interval, and the ranks that its interval allows."""

    rank = serializers.IntegerField()
    best_rank = serializers.IntegerField()
    worst_rank = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    country = serializers.CharField()
    n = serializers.IntegerField()
    mean = score_number()
    low = score_number()
    high = score_number()
    groups_disagree = serializers.BooleanField()


class ComparedShape(Shape):
    """One company of a comparison."""

    company = CompanyShape()
    scores = serializers.DictField(child=serializers.DictField(child=DimensionShape()))


class ComparisonShape(Shape):
    """Companies side by side."""

    formula = serializers.CharField()
    results = ComparedShape(many=True)
