"""Every no of the API as a problem document (RFC 9457), made in one place."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refusal, Refused, Stale, Unavailable

log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
STATUS: Mapping[type[Refusal], int] = {
    Invalid: 422,
    Refused: 409,
    Forbidden: 403,
    NotFound: 404,
    Stale: 412,
    Unavailable: 503,
}
QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"


class Problem(exceptions.APIException):
    """A no of the API itself, with its status, a code for machines and a sentence for people."""

    def __init__(self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail, code)
        self.status_code = status
        self.code = code
        self.headers = dict(headers or {})


def handle(exception: Exception, context: Mapping[str, Any]) -> Response:
    """Return the problem document of whatever went wrong; what nobody foresaw is logged, and says only so."""
    request = context.get("request")
    in_body = request is not None and request.method not in ("GET", "HEAD", "OPTIONS")
    return as_response(exception, in_body=in_body, instance=request.path if request is not None else "")


def as_response(exception: Exception, *, in_body: bool, instance: str) -> Response:
    """Return the problem document of an exception; `in_body` tells whether fields are those of a JSON body."""
    if isinstance(exception, Refusal):
        errors = [_error(name, str(words), in_body=in_body) for name, words in exception.fields.items()]
        return document(STATUS[type(exception)], exception.code, str(exception.message), instance, errors=errors)
    if isinstance(exception, Problem):
        return document(
            exception.status_code, exception.code, str(exception.detail), instance, headers=exception.headers
        )
    if isinstance(exception, Http404):
        exception = exceptions.NotFound()
    if isinstance(exception, PermissionDenied):
        exception = exceptions.PermissionDenied()
    if isinstance(exception, exceptions.ValidationError):
        errors = [_error(name, words, in_body=in_body) for name, words in flattened(exception.detail)]
        return document(422, "invalid", _("Some fields cannot be taken."), instance, errors=errors)
    if isinstance(exception, exceptions.APIException):
        return _of_framework(exception, instance)
    log.error("api_failed", path=instance, exc_info=exception)
    return document(500, "failed", _("Something went wrong on our side; it has been noted."), instance)


def _of_framework(exception: exceptions.APIException, instance: str) -> Response:
    codes = {
        400: "malformed",
        401: "not-signed-in",
        403: "forbidden",
        404: "not-found",
        405: "method-not-allowed",
        406: "not-acceptable",
        415: "unsupported-media-type",
    }
    header = getattr(exception, "auth_header", None)
    headers = {"WWW-Authenticate": header} if header else {}
    code = codes.get(exception.status_code, "failed")
    return document(exception.status_code, code, str(exception.detail), instance, headers=headers)


def document(
    status: int,
    code: str,
    detail: str,
    instance: str,
    *,
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
    type_uri: str = "about:blank",
) -> Response:
    """Return a problem document as a response."""
    body: dict[str, Any] = {
        "type": type_uri,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
        "code": code,
    }
    if errors:
        body["errors"] = errors
    return Response(body, status=status, headers=headers, content_type=MEDIA_TYPE)


def _error(name: str, words: str, *, in_body: bool) -> dict[str, str]:
    place = {"pointer": "#/" + name.replace(".", "/")} if in_body else {"parameter": name}
    return {**place, "field": name, "detail": words}


def flattened(detail: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """
    Walk a tree of messages as names with dots and messages.

    >>> list(flattened({"stars": {"overall": ["Too many."]}, "title": ["Empty."]}))
    [('stars.overall', 'Too many.'), ('title', 'Empty.')]
    """
    if isinstance(detail, dict):
        for key, inner in detail.items():
            own = "" if key == "non_field_errors" else str(key)
            yield from flattened(inner, ".".join(filter(None, (name, own))))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from flattened(inner, f"{name}.{place}".strip(".") if nested else name)
    else:
        yield name, str(detail)
