"""Purchases: evidence of a dealing."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import outputs
from api.inputs import PurchaseBody
from api.parsing import StrictJSONParser, UploadParser
from api.proofs import SHOW
from api.resource import Resource, found, read_input
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import invalid_field
from ratings.moderation.commands import delete_own_files
from ratings.verification.models import Purchase as PurchaseRow


class Purchases(Resource):
    """Showing purchases."""

    parser_classes = [StrictJSONParser, UploadParser]

    @extend_schema(operation_id="purchases_create", request=PurchaseBody, responses={201: outputs.PurchaseShape})
    def post(self, request: Request) -> Response:
        """Show a purchase; the method says which other fields there are. Files are sent as multipart/form-data."""
        user = self.caller(request, scope="reviews:write")
        return self.created(request, lambda: self._show(request, user.pk), user=user)

    def _show(self, request: Request, user_id: int) -> Response:
        given = read_input(PurchaseBody, request)
        if given["method"] not in SHOW:
            words = _("Purchases can be shown by these methods: %(names)s.")
            raise invalid_field("method", words % {"names": ", ".join(SHOW)})
        purchase = SHOW[given["method"]](given, Actor.customer(user_id))
        return Response(outputs.PurchaseShape(purchase).data, status=201)


class Purchase(Resource):
    """One purchase of one's own."""

    @extend_schema(operation_id="purchases_retrieve", responses={200: outputs.PurchaseShape})
    def get(self, request: Request, purchase: str) -> Response:
        """Tell what has become of a purchase that one has shown: pending, accepted, refused or revoked."""
        user = self.caller(request, scope="reviews:write")
        mine = PurchaseRow.objects.select_related("company", "review").filter(public_id=purchase, customer=user).first()
        return Response(outputs.PurchaseShape(found(mine)).data)


class PurchaseFiles(Resource):
    """What is kept of the proof of one's own purchase."""

    @extend_schema(operation_id="purchases_files_destroy", request=None, responses={204: None})
    def delete(self, request: Request, purchase: str) -> Response:
        """Delete the files of a decided proof before their time. The verdict stays; a second call changes nothing."""
        user = self.caller(request, scope="reviews:write")
        delete_own_files(purchase=purchase, actor=Actor.customer(user.pk), now=timezone.now())
        return Response(status=204)
