"""Everything that happens to accounts and tokens outside allauth's own flows."""

from collections.abc import Collection
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, Scope, User
from accounts.rules import PREFIX_LENGTH, TOKEN_LIFETIME, new_token, token_hash, use_is_worth_noting
from ratings.kernel.refusals import NotFound, Refused, invalid_field

TOKENS_PER_PERSON = 20


@transaction.atomic
def create_user(*, email: str, role: str, password: str | None, now: datetime) -> User:
    """
    Make an account with a confirmed address; Invalid names the argument, Refused where the address is taken.

    Without a password one signs in by a code sent by e-mail.
    """
    address = _clean_email(email)
    if role not in User.Role.values:
        raise invalid_field("role", _("Choose one of: %(roles)s.") % {"roles": ", ".join(User.Role.values)})
    _check_password(password)
    if User.objects.filter(email=address).exists():
        raise Refused("address-taken", _("There is an account with this address already."))
    user = User.objects.create_user(address, password, role=role, joined_at=now)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


@transaction.atomic
def appoint(*, user_id: int, role: str) -> bool:
    """Give an account a role; tell whether that changed anything."""
    if role not in User.Role.values:
        raise invalid_field("role", _("Choose one of: %(roles)s.") % {"roles": ", ".join(User.Role.values)})
    user = User.objects.select_for_update().get(id=user_id)
    if user.role == role:
        return False
    User.objects.filter(id=user_id).update(role=role)
    return True


@transaction.atomic
def set_password(*, user_id: int, password: str) -> None:
    """Replace an account's password; Invalid where it is too weak."""
    _check_password(password)
    user = User.objects.select_for_update().get(id=user_id)
    user.set_password(password)
    user.save(update_fields=["password"])


def choose_language(*, user_id: int, language: str) -> None:
    """Remember the language that somebody wants pages and mail in; Invalid for one that we do not speak."""
    if language not in dict(settings.LANGUAGES):
        raise invalid_field("language", _("We do not speak this language."))
    User.objects.filter(id=user_id).update(locale=language)


@transaction.atomic
def create_token(*, user_id: int, name: str, scopes: Collection[str], now: datetime) -> tuple[ApiToken, str]:
    """Make a token and return it with its secret, which is shown this once and never kept."""
    unknown = sorted(set(scopes) - set(Scope.values))
    if unknown:
        raise invalid_field(
            "scopes",
            _("Unknown: %(unknown)s. There are: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(Scope.values)},
        )
    # The user's row is the lock: two requests at once must not both take the last free place.
    user = User.objects.select_for_update().get(id=user_id)
    if user.api_tokens.filter(revoked_at=None, expires_at__gt=now).count() >= TOKENS_PER_PERSON:
        raise Refused("too-many-tokens", _("You have 20 tokens already. Revoke one first."))
    secret = new_token()
    token = ApiToken.objects.create(
        user=user,
        name=name.strip()[:80] or "token",
        prefix=secret[:PREFIX_LENGTH],
        secret_hash=token_hash(secret),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=now + TOKEN_LIFETIME,
    )
    return token, secret


@transaction.atomic
def revoke_token(*, public_id: str, user_id: int, now: datetime) -> None:
    """End a token of one's own; doing it twice is no error."""
    token = ApiToken.objects.select_for_update().filter(public_id=public_id, user_id=user_id).first()
    if token is None:
        raise NotFound("no-such-token", _("You have no such token."))
    ApiToken.objects.filter(id=token.id, revoked_at=None).update(revoked_at=now)


def note_token_use(token: ApiToken, *, now: datetime) -> None:
    """Write down that a token was used, at most once an hour."""
    if use_is_worth_noting(last_used_at=token.last_used_at, now=now):
        ApiToken.objects.filter(id=token.id).update(last_used_at=now)


def _clean_email(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise invalid_field("email", _("This is not an e-mail address.")) from error
    return address


def _check_password(password: str | None) -> None:
    if password is None:
        return
    try:
        validate_password(password)
    except ValidationError as error:
        raise invalid_field("password", " ".join(error.messages)) from error
