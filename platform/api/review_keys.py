"""Who acts with the key of a private review, and what such a request must not carry."""

import base64
import hashlib
import re

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from api.authentication import REALM, signed_in
from api.problems import Problem
from ratings.dashboards.queries import KeyHolder, holder_of
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden

SCHEME = b"reviewkey"
KEY = re.compile(r"[A-Za-z0-9_-]{43}=?")
CHALLENGE = "ReviewKey"


class ReviewKey(BaseAuthentication):
    """Takes `Authorization: ReviewKey BASE64URL` of 32 bytes, of which only the SHA-256 is known and looked up."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, KeyHolder] | None:
        """Return what the key opens, None for another scheme; AuthenticationFailed for a key that opens nothing."""
        scheme, _space, said = get_authorization_header(request).partition(b" ")
        if scheme.lower() != SCHEME:
            return None
        refuse_linked(request)
        holder = holder_of(_hash_of(said.decode("latin-1").strip()))
        if holder is None:
            raise AuthenticationFailed(_("This key opens no review. Is it whole, and was the review withdrawn?"))
        return AnonymousUser(), holder

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for."""
        scheme = get_authorization_header(request).partition(b" ")[0]
        return CHALLENGE if scheme.lower() == SCHEME else REALM


def _hash_of(said: str) -> bytes:
    if not KEY.fullmatch(said):
        raise AuthenticationFailed(_("A review key is 32 bytes in base64url, which is 43 characters."))
    return hashlib.sha256(base64.urlsafe_b64decode(said.rstrip("=") + "=")).digest()


class ReviewKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells the schema how a key is sent."""

    target_class = ReviewKey
    name = "reviewKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the scheme."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`ReviewKey` and the 32 bytes in base64url. No cookie and no other sign of who calls.",
        }


def refuse_linked(request: Request) -> None:
    """Raise Problem (400 `linked`) where a private request says whose account is behind it."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    scheme = get_authorization_header(request).partition(b" ")[0].lower()
    if has_session or scheme not in (b"", SCHEME):
        words = _(
            "This request carries a session or an API token, which would tell us whose private review this is. "
            "Send it without cookies and without Authorization: Bearer."
        )
        raise Problem(400, "linked", words)


def author(request: Request, review: str) -> Actor:
    """
    Return who acts on a review (its public id): the holder of its key, or whoever is signed in.

    Raises Problem (401, 403), Forbidden (`not-yours`) for the key of another review.
    """
    holder = request.auth
    if not isinstance(holder, KeyHolder):
        return Actor.customer(signed_in(request, scope="reviews:write").pk)
    if holder.public_id != review:
        raise Forbidden("not-yours", _("This key opens another review."))
    return actor_of(holder)


def actor_of(holder: KeyHolder) -> Actor:
    """Return the holder of a key, as commands judge them."""
    if holder.review_id is None:
        return Actor.review_key(submission=holder.public_id)
    return Actor.review_key(holder.review_id)


def keyholder(request: Request) -> KeyHolder:
    """Return what the request's key opens; Problem (401) without one."""
    if not isinstance(request.auth, KeyHolder):
        challenge = {"WWW-Authenticate": CHALLENGE}
        raise Problem(401, "no-review-key", _("Send the key: Authorization: ReviewKey BASE64URL."), headers=challenge)
    return request.auth
