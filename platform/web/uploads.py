"""Files that are shown on a page: kept in memory, never in a temporary file, and cut where they are too large."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from ratings.verification.pages.limits import LARGEST_FILE


class Bounded(MemoryFileUploadHandler):
    """Keeps `most` files and one, of `largest` bytes and one, so that a command sees that there is too much."""

    def __init__(self, request: HttpRequest, *, largest: int = LARGEST_FILE, most: int = 1) -> None:
        super().__init__(request)
        self.largest = largest
        self.left = most
        self.taken = 0

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Take every file."""
        self.activated = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, or pass over it where there were enough."""
        if self.left < 0:
            raise SkipFile
        self.left -= 1
        self.taken = 0
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep what is still wanted of a file."""
        wanted = raw_data[: max(0, self.largest + 1 - self.taken)]
        self.taken += len(wanted)
        super().receive_data_chunk(wanted, start)
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """Return what was kept."""
        return super().file_complete(self.taken)


type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def kept_in_memory[**P](*, largest: int, most: int = 0) -> Callable[[View[P]], View[P]]:
    """
    Let a view read what is uploaded as `Bounded` keeps it, and check its CSRF token then.

    What stands above it comes first: of a stranger nothing is read below `login_required`.
    """

    def wrap(view: View[P]) -> View[P]:
        protected = csrf_protect(view)

        @wraps(view)
        def kept(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            request.upload_handlers = [Bounded(request, largest=largest, most=most)]
            return protected(request, *args, **kwargs)

        # Only until the handler is set: what follows checks it.
        return csrf_exempt(kept)

    return wrap


class ManyFilesInput(forms.ClearableFileInput):
    """A field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files under one name, as bytes; what they are is judged by the command."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[bytes]:
        """Return the bytes of each file."""
        return [one.read() for one in data or [] if one]
