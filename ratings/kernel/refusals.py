"""How a command says no. Doors turn each class into one HTTP status, in one place."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Words = str | _StrPromise


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """
    A command's no: `code` is stable and for machines, `message` says why and the way out.

    `fields` maps a field's name to what is wrong with it; names are those of the API.
    """

    def __init__(self, code: str, message: Words, *, fields: Mapping[str, Words] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        details = "; ".join(f"{name}: {words}" for name, words in self.fields.items())
        return f"{self.message} ({details})" if details else str(self.message)


class Invalid(Refusal):
    """What was sent cannot be taken, whatever the state (422)."""


class Refused(Refusal):
    """The state of things does not allow it now (409)."""


class Forbidden(Refusal):
    """This actor may not do it (403)."""


class NotFound(Refusal):
    """There is nothing by that name, or nothing that this actor may know of (404)."""


class Stale(Refusal):
    """It has changed since it was read (412)."""


class Unavailable(Refusal):
    """A part that it needs does not answer; the same again later may work (503)."""


def invalid_field(field: str, message: Words) -> Invalid:
    """Return the refusal of one field."""
    return Invalid("invalid", message, fields={field: message})
