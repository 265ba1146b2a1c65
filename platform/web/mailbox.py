"""`/dev/mail/`: what was sent, readable in the browser while DEBUG and nowhere else."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from web.mail import letter, letters


def _only_while_debug() -> None:
    if not settings.DEBUG:
        raise Http404


def mailbox(request: HttpRequest) -> HttpResponse:
    """List the stored messages."""
    _only_while_debug()
    return render(request, "dev/mailbox.html", {"letters": letters(settings.MAIL_FOLDER)})


def message(request: HttpRequest, name: str) -> HttpResponse:
    """Show one stored message."""
    _only_while_debug()
    found = letter(settings.MAIL_FOLDER, name)
    if found is None:
        raise Http404
    return render(request, "dev/letter.html", {"letter": found})


urlpatterns = [
    path("dev/mail/", mailbox, name="sent_mail"),
    path("dev/mail/<str:name>/", message, name="letter"),
]
