"""What an entry may carry, and when one that failed is tried again."""

import re
from datetime import timedelta

from ratings.kernel.canonical import Json

TOKEN = re.compile(r"[A-Za-z0-9._:+/@-]{0,128}")
TRIES = 3
"""So often a reactor tries an entry at once, before it is parked."""
FIRST_PAUSE = timedelta(minutes=5)
MOST_TRIES = TRIES + 11


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


def pause_after(tries: int) -> timedelta | None:
    """
    Return how long a parked entry waits after so many tries; None where a person must look.

    Each pause is twice the one before, so that a mail server is asked for a week: SMTP asks for four to five days
    at least (RFC 5321, section 4.5.4.1).

    >>> str(pause_after(3)), str(pause_after(4)), pause_after(14)
    ('0:05:00', '0:10:00', None)
    >>> str(sum((pause_after(n) for n in range(3, 14)), timedelta()))
    '7 days, 2:35:00'
    """
    return None if tries >= MOST_TRIES else FIRST_PAUSE * 2 ** (tries - TRIES)
