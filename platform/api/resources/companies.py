"""Companies: the list, one of them, its scores, its trend, and the wish that one be listed."""

from typing import Any

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api import outputs
from api.inputs import CompanyBody
from api.limits import address_of, spend
from api.resource import (
    Resource,
    found,
    is_plain,
    limit_of,
    listed,
    plain_answer,
    read_input,
    whole_number,
)
from ratings.companies.commands import Particulars, propose_company
from ratings.dashboards import queries
from ratings.dashboards.cache import company_answer
from ratings.dashboards.queries.lists import ORDERS
from ratings.dashboards.queries.scores import MOST_MONTHS
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import invalid_field

CURSOR = OpenApiParameter("cursor", str, description="Where to go on, as `next` and `previous` say.")
LIMIT = OpenApiParameter("limit", int, description="Results on a page, 1 to 100; 20 unless told.")
CompanyPage = outputs.list_of(outputs.CompanyLineShape, count=serializers.IntegerField(), facets=outputs.FacetsShape())


class Companies(Resource):
    """All companies."""

    @extend_schema(
        operation_id="companies_list",
        parameters=[
            OpenApiParameter("q", str, description="Words of the name, typing errors forgiven, or a web address."),
            OpenApiParameter("domain", str, description="Exactly the company of this web address."),
            OpenApiParameter("sector", str, description="A NACE division, group or class, such as 47 or 47.91."),
            OpenApiParameter("country", str, description="ISO 3166-1 alpha-2."),
            OpenApiParameter("min_reviews", int, description="At least so many counted reviews."),
            OpenApiParameter("order", str, enum=list(ORDERS), description="By the lower end, or by the mean."),
            CURSOR,
            LIMIT,
        ],
        responses={200: CompanyPage},
    )
    def get(self, request: Request) -> Response:
        """List companies, those without a score after all others."""
        asked = request.query_params
        search = queries.Search(
            q=asked.get("q", ""),
            domain=asked.get("domain", ""),
            sector=asked.get("sector", ""),
            country=asked.get("country", ""),
            min_reviews=whole_number(request, "min_reviews", otherwise=0, lowest=0, highest=2**31 - 1),
            order=asked.get("order") or "surest",
        )
        answer = queries.company_list(search, cursor=asked.get("cursor"), limit=limit_of(request))
        facets = outputs.FacetsShape({"sector": answer.sectors, "country": answer.countries}).data
        return Response(listed(request, answer.page, outputs.CompanyLineShape, count=answer.count, facets=facets))

    @extend_schema(operation_id="companies_propose", request=CompanyBody, responses={202: outputs.ProposalShape})
    def post(self, request: Request) -> Response:
        """Ask that a company be listed."""
        user = self.caller(request, scope="reviews:write")
        return self.created(request, lambda: self._propose(request, user.pk), user=user)

    def _propose(self, request: Request, user_id: int) -> Response:
        given = read_input(CompanyBody, request)
        register = given.get("register", {})
        particulars = Particulars(
            name=given["name"],
            website=given["website"],
            country=given["country"],
            register_code=register.get("code", ""),
            register_number=register.get("number", ""),
        )
        proposal = propose_company(particulars=particulars, actor=Actor.customer(user_id), now=timezone.now())
        return Response(outputs.ProposalShape(proposal).data, status=202)


def moved(request: Request, asked: str, slug: str) -> HttpResponseBase | None:
    """Return where a company went whose slug changed, or that was merged; None where it is still there."""
    if asked == slug:
        return None
    path = request.path.replace(f"/companies/{asked}", f"/companies/{slug}", 1)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)


class Company(Resource):
    """One company; from the cache and past the framework for anybody without a name, as that costs the most."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer from the cache where nothing but the answer is asked for."""
        slug = kwargs["slug"]
        if is_plain(request):
            body = company_answer(slug, shape=f"company-{get_language()}", make=lambda: _finished(slug))
            if body is not None and not (budget := spend(address_of(request), policy="reads")).is_spent:
                return plain_answer(request, body, budget)
        return super().dispatch(request, *args, **kwargs)

    @extend_schema(operation_id="companies_read", responses={200: outputs.CompanyShape})
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Return a company with its score in one view."""
        summary = found(queries.company_summary(slug))
        return moved(request, slug, summary.slug) or Response(outputs.CompanyShape(summary).data)


def _finished(slug: str) -> bytes | None:
    """Return the body of a company that is where it was asked for, None for any other."""
    summary = queries.company_summary(slug)
    if summary is None or summary.slug != slug:
        return None
    body: bytes = JSONRenderer().render(outputs.CompanyShape(summary).data)
    return body


class Scores(Resource):
    """All scores of one company."""

    @extend_schema(
        operation_id="companies_scores",
        parameters=[OpenApiParameter("at", int, description="A past log position.")],
        responses={200: outputs.ScoresShape},
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Return every score by facet and dimension, with its groups and methods."""
        summary = found(queries.company_summary(slug))
        if gone := moved(request, slug, summary.slug):
            return gone
        at = whole_number(request, "at", otherwise=-1, lowest=0, highest=2**33)
        position = self._past(at) if at >= 0 else queries.position_of_scores(summary.log_position)
        scores = (
            queries.company_scores_at(summary.id, leaf=at)
            if at >= 0
            else queries.company_scores(summary.id, has_prior=summary.has_prior)
        )
        return Response(
            {
                "company": summary.slug,
                "formula": scores.formula,
                "log_position": position,
                "facets": outputs.facets_of(scores),
            }
        )

    def _past(self, at: int) -> int:
        latest = queries.last_position()
        if at > latest:
            words = _("The log has not come so far; its last position is %(latest)d.")
            raise invalid_field("at", words % {"latest": latest})
        return at


class Trend(Resource):
    """One company's stars, month by month."""

    @extend_schema(
        operation_id="companies_trend",
        parameters=[OpenApiParameter("months", int, description=f"1 to {MOST_MONTHS}; 24 unless told.")],
        responses={200: outputs.TrendShape},
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Return histogram and plain mean of each month up to the present one."""
        summary = found(queries.company_summary(slug))
        if gone := moved(request, slug, summary.slug):
            return gone
        months = whole_number(request, "months", otherwise=24, lowest=1, highest=MOST_MONTHS)
        trend = queries.trend(summary.id, months=months, now=timezone.now())
        body = {"company": summary.slug, "log_position": summary.log_position, "months": trend}
        return Response(outputs.TrendShape(body).data)
