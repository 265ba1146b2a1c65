"""Orders that a business registers when they are placed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import outputs
from api.inputs import OrderLineBody, OrdersBody
from api.parsing import OrderFileParser, StrictJSONParser
from api.resource import Resource
from ratings.claims.queries import actor_for, representations_of
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, invalid_field
from ratings.verification.commands import OrderLine, Registered, register_order_file, register_orders
from ratings.verification.queries import invitation_policy
from ratings.verification.rules import ALL_INVITED

BODY = PolymorphicProxySerializer(
    component_name="OrdersOrOne", serializers=[OrdersBody, OrderLineBody], resource_type_field_name=None
)


class Orders(Resource):
    """Registering orders."""

    parser_classes = [StrictJSONParser, OrderFileParser]

    @extend_schema(
        operation_id="orders_create",
        parameters=[OpenApiParameter("company", str, description="Slug; needed where you speak for several.")],
        request={"application/json": BODY, "text/csv": OpenApiTypes.STR},
        responses={201: outputs.OrdersShape},
    )
    def post(self, request: Request) -> Response:
        """Register 1 to 1,000 orders, all or none: one order, an array of them, `{company, orders}`, or CSV."""
        user = self.caller(request, scope="orders:write")
        return self.created(request, lambda: self._register(request, user.pk), user=user)

    def _register(self, request: Request, user_id: int) -> Response:
        body = request.data
        named = request.query_params.get("company", "")
        told = _of_file(body, user_id, named) if isinstance(body, bytes) else _of_list(body, user_id, named)
        return Response(outputs.OrdersShape(told).data, status=201)


def _of_file(data: bytes, user_id: int, named: str) -> dict[str, Any]:
    company, actor = _who(user_id, slug=named)
    registered = register_order_file(company_id=company.pk, data=data, actor=actor, now=timezone.now())
    return _told(company, [(row.order, one) for row, one in registered])


def _of_list(body: Any, user_id: int, named: str) -> dict[str, Any]:
    given, slug = _lines(body)
    company, actor = _who(user_id, slug=slug or named)
    lines = [OrderLine(**line) for line in given]
    registered = register_orders(company_id=company.pk, lines=lines, actor=actor, now=timezone.now())
    return _told(company, [(line["order"], one) for line, one in zip(given, registered, strict=True)])


def _lines(body: Any) -> tuple[Sequence[Mapping[str, Any]], str]:
    if isinstance(body, Mapping) and "orders" in body:
        several = OrdersBody(data=body)
        several.is_valid(raise_exception=True)
        return several.validated_data["orders"], several.validated_data.get("company", "")
    if isinstance(body, list):
        listed = OrderLineBody(data=body, many=True, max_length=1000, allow_empty=False)  # type: ignore[call-arg]
        listed.is_valid(raise_exception=True)
        return listed.validated_data, ""
    one = OrderLineBody(data=body)
    one.is_valid(raise_exception=True)
    return [one.validated_data], ""


def _who(user_id: int, *, slug: str) -> tuple[Company, Actor]:
    company = _company(user_id, slug=slug)
    actor = actor_for(user_id=user_id, company_id=company.pk)
    if actor is None:
        raise Forbidden("not-your-company", _("Only this company's own people register its orders."))
    return company, actor


def _company(user_id: int, *, slug: str) -> Company:
    spoken_for = [one.company for one in representations_of(user_id)[:100]]
    if slug:
        company = next((one for one in spoken_for if one.slug == slug), None)
        if company is None:
            raise Forbidden("not-your-company", _("Only this company's own people register its orders."))
        return company
    if not spoken_for:
        raise Forbidden("not-your-company", _("Only a company's own people register its orders."))
    if len(spoken_for) > 1:
        raise invalid_field("company", _("You speak for several companies; name one."))
    return spoken_for[0]


def _told(company: Company, registered: Sequence[tuple[str, Registered]]) -> dict[str, Any]:
    """Return what became of each order; the tokens go to the customers only, and whom we draw we keep to ourselves."""
    share, _since = invitation_policy(company.pk)
    is_sample = share < ALL_INVITED
    orders = [
        {
            "order": order,
            "state": "registered" if one.is_new else "known",
            "late": one.is_late,
            "invited": None if one.took_address and is_sample else one.took_address,
        }
        for order, one in registered
    ]
    return {
        "company": company.slug,
        "registered": sum(one.is_new for _order, one in registered),
        "known": sum(not one.is_new for _order, one in registered),
        "invited": None if is_sample else sum(one.took_address for _order, one in registered),
        "invitation_share": share,
        "orders": orders,
    }
