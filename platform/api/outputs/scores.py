"""Scores: a figure with its interval, by group, dimension and facet."""

from typing import Any

from rest_framework import serializers

from api.outputs.shape import Shape, score_number
from ratings.dashboards.queries import CompanyScores, DimensionScores, Figure


class HistogramShape(Shape):
    """How many reviews gave so many stars."""

    def get_fields(self) -> dict[str, Any]:
        """Return a field for each number of stars."""
        return {str(stars): serializers.IntegerField(min_value=0) for stars in range(1, 6)}

    def to_representation(self, instance: Any) -> dict[str, int]:
        """Return five counts by stars."""
        return {str(stars): count for stars, count in enumerate(instance, 1)}


class FigureShape(Shape):
    """One score with its 90 % interval; the numbers are null where `reason` says why there is none."""

    mean = score_number()
    low = score_number()
    high = score_number()
    n = serializers.IntegerField()
    histogram = HistogramShape()
    prior_share = score_number()
    places = serializers.IntegerField()
    leads_with_interval = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=["fewer-than-5", "no-prior-yet", "groups-disagree"], allow_null=True)

    def to_representation(self, instance: Figure) -> dict[str, Any]:
        """Return a figure; by hand, as it is the commonest of all."""
        numbers = {name: _text(getattr(instance, name)) for name in ("mean", "low", "high")}
        return {
            **numbers,
            "n": instance.n,
            "histogram": {str(stars): count for stars, count in enumerate(instance.histogram, 1)},
            "prior_share": _text(instance.prior_share),
            "places": instance.places,
            "leads_with_interval": instance.leads_with_interval,
            "reason": instance.reason,
        }


def _text(number: object) -> str | None:
    return None if number is None else str(number)


class GroupsShape(Shape):
    """The two groups of proofs, each with a score of its own."""

    customer = FigureShape()
    company = FigureShape()


class MethodFigureShape(Shape):
    """Stars shown by one method, as they were given."""

    n = serializers.IntegerField()
    histogram = HistogramShape()


class DimensionShape(FigureShape):
    """One dimension's score, those of the two groups, and the stars by method."""

    groups_disagree = serializers.BooleanField()
    by_group = GroupsShape()
    by_method = serializers.DictField(child=MethodFigureShape())

    def to_representation(self, instance: DimensionScores) -> dict[str, Any]:  # type: ignore[override]
        """Return the score with its parts."""
        return {
            **super().to_representation(instance.score),
            "groups_disagree": instance.groups_disagree,
            "by_group": GroupsShape(instance.by_group).data,
            "by_method": {name: MethodFigureShape(one).data for name, one in instance.by_method.items()},
        }


class ScoresShape(Shape):
    """All scores of a company: by facet (`service`, `carbon-YEAR`) and dimension."""

    company = serializers.CharField()
    formula = serializers.CharField()
    log_position = serializers.IntegerField()
    facets = serializers.DictField(child=serializers.DictField(child=DimensionShape()))


def facets_of(scores: CompanyScores) -> dict[str, dict[str, Any]]:
    """Return scores by facet and dimension."""
    return {
        facet: {one.dimension: DimensionShape(one).data for one in dimensions}
        for facet, dimensions in scores.facets.items()
    }


class MonthShape(Shape):
    """Stars overall of the reviews first published in one month, and their plain mean."""

    month = serializers.CharField()
    n = serializers.IntegerField()
    histogram = HistogramShape()
    mean = serializers.DecimalField(max_digits=3, decimal_places=2, allow_null=True)


class TrendShape(Shape):
    """Month by month, months without reviews included."""

    company = serializers.CharField()
    log_position = serializers.IntegerField()
    months = MonthShape(many=True)
