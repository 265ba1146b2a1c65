"""The keys that a company signs purchase tokens with."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import outputs
from api.inputs import KeyBody, RetirementBody
from api.resource import Resource, found, read_input
from ratings.claims.queries import actor_for
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden
from ratings.verification.commands import register_key, retire_key, revoke_key
from ratings.verification.commands.keys import KEEPERS
from ratings.verification.commands.numbers import order_key
from ratings.verification.queries import key_of, keys_of

SCOPE = "orders:write"


def _company_of(slug: str, user_id: int) -> tuple[int, Actor]:
    """Return the id of a company, and the caller acting for it. Raises Http404, Forbidden."""
    company = found(Company.objects.filter(slug=slug).first())
    actor = actor_for(user_id=user_id, company_id=company.pk)
    if actor is None:
        raise Forbidden("not-your-company", _("Only the company's own people see and change its keys."))
    return company.pk, actor


class Keys(Resource):
    """All keys of one company."""

    @extend_schema(operation_id="companies_keys_list", responses={200: outputs.KeysShape})
    def get(self, request: Request, slug: str) -> Response:
        """List the company's keys, newest first, with the order key that `sub` is made with."""
        company_id, actor = _company_of(slug, self.caller(request, scope=SCOPE).pk)
        hidden_by = order_key(company_id).hex() if actor.team_role in KEEPERS else None
        keys = keys_of(company_id, now=timezone.now())
        return Response(outputs.KeysShape({"order_key": hidden_by, "keys": keys}).data)

    @extend_schema(operation_id="companies_keys_create", request=KeyBody, responses={201: outputs.KeyShape})
    def post(self, request: Request, slug: str) -> Response:
        """Register a public key: PEM, JWK as text, or base64url."""
        user = self.caller(request, scope=SCOPE)
        return self.created(request, lambda: self._register(request, slug, user.pk), user=user)

    def _register(self, request: Request, slug: str, user_id: int) -> Response:
        company_id, actor = _company_of(slug, user_id)
        made = register_key(company_id=company_id, actor=actor, now=timezone.now(), **read_input(KeyBody, request))
        return _answer(company_id, made.kid, status=201)


class Key(Resource):
    """One key."""

    @extend_schema(operation_id="companies_keys_retire", request=RetirementBody, responses={200: outputs.KeyShape})
    def patch(self, request: Request, slug: str, kid: str) -> Response:
        """Say until when the key signs; what it signed before stays good."""
        company_id, actor = _company_of(slug, self.caller(request, scope=SCOPE).pk)
        until = read_input(RetirementBody, request)["retires_at"]
        retire_key(company_id=company_id, kid=kid, retires_at=until, actor=actor, now=timezone.now())
        return _answer(company_id, kid)

    @extend_schema(operation_id="companies_keys_revoke", request=None, responses={200: outputs.KeyShape})
    def delete(self, request: Request, slug: str, kid: str) -> Response:
        """Revoke the key for good: tokens that it signed and nobody has used prove nothing any more."""
        company_id, actor = _company_of(slug, self.caller(request, scope=SCOPE).pk)
        revoke_key(company_id=company_id, kid=kid, actor=actor, now=timezone.now())
        return _answer(company_id, kid)


def _answer(company_id: int, kid: str, *, status: int = 200) -> Response:
    return Response(outputs.KeyShape(key_of(company_id, kid, now=timezone.now())).data, status=status)
