"""What an API token looks like and how long things live."""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta

STARTS_WITH = "evh_"
SECRET_BYTES = 20
PREFIX_LENGTH = 10
TOKEN_LIFETIME = timedelta(days=365)
USE_NOTED_EVERY = timedelta(hours=1)


def new_token() -> str:
    """
    Return a new secret token: `evh_` and 160 random bits in lower-case base32 (36 characters).

    >>> len(new_token())
    36
    """
    secret = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")
    return STARTS_WITH + secret.lower()


def token_hash(token: str) -> bytes:
    """
    Return the SHA-256 that is kept of a token; 160 random bits need no salt.

    >>> token_hash("evh_a").hex()[:8]
    '965028c8'
    """
    return hashlib.sha256(token.encode()).digest()


def use_is_worth_noting(*, last_used_at: datetime | None, now: datetime) -> bool:
    """
    Tell whether a use is written down: at most once an hour, so that reads stay reads.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 1, 12, tzinfo=UTC)
    >>> use_is_worth_noting(last_used_at=noon - timedelta(minutes=59), now=noon)
    False
    >>> use_is_worth_noting(last_used_at=None, now=noon)
    True
    """
    return last_used_at is None or now - last_used_at >= USE_NOTED_EVERY
