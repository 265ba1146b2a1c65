"""Coming in through an invitation: the link was sent to a mailbox, so opening it confirms that mailbox."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.commands import choose_language, create_user
from accounts.models import User
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Refused
from ratings.verification.commands import accept_invitation
from ratings.verification.models import Purchase


@transaction.atomic
def welcome(*, token: str, mailbox: str, language: str, now: datetime) -> tuple[User, Purchase]:
    """
    Make an account for the invited mailbox and open the invitation for it: both, or neither.

    Raises Refused (`address-taken`, `invitation-used`), Invalid.
    """
    try:
        with transaction.atomic():
            user = create_user(email=mailbox, role=User.Role.CUSTOMER, password=None, now=now)
    except IntegrityError as error:  # another tab was a moment faster
        raise Refused("address-taken", _("There is an account with this address already.")) from error
    choose_language(user_id=user.pk, language=language)
    return user, accept_invitation(token=token, actor=Actor.customer(user.pk), now=now)
