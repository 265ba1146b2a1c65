"""A command's no, as a page: the one place for all HTML views. (The API has its own, for problem documents.)"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refusal, Refused, Stale

STATUS: dict[type[Refusal], int] = {Invalid: 422, Refused: 409, Forbidden: 403, NotFound: 404, Stale: 412}


class RefusalPages:
    """Shows a refusal that a view did not turn into a form message."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page of a refusal; leave every other exception alone."""
        if not isinstance(exception, Refusal):
            return None
        status = STATUS[type(exception)]
        return render(request, "refusal.html", {"refusal": exception, "status": status}, status=status)
