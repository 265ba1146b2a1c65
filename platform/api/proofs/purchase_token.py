"""`{"method": "purchase_token", "token": …}`, and the company's slug where the token may be from no other."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ratings.kernel.actor import Actor
from ratings.kernel.refusals import invalid_field
from ratings.verification.commands import redeem_purchase_token
from ratings.verification.models import Purchase


def show(given: Mapping[str, Any], actor: Actor) -> Purchase:
    """Redeem a purchase token. Raises Invalid (`token`), Refused, Forbidden."""
    if "token" not in given:
        raise invalid_field("token", _("Send the token that the company gave you: three parts with dots between."))
    company = given.get("company", "")
    return redeem_purchase_token(token=given["token"], company=company, actor=actor, now=timezone.now())
