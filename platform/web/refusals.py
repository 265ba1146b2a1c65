"""A command's no, as a page: the one place for all HTML views. (The API has its own, for problem documents.)"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found

from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refusal, Refused, Stale, Unavailable

NOT_FOUND = 404
STATUS: dict[type[Refusal], int] = {
    Invalid: 422,
    Refused: 409,
    Forbidden: 403,
    NotFound: 404,
    Stale: 412,
    Unavailable: 503,
}


class RefusalPages:
    """
    Shows a refusal that a view did not turn into a form message, and what is not there.

    The latter also while DEBUG: who tries the site out sees the page that the public would.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; where no address fits it, show our page."""
        response = self.get_response(request)
        if response.status_code == NOT_FOUND and request.resolver_match is None:
            return page_not_found(request, Http404())
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page of a refusal or of what is not there; leave every other exception alone."""
        if isinstance(exception, Http404):
            return page_not_found(request, exception)
        if not isinstance(exception, Refusal):
            return None
        status = STATUS[type(exception)]
        return render(request, "refusal.html", {"refusal": exception, "status": status}, status=status)
