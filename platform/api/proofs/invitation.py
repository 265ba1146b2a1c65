"""`{"method": "invitation", "token": …}`."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ratings.kernel.actor import Actor
from ratings.kernel.refusals import invalid_field
from ratings.verification.commands import accept_invitation
from ratings.verification.models import Purchase


def show(given: Mapping[str, Any], actor: Actor) -> Purchase:
    """Open an invitation. Raises Invalid (`token`), Refused, Forbidden."""
    if "token" not in given:
        raise invalid_field("token", _("Send the token of the invitation."))
    return accept_invitation(token=given["token"], actor=actor, now=timezone.now())
