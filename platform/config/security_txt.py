"""`/.well-known/security.txt` (RFC 9116): where a weakness is reported."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

LIFETIME = timedelta(days=180)
"""The RFC asks for less than a year; each answer is good from its day on."""


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say whom to tell, until when this is good, and in which languages we read."""
    day = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    fields = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": (day + LIFETIME).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
        "Canonical": f"{settings.PUBLIC_URL}{request.path}",
    }
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
