"""Orders that a business registers when they are placed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import outputs
from api.inputs import OrderLineBody, OrdersBody
from api.resource import Resource
from ratings.claims.queries import actor_for, representations_of
from ratings.companies.models import Company
from ratings.kernel.refusals import Forbidden, invalid_field
from ratings.verification.commands import OrderLine, Registered, register_orders

BODY = PolymorphicProxySerializer(
    component_name="OrdersOrOne", serializers=[OrdersBody, OrderLineBody], resource_type_field_name=None
)


class Orders(Resource):
    """Registering orders."""

    @extend_schema(
        operation_id="orders_create",
        parameters=[OpenApiParameter("company", str, description="Slug; needed where you speak for several.")],
        request=BODY,
        responses={201: outputs.OrdersShape},
    )
    def post(self, request: Request) -> Response:
        """Register 1 to 1,000 orders, all or none: one order, an array of them, or `{company, orders}`."""
        user = self.caller(request, scope="orders:write")
        return self.created(request, lambda: self._register(request, user.pk), user=user)

    def _register(self, request: Request, user_id: int) -> Response:
        given, named = _lines(request)
        company = _company(user_id, slug=named or request.query_params.get("company", ""))
        actor = actor_for(user_id=user_id, company_id=company.pk)
        if actor is None:
            raise Forbidden("not-your-company", _("Only this company's own people register its orders."))
        lines = [OrderLine(**line) for line in given]
        registered = register_orders(company_id=company.pk, lines=lines, actor=actor, now=timezone.now())
        return Response(outputs.OrdersShape(_told(company.slug, given, registered)).data, status=201)


def _lines(request: Request) -> tuple[Sequence[Mapping[str, Any]], str]:
    body = request.data
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


def _told(slug: str, given: Sequence[Mapping[str, Any]], registered: Sequence[Registered]) -> dict[str, Any]:
    """Return what became of each order; the tokens go to the customers only."""
    orders = [
        {
            "order": line["order"],
            "state": "registered" if one.is_new else "known",
            "late": one.is_late,
            "invited": one.is_new and bool(line.get("email")),
        }
        for line, one in zip(given, registered, strict=True)
    ]
    return {
        "company": slug,
        "registered": sum(one.is_new for one in registered),
        "known": sum(not one.is_new for one in registered),
        "invited": sum(bool(order["invited"]) for order in orders),
        "orders": orders,
    }
