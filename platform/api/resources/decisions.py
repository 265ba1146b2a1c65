"""Decisions: read with their reasons, and appealed."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import outputs
from api.inputs import AppealBody
from api.resource import Resource, read_input
from api.review_keys import author
from ratings.claims.queries import actor_for
from ratings.dashboards.queries import KeyHolder
from ratings.kernel.actor import Actor
from ratings.moderation.commands import lodge_appeal
from ratings.moderation.queries import decision_named


class Decision(Resource):
    """One decision."""

    @extend_schema(operation_id="decisions_read", responses={200: outputs.DecisionShape})
    def get(self, request: Request, decision: str) -> Response:
        """Return a decision with its statement of reasons."""
        return Response(outputs.DecisionShape(decision_named(decision)).data)


class DecisionAppeal(Resource):
    """Objecting to a decision."""

    forgets_strangers = True

    @extend_schema(operation_id="decisions_appeal", request=AppealBody, responses={201: outputs.AppealShape})
    def post(self, request: Request, decision: str) -> Response:
        """Appeal a decision within six months; another person decides."""
        actor = self._concerned(request, decision)
        return self.created_by_author(request, lambda: self._appeal(request, decision, actor), actor=actor)

    def _concerned(self, request: Request, decision: str) -> Actor:
        """Return who appeals: the holder of the review's key, the company's own people, or whoever is signed in."""
        if isinstance(request.auth, KeyHolder):
            return author(request, decision_named(decision).review.public_id)
        user = self.caller(request, scope="reviews:write")
        concerned = decision_named(decision)
        if concerned.reply_id is None:
            return Actor.customer(user.pk)
        return actor_for(user_id=user.pk, company_id=concerned.company_id) or Actor.customer(user.pk)

    def _appeal(self, request: Request, decision: str, actor: Actor) -> Response:
        given = read_input(AppealBody, request)
        appeal = lodge_appeal(decision=decision, reasons=given["reasons"], actor=actor, now=timezone.now())
        return Response(outputs.AppealShape(appeal).data, status=201)
