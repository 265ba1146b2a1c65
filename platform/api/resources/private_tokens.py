"""Private tokens: the keys of a company's classes, and the one signature that a purchase is good for (RFC 9578)."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import IO, Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api import outputs
from api.resource import Resource, found, whole_number
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Unavailable, invalid_field
from ratings.verification.blind.privacypass import REQUEST_BYTES, TOKEN_TYPE
from ratings.verification.commands import ISSUER, issue_private_token, open_token_class
from ratings.verification.models import Purchase, TokenClass
from ratings.verification.queries import challenge_for, classes_of_year, groups_with_tokens, tokens_issued

DIRECTORY = "application/private-token-issuer-directory"
REQUEST = "application/private-token-request"
RESPONSE = "application/private-token-response"
SECONDS_TO_KEEP = 300
LAST_LEAF = 10**10 - 1


class DirectoryRenderer(JSONRenderer):
    """Writes a directory of keys."""

    media_type = DIRECTORY
    format = "directory"


class ResponseRenderer(BaseRenderer):
    """Writes a token response, and the problems that come in its place."""

    media_type = RESPONSE
    format = "response"
    charset = None
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """Return bytes as they are, and a problem document as JSON."""
        return data if isinstance(data, bytes) else bytes(JSONRenderer().render(data))


class RequestParser(BaseParser):
    """Reads a token request: 259 bytes."""

    media_type = REQUEST

    def parse(  # type: ignore[override]
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """Return the bytes; one more than a request has is enough to know that it is none."""
        return bytes(stream.read(REQUEST_BYTES + 1))


class Directory(Resource):
    """The keys of a company's classes of this year."""

    renderer_classes = [DirectoryRenderer, JSONRenderer]

    @extend_schema(
        operation_id="private_tokens_directory",
        parameters=[OpenApiParameter("company", required=True, description="The company's slug.")],
        responses={(200, DIRECTORY): outputs.DirectoryShape},
    )
    def get(self, request: Request) -> Response:
        """Show the keys (RFC 9578, section 4): made once somebody can use them, shown once they are in the log."""
        slug = request.query_params.get("company", "")
        if not slug:
            raise invalid_field("company", _("Name a company by its slug."))
        company = found(Company.objects.filter(slug=slug).first())
        groups = groups_with_tokens(company.pk, year=timezone.now().year)
        keys = [_key(one) for one in (_class_of(company.pk, group) for group in groups) if one is not None]
        return Response({"issuer-request-uri": _issuer(request), "token-keys": keys})


def _class_of(company_id: int, group: str) -> TokenClass | None:
    try:
        return open_token_class(company_id=company_id, group=group, actor=ISSUER, now=timezone.now())
    except Unavailable:
        return None


def _key(one: TokenClass) -> dict[str, object]:
    return {**_published(one), "issued": tokens_issued(one.pk)}


def _published(one: TokenClass) -> dict[str, object]:
    challenge = challenge_for(one)
    return {
        "token-type": TOKEN_TYPE,
        "token-key": base64.urlsafe_b64encode(bytes(one.public_key)).decode(),
        "token-key-id": bytes(one.key_id).hex(),
        "year": one.year,
        "group": one.group,
        "company": one.company.slug,
        "not-before": int(datetime(one.year, 1, 1, tzinfo=UTC).timestamp()),
        "leaf": one.leaf,
        "token-challenge": base64.urlsafe_b64encode(challenge.encode()).decode(),
    }


class IssuerDirectory(Resource):
    """The keys of this year's classes of all companies, at the address where clients look for an issuer's."""

    renderer_classes = [DirectoryRenderer, JSONRenderer]
    schema = None

    def get(self, request: Request) -> Response:
        """Show a hundred keys, and where the next are (`Link`); no key is made for the asking."""
        now = timezone.now()
        after = whole_number(request, "after", otherwise=-1, lowest=0, highest=LAST_LEAF)
        classes, has_more = classes_of_year(now.year, after=after)
        told = {"issuer-request-uri": _issuer(request), "token-keys": [_published(one) for one in classes]}
        headers = {"Link": f'<{request.path}?after={classes[-1].leaf}>; rel="next"'} if has_more else {}
        return Response(told, headers=headers)

    def finalize_response(self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any) -> Any:
        """Let keys be kept for a few minutes, and never past the year that they are for."""
        final = super().finalize_response(request, response, *args, **kwargs)
        if final.status_code == HTTPStatus.OK:
            final["Cache-Control"] = f"public, max-age={_seconds_to_keep(timezone.now())}"
            final["Vary"] = "Accept"
        return final


def _issuer(request: Request) -> str:
    return request.build_absolute_uri(reverse("api:private-tokens"))


def _seconds_to_keep(now: datetime) -> int:
    new_year = datetime(now.year + 1, 1, 1, tzinfo=UTC)
    return min(SECONDS_TO_KEEP, int((new_year - now).total_seconds()))


class PrivateTokens(Resource):
    """Giving out tokens."""

    parser_classes = [RequestParser]
    renderer_classes = [ResponseRenderer]

    @extend_schema(
        operation_id="private_tokens_create",
        parameters=[OpenApiParameter("purchase", required=True, description="The purchase's id.")],
        request={REQUEST: OpenApiTypes.BINARY},
        responses={(200, RESPONSE): OpenApiResponse(OpenApiTypes.BINARY, description="256 bytes: TokenResponse.")},
    )
    def post(self, request: Request) -> Response:
        """
        Sign the one blinded message that an accepted purchase is good for (RFC 9578, section 6).

        The same request again is answered with the same signature. After this the purchase cannot be reviewed under
        the account.
        """
        user = self.caller(request, scope="reviews:write")
        named = request.query_params.get("purchase", "")
        mine = found(Purchase.objects.filter(public_id=named, customer=user).first())
        asked = request.data if isinstance(request.data, bytes) else b""
        signed = issue_private_token(
            purchase_id=mine.pk, request=asked, actor=Actor.customer(user.pk), now=timezone.now()
        )
        return Response(signed, status=HTTPStatus.OK, content_type=RESPONSE)
