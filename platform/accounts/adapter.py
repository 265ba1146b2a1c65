"""How allauth's flows write our accounts and send our mail."""

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import may_act

log = structlog.get_logger()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's hooks, as far as ours differ."""

    def new_user(self, request: HttpRequest) -> User:
        """Remember the language in which somebody signs up: mails are written in it."""
        return User(locale=get_language() or "en")

    def clean_email(self, email: str) -> str:
        """Return the address in lower case, as it is kept: one account per address in any case."""
        return str(super().clean_email(email)).lower()

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: object) -> HttpResponse | None:
        """Turn away whoever may not act, by whichever way they come in (code, passkey, password)."""
        assert isinstance(user, User)
        if not may_act(user, timezone.now()):
            return redirect("account_inactive")
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Send a mail; a mail server that is down is told on the page and never breaks it."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            # Its kind only: what a mail server says holds the address.
            log.error("mail_not_sent", template=template_prefix, error=type(error).__name__)  # noqa: TRY400
            messages.error(self.request, _("We could not send the e-mail just now. Please try again in a few minutes."))
