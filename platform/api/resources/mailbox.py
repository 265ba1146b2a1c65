"""The private mailbox: what the holder of a review's key sees and says, without account, cookie or session."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import outputs
from api.inputs import AddressBody
from api.resource import Resource, found, read_input
from api.review_keys import actor_of, author, keyholder
from ratings.dashboards.queries import mailbox_of
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import NotFound
from ratings.moderation.commands import object_to_reply
from ratings.replies.models import Reply
from ratings.reviews.commands import keep_address


class Mailbox(Resource):
    """All that concerns the holder of a key."""

    forgets_strangers = True

    @extend_schema(operation_id="mailbox_read", responses={200: outputs.MailboxShape})
    def get(self, request: Request) -> Response:
        """Return the review that the key opens: state, reply, decisions, deadlines. The ETag is for PATCH."""
        opened = found(mailbox_of(keyholder(request)))
        headers = {"ETag": f'"{opened.own.item.latest_revision}"'}
        return Response(outputs.MailboxShape(opened).data, headers=headers)


class MailboxAddress(Resource):
    """Where letters about the review go."""

    forgets_strangers = True

    @extend_schema(operation_id="mailbox_address", request=AddressBody, responses={200: outputs.AddressKeptShape})
    def put(self, request: Request) -> Response:
        """Keep an e-mail address for letters about this review only, or none: it is deleted with the review."""
        holder = keyholder(request)
        given = read_input(AddressBody, request)
        kept = keep_address(email=given["email"], locale=given["locale"], actor=actor_of(holder), now=timezone.now())
        return Response({"has_address": kept})


class ReplyObjection(Resource):
    """An author's word that a reply reveals who they are."""

    forgets_strangers = True

    @extend_schema(operation_id="replies_object", request=None, responses={201: outputs.ObjectionShape})
    def post(self, request: Request, reply: str) -> Response:
        """Say that the company's answer reveals you, before the public sees it: a moderator looks first."""
        row = Reply.objects.select_related("review").filter(public_id=reply).first()
        if row is None:
            raise NotFound("no-such-reply", _("There is no such reply."))
        actor = author(request, row.review.public_id)
        return self.created_by_author(request, lambda: self._object(row, reply, actor), actor=actor)

    def _object(self, row: Reply, reply: str, actor: Actor) -> Response:
        object_to_reply(reply_id=row.pk, actor=actor, now=timezone.now())
        return Response({"reply": reply, "state": Reply.State.HELD}, status=201)
