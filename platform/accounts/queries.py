"""Questions about people who sign in and their tokens."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import ApiToken, User
from accounts.rules import STARTS_WITH, token_hash
from ratings.moderation.queries import is_suspended


def may_act(user: User, now: datetime) -> bool:
    """
    Tell whether this person may use the platform now.

    The one gate of every door: sessions, sign-in and tokens all ask here.
    """
    return user.is_active and user.erased_at is None and not is_suspended(user.pk, now)


def display_name(user: User) -> str:
    """Return what a page calls a person to themselves: the address they signed up with."""
    return user.email


def user_by_email(email: str) -> User | None:
    """Return the account of an address in any case, or None."""
    return User.objects.filter(email=email.strip().lower()).first()


def authenticate_token(token: str, *, now: datetime) -> ApiToken | None:
    """Return the live token with its user and scopes, in one query, or None for whatever is wrong with it."""
    if not token.startswith(STARTS_WITH):
        return None
    found = (
        ApiToken.objects.select_related("user")
        .filter(secret_hash=token_hash(token), revoked_at=None, expires_at__gt=now)
        .first()
    )
    return found if found is not None and may_act(found.user, now) else None


def tokens_of(user_id: int) -> "QuerySet[ApiToken]":
    """Return a person's tokens that are not revoked, newest first, 100 at most."""
    return ApiToken.objects.filter(user_id=user_id, revoked_at=None)[:100]


def personal_data_of(user: User) -> dict[str, object]:
    """Return what this subject keeps of a person, for the export."""
    return {
        "id": user.public_id,
        "email": user.email,
        "role": user.role,
        "locale": user.locale,
        "joined_at": user.joined_at,
        "last_sign_in_at": user.last_login,
        "tokens": list(user.api_tokens.values("name", "prefix", "scopes", "created_at", "last_used_at", "revoked_at")),
    }
