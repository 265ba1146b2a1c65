"""What every request of a signed-in person needs."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class ChosenLanguage:
    """Speaks the language that a signed-in person chose, on a device where they have not chosen another."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without a session cookie nobody is signed in: public pages cost no query here.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            self._speak_their_language(request)
        return self.get_response(request)

    def _speak_their_language(self, request: HttpRequest) -> None:
        if request.user.is_authenticated and request.user.locale in dict(settings.LANGUAGES):
            translation.activate(request.user.locale)
            request.LANGUAGE_CODE = request.user.locale
