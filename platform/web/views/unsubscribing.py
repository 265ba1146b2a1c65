"""`/u/<token>/`: no more invitations, for good, by a button or by the mail program itself (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ratings.verification.commands import unsubscribe
from ratings.verification.queries import unsubscribing_by


# A mail program sends no cookie: the link's token alone says whose mailbox it is.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribing(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the button ends; on POST end it. Looking changes nothing: programs that look at links look only."""
    if request.method == "POST":
        unsubscribe(token=token, now=timezone.now())
    return render(request, "invitations/unsubscribe.html", {"seen": unsubscribing_by(token)})
