"""`/dev/mail/`: what was sent, readable in the browser while DEBUG and nowhere else."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from web.mail import letter, letters


def _while_debug[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@_while_debug
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the stored messages."""
    return render(request, "dev/mailbox.html", {"letters": letters(settings.MAIL_FOLDER)})


@_while_debug
def message(request: HttpRequest, name: str) -> HttpResponse:
    """Show one stored message."""
    found = letter(settings.MAIL_FOLDER, name)
    if found is None:
        raise Http404
    return render(request, "dev/letter.html", {"letter": found})


urlpatterns = [
    path("dev/mail/", mailbox, name="mailbox"),
    path("dev/mail/<str:name>/", message, name="letter"),
]
