"""Pages of a list, walked by keys instead of offsets, so that the last page costs what the first costs."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.utils.translation import gettext as _

from ratings.kernel.hashes import key_ids, keyed_hash, newest_key_id
from ratings.kernel.refusals import Invalid, invalid_field

LONGEST_CURSOR = 600
PAGE = 20
MOST = 100

type Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list: just after the item with this key, or just before it."""

    key: Key
    backwards: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page[Item]:
    """One page of a list: `order` names the list's order; `next` and `previous` are cursors, None at the ends."""

    items: Sequence[Item]
    order: str
    next: str | None
    previous: str | None


def cursor_of(place: Place) -> str:
    """
    Return a place as an opaque text, the same for the same place: keys hold row numbers and times that nobody is told.

    >>> place_of(cursor_of(Place((4, "x"), backwards=True)), (int, str))
    Place(key=(4, 'x'), backwards=True)
    """
    text = json.dumps([int(place.backwards), *place.key], separators=(",", ":"))
    return base64.urlsafe_b64encode(_cipher(newest_key_id()).encrypt(text.encode(), None)).decode().rstrip("=")


def _cipher(key_id: int) -> AESSIV:
    return AESSIV(keyed_hash("cursor", "siv", key_id=key_id))


def place_of(cursor: str | None, shape: Sequence[type]) -> Place | None:
    """Return the place that a cursor names, None for none; Invalid (`cursor`) for one that is not of such a list."""
    if not cursor:
        return None
    parts = _opened(cursor)
    if len(parts) != len(shape) + 1 or any(type(part) is not kind for part, kind in zip(parts[1:], shape, strict=True)):
        raise _wrong()
    return Place(tuple(parts[1:]), backwards=bool(parts[0]))


def _opened(cursor: str) -> list[Any]:
    if len(cursor) > LONGEST_CURSOR or not cursor.isascii():
        raise _wrong()
    try:
        sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise _wrong() from error
    for key_id in key_ids():
        try:
            parts: list[Any] = json.loads(_cipher(key_id).decrypt(sealed, None))
        except (InvalidTag, ValueError):
            continue
        return parts
    raise _wrong()


def _wrong() -> Invalid:
    return invalid_field(
        "cursor",
        _("This cursor is not one of this list; start again without it."),
    )


def page_of[Item](
    rows: Sequence[Item],
    *,
    place: Place | None,
    limit: int,
    key: Callable[[Item], Key],
    order: str,
) -> Page[Item]:
    """
    Return a page from up to `limit + 1` rows read from a place on, backwards where the place says so.

    >>> page = page_of([3, 4, 5], place=Place((2,), backwards=False), limit=2, key=lambda n: (n,), order="rising")
    >>> page.items, place_of(page.next, (int,)).key, place_of(page.previous, (int,)).key
    ([3, 4], (4,), (3,))
    """
    backwards = place is not None and place.backwards
    has_more = len(rows) > limit
    items = list(rows[:limit])
    if backwards:
        items.reverse()
    has_next = bool(items) and (has_more or backwards)
    has_previous = bool(items) and (has_more if backwards else place is not None)
    return Page(
        items=items,
        order=order,
        next=cursor_of(Place(key(items[-1]), backwards=False)) if has_next else None,
        previous=cursor_of(Place(key(items[0]), backwards=True)) if has_previous else None,
    )
