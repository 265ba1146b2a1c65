"""A company's keys as its own people see them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Count, Max

from ratings.verification.models import SigningKey
from ratings.verification.rules.keys import base64url

MOST_KEYS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySeen:
    """
    One key; `state` is coming, valid, retired or revoked, `public_key` is base64url.

    Its last use is told by day, so that a company cannot tell from it who came when.
    """

    kid: str
    thumbprint: str
    public_key: str
    state: str
    added_at: datetime
    not_before: datetime
    retires_at: datetime | None
    revoked_at: datetime | None
    redeemed: int
    last_used_on: date | None


def keys_of(company_id: int, *, now: datetime) -> list[KeySeen]:
    """Return a company's keys with their use, newest first, 100 at most, in one query."""
    keys = SigningKey.objects.filter(company_id=company_id)
    keys = keys.annotate(redeemed=Count("spent"), last_used_at=Max("spent__spent_at")).order_by("-added_at", "-id")
    return [_seen(key, now=now) for key in keys[:MOST_KEYS]]


def _seen(key: SigningKey, *, now: datetime) -> KeySeen:
    row = vars(key)
    last = row.get("last_used_at")
    return KeySeen(
        kid=key.kid,
        thumbprint=key.thumbprint,
        public_key=base64url(bytes(key.public_key)),
        state=state_of(key, now=now),
        added_at=key.added_at,
        not_before=key.not_before,
        retires_at=key.retires_at,
        revoked_at=key.revoked_at,
        redeemed=row.get("redeemed", 0),
        last_used_on=last.astimezone(UTC).date() if last else None,
    )


def key_of(company_id: int, kid: str, *, now: datetime) -> KeySeen | None:
    """Return one of a company's keys, None where it has none of that name."""
    return next((one for one in keys_of(company_id, now=now) if one.kid == kid), None)


def state_of(key: SigningKey, *, now: datetime) -> str:
    """Return what may be signed with a key now: nothing yet (coming), anything (valid), nothing more."""
    if key.revoked_at is not None:
        return "revoked"
    if key.retires_at is not None and key.retires_at <= now:
        return "retired"
    return "coming" if key.not_before > now else "valid"
