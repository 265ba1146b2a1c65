"""What an entry may carry."""

import re

from ratings.kernel.canonical import Json

TOKEN = re.compile(r"[A-Za-z0-9._:+/@-]{0,128}")


def refuse_words(value: Json) -> None:
    """
    Raise ValueError where an entry's data holds anything but numbers, marks and tokens without spaces.

    >>> refuse_words({"month": "2026-11", "new": [4, 0, 5]})
    >>> refuse_words({"body": "They were kind."})
    Traceback (most recent call last):
        ...
    ValueError: an entry carries no words
    """
    match value:
        case None | bool() | int():
            return
        case str() if TOKEN.fullmatch(value):
            return
        case list():
            for item in value:
                refuse_words(item)
        case dict():
            for item in value.values():
                refuse_words(item)
        case _:
            raise ValueError("an entry carries no words")
