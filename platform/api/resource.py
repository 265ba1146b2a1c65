"""What every resource of the API shares: who calls, how often, how answers carry their version."""

import hashlib
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from accounts.models import User
from api.authentication import signed_in
from api.bodies import is_upload, length_of
from api.idempotency import answered_once
from api.limits import Budget, address_of, caller_of, is_stranger, spend
from api.problems import QUOTA_EXCEEDED, Problem, document
from ratings.dashboards.paging import MOST, PAGE, Page
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import invalid_field

KEPT_WITH_304 = ("ETag", "Cache-Control", "Vary", "RateLimit", "RateLimit-Policy", "Date")
LONGEST_NUMBER = 10
READS = ("GET", "HEAD", "OPTIONS")


class TooOften(Exception):  # noqa: N818 - an answer, not an error
    """A caller's budget is spent."""


class Resource(APIView):
    """A resource: reads are for everybody, carry an ETag and answer 304; writes name their scope."""

    budget: Budget | None = None
    largest_upload = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    """Bytes that a multipart body may have; any other may have what the setting says."""
    forgets_strangers = False
    """Whether strangers are counted in this process's memory only, so that no address is ever written down."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the call, find out who calls, and refuse what no query may hold."""
        policy = "reads" if request.method in READS else "writes"
        try:
            request.user  # noqa: B018 - who calls is asked here, for the count
        except (AuthenticationFailed, Problem):
            self._spend(address_of(request), policy)
            raise
        self._spend(caller_of(request), policy)
        self._refuse_too_large(request)
        for name, values in request.query_params.lists():
            if any("\x00" in value for value in values):
                raise invalid_field(name[:40].replace("\x00", ""), _("This contains characters that no text has."))
        super().initial(request, *args, **kwargs)

    def _refuse_too_large(self, request: Request) -> None:
        """Raise Problem (413) by the length that is told; no more than that is ever read."""
        largest = self.largest_upload if is_upload(request) else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if length_of(request) > largest:
            words = _("The body is too large: send at most 10 MiB, which is more than an order mail or a receipt has.")
            raise Problem(413, "too-large", words)

    def _spend(self, caller: str, policy: str) -> None:
        self.budget = spend(caller, policy=policy, in_memory=self.forgets_strangers and is_stranger(caller))
        if self.budget.is_spent:
            raise TooOften

    def handle_exception(self, exc: Exception) -> Response:
        """Return a problem document; a spent budget says when to come back."""
        if isinstance(exc, TooOften) and self.budget is not None:
            response = document(
                429,
                "too-often",
                _("Too many requests; come back in %(seconds)d seconds.") % {"seconds": self.budget.resets_in},
                self.request.path,
                headers={"Retry-After": str(self.budget.resets_in)},
                type_uri=QUOTA_EXCEEDED,
            )
            response.data["violated-policies"] = [self.budget.policy]
            response.exception = True
            return response
        return super().handle_exception(exc)

    def finalize_response(  # type: ignore[override]
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Add what every answer carries: the budget, how it may be cached, and its version."""
        final: HttpResponseBase = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        if self.budget is not None:
            for name, value in self.budget.headers().items():
                final[name] = value
        patch_vary_headers(final, ["Authorization", "Cookie"])
        is_read = request.method in ("GET", "HEAD") and final.status_code == HTTPStatus.OK
        is_anonymous = not isinstance(getattr(request, "_user", None), User) and not getattr(request, "_auth", None)
        final["Cache-Control"] = "no-store" if not is_read else f"{'public' if is_anonymous else 'private'}, no-cache"
        if is_read and isinstance(final, Response):
            final.add_post_render_callback(versioned(request))
        return final

    def created(self, request: Request, answer: Callable[[], Response], *, user: User) -> Response:
        """Answer a POST that creates something, once per Idempotency-Key."""
        return answered_once(request, account=user.pk, now=timezone.now(), answer=answer)

    def created_by_author(self, request: Request, answer: Callable[[], Response], *, actor: Actor) -> Response:
        """Answer an author's POST once per Idempotency-Key; the holder of a key counts by the review, below zero."""
        account = actor.user_id if actor.user_id is not None else -(actor.review_id or 0)
        return answered_once(request, account=account, now=timezone.now(), answer=answer)

    def caller(self, request: Request, *, scope: str) -> User:
        """Return the person who calls, by a session or by a token with the scope."""
        return signed_in(request, scope=scope)


def is_plain(request: HttpRequest) -> bool:
    """Tell whether a request reads JSON and says nothing about who sends it."""
    return (
        request.method == "GET"
        and "Authorization" not in request.headers
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and request.accepts("application/json")
    )


def plain_answer(request: HttpRequest, body: bytes, budget: Budget) -> HttpResponse:
    """Return a finished body with all that a read carries."""
    headers = {**budget.headers(), "Cache-Control": "public, no-cache", "Vary": "Authorization, Cookie"}
    response = HttpResponse(body, content_type="application/json", headers=headers)
    return versioned(request)(response) or response


def versioned(request: HttpRequest | Request) -> Callable[[HttpResponse], HttpResponse | None]:
    """Return what gives a rendered answer its ETag, or turns it into a 304 for one who has it already."""

    def tag(response: HttpResponse) -> HttpResponse | None:
        mark = hashlib.sha256(response.content).hexdigest()[:20]
        # A resource that has revisions puts its number there already; the mark tells apart what else may change.
        revision = response["ETag"].strip('"') + "-" if response.has_header("ETag") else ""
        response["ETag"] = f'"{revision}{mark}"'
        if not matches(request.headers.get("If-None-Match"), response["ETag"]):
            return None
        unchanged = HttpResponseNotModified()
        for name in KEPT_WITH_304:
            if response.has_header(name):
                unchanged[name] = response[name]
        return unchanged

    return tag


def matches(said: str | None, etag: str) -> bool:
    """
    Tell whether If-None-Match names the ETag, compared weakly (RFC 9110, 13.1.2).

    >>> matches('W/"a", "b"', '"a"'), matches("*", '"a"'), matches(None, '"a"')
    (True, True, False)
    """
    if said is None:
        return False
    return said.strip() == "*" or etag in [one.strip().removeprefix("W/") for one in said.split(",")]


class Nothing(Resource):
    """Whatever address of the API there is nothing at."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Say so, whatever the method."""
        super().initial(request, *args, **kwargs)
        raise Http404


def limit_of(request: Request) -> int:
    """Return how many results a page shall have (`limit`, 1 to 100); Invalid otherwise."""
    return whole_number(request, "limit", otherwise=PAGE, lowest=1, highest=MOST)


def whole_number(request: Request, name: str, *, otherwise: int, lowest: int, highest: int) -> int:
    """Return a whole number of the query; Invalid, naming it, for anything else."""
    said = request.query_params.get(name, "")
    if said == "":
        return otherwise
    if not (said.isascii() and said.isdigit() and len(said) <= LONGEST_NUMBER and lowest <= int(said) <= highest):
        words = _("This must be a whole number from %(lowest)d to %(highest)d.")
        raise invalid_field(name, words % {"lowest": lowest, "highest": highest})
    return int(said)


def yes_or_no(request: Request, name: str) -> bool | None:
    """Return a truth value of the query, None where it is not given; Invalid for anything else."""
    said = request.query_params.get(name, "").lower()
    if said not in ("", "true", "false", "1", "0"):
        raise invalid_field(name, _("This must be true or false."))
    return said in ("true", "1") if said else None


def listed(
    request: HttpRequest | Request, page: Page[Any], shape: type[BaseSerializer[Any]], **more: Any
) -> dict[str, Any]:
    """Return a page as the body of a list: addresses of the next and previous page, the named order, the results."""
    return {
        "next": _address(request, page.next),
        "previous": _address(request, page.previous),
        "order": page.order,
        **more,
        "results": shape(page.items, many=True).data,
    }


def _address(request: HttpRequest | Request, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def found[Thing](thing: Thing | None) -> Thing:
    """Return the thing; Http404 where there is none."""
    if thing is None:
        raise Http404
    return thing


def read_input(shape: type[BaseSerializer[Any]], request: Request, **options: Any) -> Mapping[str, Any]:
    """Return a body as its shape says; ValidationError names each field that is wrong."""
    given = shape(data=request.data, **options)
    given.is_valid(raise_exception=True)
    values: Mapping[str, Any] = given.validated_data
    return values
