"""Purchases: evidence of a dealing."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from api import outputs
from api.bodies import is_upload, keep_for_fingerprint
from api.inputs import PurchaseBody
from api.parsing import StrictJSONParser, UploadParser
from api.problems import Problem, as_response
from api.proofs import SHOW, private
from api.resource import Resource, found, read_input
from api.ways import ways_instead
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Refusal, invalid_field
from ratings.moderation.commands import delete_own_files
from ratings.verification.commands import withdraw_purchase
from ratings.verification.models import Method
from ratings.verification.models import Purchase as PurchaseRow
from ratings.verification.pages.limits import LARGEST_FILE
from ratings.verification.rules import MOST_FILES
from ratings.verification.uploads import large_uploads


class Purchases(Resource):
    """Showing purchases."""

    parser_classes = [StrictJSONParser, UploadParser]
    forgets_strangers = True
    largest_upload = MOST_FILES * LARGEST_FILE + 2**20

    @extend_schema(operation_id="purchases_create", request=PurchaseBody, responses={201: outputs.PurchaseShape})
    def post(self, request: Request) -> Response:
        """
        Show a purchase; the method says which other fields there are. Files are sent as multipart/form-data.

        A private token is shown without cookie and without bearer: {"method": "private", "token": BASE64URL}.
        """
        if is_upload(request):
            user = self.caller(request, scope="reviews:write")
            with large_uploads(request.META.get("CONTENT_LENGTH")):
                return self.created(request, lambda: self._show(request, user.pk), user=user)
        if self._is_private(request):
            return Response(outputs.PurchaseShape(private.redeem(request)).data, status=201)
        user = self.caller(request, scope="reviews:write")
        return self.created(request, lambda: self._show(request, user.pk), user=user)

    def _is_private(self, request: Request) -> bool:
        """Tell whether a private token is shown; who is not signed in and sends no body of ours is told that first."""
        keep_for_fingerprint(request)
        try:
            body = request.data
        except APIException:
            self.caller(request, scope="reviews:write")
            raise
        return isinstance(body, Mapping) and body.get("method") == Method.PRIVATE

    def _show(self, request: Request, user_id: int) -> Response:
        given = read_input(PurchaseBody, request)
        if given["method"] not in SHOW:
            words = _("Purchases can be shown by these methods: %(names)s.")
            raise invalid_field("method", words % {"names": ", ".join([*SHOW, Method.PRIVATE])})
        try:
            purchase = SHOW[given["method"]](given, Actor.customer(user_id))
        except (Refusal, Problem) as refusal:
            response = as_response(refusal, in_body=True, instance=request.path)
            asked = {"company": given.get("company", ""), "method": given["method"], "code": response.data["code"]}
            if ways := ways_instead(request, **asked, user_id=user_id):
                response.data["ways"] = ways
            return response
        return Response(outputs.PurchaseShape(purchase).data, status=201)


class Purchase(Resource):
    """One purchase of one's own."""

    @extend_schema(operation_id="purchases_retrieve", responses={200: outputs.PurchaseShape})
    def get(self, request: Request, purchase: str) -> Response:
        """Tell what has become of a purchase that one has shown: pending, accepted, refused or revoked."""
        user = self.caller(request, scope="reviews:write")
        return Response(outputs.PurchaseShape(found(_mine(purchase, user.pk))).data)

    @extend_schema(operation_id="purchases_withdraw", request=None, responses={200: outputs.PurchaseShape})
    def delete(self, request: Request, purchase: str) -> Response:
        """Take back a purchase that nothing has been decided about."""
        user = self.caller(request, scope="reviews:write")
        found(_mine(purchase, user.pk))
        withdraw_purchase(purchase=purchase, actor=Actor.customer(user.pk), now=timezone.now())
        return Response(outputs.PurchaseShape(found(_mine(purchase, user.pk))).data)


def _mine(public_id: str, user_id: int) -> PurchaseRow | None:
    purchases = PurchaseRow.objects.select_related("company", "review", "draw", "backs")
    return purchases.filter(public_id=public_id, customer_id=user_id).first()


class PurchaseFiles(Resource):
    """What is kept of the proof of one's own purchase."""

    @extend_schema(operation_id="purchases_files_destroy", request=None, responses={204: None})
    def delete(self, request: Request, purchase: str) -> Response:
        """Delete the files of a decided proof before their time. The verdict stays; a second call changes nothing."""
        user = self.caller(request, scope="reviews:write")
        delete_own_files(purchase=purchase, actor=Actor.customer(user.pk), now=timezone.now())
        return Response(status=204)
