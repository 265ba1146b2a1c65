"""Sign-in asks the one gate in accounts.queries."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from accounts.models import User
from accounts.queries import may_act


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """E-mail and password; also asked on every request of a session, so a suspension ends sessions at once."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Tell whether this account may be used now."""
        return isinstance(user, User) and may_act(user, timezone.now())
