"""Purchases: evidence of a dealing."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import outputs
from api.inputs import PurchaseBody
from api.resource import Resource, read_input
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import invalid_field
from ratings.verification.commands import accept_invitation
from ratings.verification.models import Method

OPEN_METHODS = (Method.INVITATION,)


class Purchases(Resource):
    """Showing purchases."""

    @extend_schema(operation_id="purchases_create", request=PurchaseBody, responses={201: outputs.PurchaseShape})
    def post(self, request: Request) -> Response:
        """Show a purchase: `{"method": "invitation", "token": …}`."""
        user = self.caller(request, scope="reviews:write")
        return self.created(request, lambda: self._show(request, user.pk), user=user)

    def _show(self, request: Request, user_id: int) -> Response:
        given = read_input(PurchaseBody, request)
        if given["method"] not in OPEN_METHODS:
            words = _("Purchases can be shown by these methods now: %(names)s.")
            raise invalid_field("method", words % {"names": ", ".join(OPEN_METHODS)})
        if "token" not in given:
            raise invalid_field("token", _("Send the token of the invitation."))
        purchase = accept_invitation(token=given["token"], actor=Actor.customer(user_id), now=timezone.now())
        return Response(outputs.PurchaseShape(purchase).data, status=201)
