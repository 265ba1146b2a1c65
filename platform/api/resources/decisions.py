"""Decisions: read with their reasons, and appealed."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import outputs
from api.inputs import AppealBody
from api.resource import Resource, read_input
from ratings.claims.queries import actor_for
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

    @extend_schema(operation_id="decisions_appeal", request=AppealBody, responses={201: outputs.AppealShape})
    def post(self, request: Request, decision: str) -> Response:
        """Appeal a decision within six months; another person decides."""
        user = self.caller(request, scope="reviews:write")
        return self.created(request, lambda: self._appeal(request, decision, user.pk), user=user)

    def _appeal(self, request: Request, decision: str, user_id: int) -> Response:
        given = read_input(AppealBody, request)
        concerned = decision_named(decision)
        actor = None
        if concerned.reply_id is not None:
            actor = actor_for(user_id=user_id, company_id=concerned.company_id)
        appeal = lodge_appeal(
            decision=decision,
            reasons=given["reasons"],
            actor=actor or Actor.customer(user_id),
            now=timezone.now(),
        )
        return Response(outputs.AppealShape(appeal).data, status=201)
