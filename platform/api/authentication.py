"""Who calls: the bearer of a token, or the signed-in person of a browser session."""

from copy import copy

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.commands import note_token_use
from accounts.models import ApiToken, User
from accounts.queries import authenticate_token
from api.problems import Problem

REALM = 'Bearer realm="evenhand"'


class BearerToken(BaseAuthentication):
    """Takes `Authorization: Bearer evh_…`."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the token with its user, None where there is none; AuthenticationFailed for a wrong one."""
        scheme, _space, secret = get_authorization_header(request).partition(b" ")
        if not scheme:
            return None
        if scheme.lower() != b"bearer":
            raise AuthenticationFailed(_("Only “Authorization: Bearer TOKEN” is understood here."))
        now = timezone.now()
        token = authenticate_token(secret.decode("latin-1").strip(), now=now)
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, ended or revoked."))
        note_token_use(token, now=now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for."""
        return REALM


class Session(SessionAuthentication):
    """Takes the session of a signed-in browser, with its CSRF token in `X-CSRFToken`."""

    def enforce_csrf(self, request: Request) -> None:
        """Look for the token in the header only: who calls is known before a body is read."""
        unread = copy(request._request)  # noqa: SLF001 - Django looks into the body of a POST
        unread.method = "PUT" if request.method == "POST" else request.method
        super().enforce_csrf(unread)  # type: ignore[arg-type]


class SessionCookie(SessionScheme):  # type: ignore[no-untyped-call]
    """Tells the schema that a session is a cookie."""

    target_class = Session  # type: ignore[assignment]


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells the schema how a token is sent."""

    target_class = BearerToken
    name = "bearer"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the scheme."""
        return {"type": "http", "scheme": "bearer"}


def signed_in(request: Request, *, scope: str) -> User:
    """
    Return the person who calls; a token must have the scope, a session has them all.

    Raises Problem (401 `not-signed-in`, 403 `missing-scope`).
    """
    user = request.user
    if not isinstance(user, User):
        challenge = {"WWW-Authenticate": REALM}
        raise Problem(401, "not-signed-in", _("Sign in, or send an API token."), headers=challenge)
    if isinstance(request.auth, ApiToken) and scope not in request.auth.scopes:
        challenge = {"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'}
        sentence = _("This token lacks the scope %(scope)s.") % {"scope": scope}
        raise Problem(403, "missing-scope", sentence, headers=challenge)
    return user
