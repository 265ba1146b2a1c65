"""How many addresses, codes and mails one account may have, and for how long."""

from datetime import timedelta

MOST_ADDRESSES = 10
CODE_LIFETIME = timedelta(minutes=15)
CODES_KEPT = timedelta(days=1)
CODES_PER_ACCOUNT = 5
"""In a day."""
CODES_PER_ADDRESS = 3
"""In a day, by whichever account: nobody's mailbox is filled through us."""
MOST_TRIES = 5
MAILS_KEPT = timedelta(days=30)
MAILS_PER_DAY = 30
MOST_ATTACHED = 5
"""Mails attached to one mail."""


def code_of(digest: bytes) -> str:
    """
    Return six digits out of a keyed hash.

    >>> code_of(bytes(31) + b"\\x07"), code_of(b"\\xff" * 32)
    ('000007', '639935')
    """
    return f"{int.from_bytes(digest, 'big') % 1_000_000:06d}"
