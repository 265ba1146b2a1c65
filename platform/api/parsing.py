"""JSON as it should be: UTF-8, no surprises in its numbers, no characters that no text has."""

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, JSONParser, MultiPartParser

from api.problems import Problem
from ratings.verification.rules import LARGEST_FILE

LARGEST_JSON = 3 * 2**20
"""Bytes. Django's own limit leaves room for a file of ten mebibytes."""
DEEPEST = 20
LARGEST_NUMBER = 2**53
FILES = "file"
"""The one name that may stand more than once in an upload."""


class StrictJSONParser(JSONParser):
    """Reads a JSON body, or refuses it with a sentence that says what is wrong with it."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the body's value. Raises ParseError (400), Problem (413)."""
        try:
            read = stream.read(LARGEST_JSON + 1)
            if len(read) > LARGEST_JSON:
                raise Problem(413, "too-large", _("The body is too large."))
            text = read.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ParseError(_("The body is not UTF-8.")) from error
        except RequestDataTooBig as error:
            raise Problem(413, "too-large", _("The body is too large.")) from error
        try:
            value = json.loads(text, parse_constant=_refuse_constant)
        except RecursionError as error:
            raise ParseError(_("The body is nested too deeply.")) from error
        except json.JSONDecodeError as error:
            place = {"line": error.lineno, "column": error.colno}
            raise ParseError(_("The body is not JSON: line %(line)d, column %(column)d.") % place) from error
        except ValueError as error:
            raise ParseError(_("The body holds a number that JSON does not have.")) from error
        _refuse_oddities(value)
        return value


class InMemory(MemoryFileUploadHandler):
    """Keeps a file in memory, whatever its size: the body that it came in was read whole, and is bounded."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Take every file."""
        self.activated = True


class UploadParser(MultiPartParser):
    """Reads fields and the files of `file`."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """
        Return the values by name, `file` as a list; files stay in memory, so that nothing shown lies on a disk.

        Raises Problem (413), ParseError (400), also for another name that stands twice, of which one would be lost.
        """
        request = (parser_context or {})["request"]
        request.upload_handlers = [InMemory(request)]
        try:
            read = super().parse(stream, media_type, parser_context)
        except (TooManyFieldsSent, TooManyFilesSent) as error:
            raise ParseError(_("The body has more fields or files than any call takes.")) from error
        files = read.files.getlist(FILES)
        if any((one.size or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE for one in files):
            raise Problem(413, "too-large", _("The body is too large; a file may have 10 MiB."))
        for name, found in [*read.data.lists(), *read.files.lists()]:
            if len(found) > 1 and found != files:
                raise ParseError(_("The field %(name)s stands twice; send it once.") % {"name": name[:40]})
        values = {**read.data.dict(), **read.files.dict(), **({FILES: files} if files else {})}
        _refuse_oddities({name: value for name, value in values.items() if isinstance(value, str)})
        return values


class OrderFileParser(BaseParser):
    """Reads a list of orders as a file of CSV; the domain reads what stands in it."""

    media_type = "text/csv"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the bytes. Raises Problem (413)."""
        read: bytes = stream.read(LARGEST_FILE + 1)
        if len(read) > LARGEST_FILE:
            raise Problem(413, "too-large", _("The body is too large."))
        return read


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _refuse_oddities(value: Any, place: str = "#", depth: int = 0) -> None:
    """Raise ParseError for lone surrogates, NUL, huge numbers and deep nesting, wherever they stand."""
    if depth > DEEPEST:
        raise ParseError(_("The body is nested too deeply."))
    match value:
        case str():
            if "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
                raise ParseError(_("There are characters that no text has at %(place)s.") % {"place": place})
        case int() | float():
            if abs(value) > LARGEST_NUMBER:
                raise ParseError(_("The number at %(place)s is too large.") % {"place": place})
        case list():
            for number, item in enumerate(value):
                _refuse_oddities(item, f"{place}/{number}", depth + 1)
        case dict():
            for name, item in value.items():
                _refuse_oddities(name, place, depth)
                _refuse_oddities(item, f"{place}/{name[:40]}", depth + 1)
