"""Sectors, rankings and comparisons."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import outputs
from api.resource import Resource, found, limit_of, listed
from api.resources.companies import CURSOR, LIMIT
from ratings.dashboards import queries
from ratings.reviews.models import SERVICE_DIMENSIONS
from ratings.scores.rules import FORMULA

RankingPage = outputs.list_of(
    outputs.RankedShape,
    sector=outputs.SectorNameShape(),
    dimension=serializers.CharField(),
    count=serializers.IntegerField(),
)


class SectorsShape(outputs.Shape):
    """All sectors that have companies."""

    results = outputs.SectorLineShape(many=True)


class Sectors(Resource):
    """Sectors that have companies."""

    @extend_schema(operation_id="sectors_list", responses={200: SectorsShape})
    def get(self, request: Request) -> Response:
        """List sectors by NACE division."""
        return Response({"results": outputs.SectorLineShape(queries.sectors(), many=True).data})


class Ranking(Resource):
    """The companies of one sector in order."""

    @extend_schema(
        operation_id="sectors_ranking",
        parameters=[OpenApiParameter("dimension", str, enum=list(SERVICE_DIMENSIONS)), CURSOR, LIMIT],
        responses={200: RankingPage},
    )
    def get(self, request: Request, code: str) -> Response:
        """Rank companies that have a score by the lower end of its interval."""
        asked = request.query_params
        ranking = found(
            queries.ranking(
                code,
                dimension=asked.get("dimension") or "overall",
                cursor=asked.get("cursor"),
                limit=limit_of(request),
            )
        )
        about = {"code": ranking.code, "name": ranking.name}
        return Response(
            listed(
                request,
                ranking.page,
                outputs.RankedShape,
                sector=about,
                dimension=ranking.dimension,
                count=ranking.count,
            )
        )


class Comparison(Resource):
    """Companies side by side."""

    @extend_schema(
        operation_id="compare",
        parameters=[OpenApiParameter("company", str, many=True, required=True, description="One to four slugs.")],
        responses={200: outputs.ComparisonShape},
    )
    def get(self, request: Request) -> Response:
        """Return up to four companies with all their scores, in the order asked for."""
        compared = queries.comparison(request.query_params.getlist("company"))
        results = [
            {"company": outputs.CompanyShape(one.summary).data, "scores": outputs.facets_of(one.scores)}
            for one in compared
        ]
        return Response({"formula": FORMULA, "results": results})
