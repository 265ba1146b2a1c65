"""Keeping the archive of DKIM keys: what the DNS has today for the senders whose mails we take."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden
from ratings.verification.examining import keep_key
from ratings.verification.lookup import EACH_TRY, Outcome, Patience, look_up_key
from ratings.verification.models import DkimKey

KEPT_UP_FOR = timedelta(days=120)
"""How long after a key was last in the DNS its name is asked for."""
MOST_NAMES = 2000


def fetch_keys(*, actor: Actor, now: datetime) -> int:
    """Ask for every key that was in the DNS in the last four months; return how many names answered."""
    if not actor.is_system:
        raise Forbidden("not-the-system", _("Only time does this."))
    names = (
        DkimKey.objects.filter(last_seen_at__gte=now - KEPT_UP_FOR)
        .order_by("domain", "selector")
        .values_list("domain", "selector")
        .distinct()[:MOST_NAMES]
    )
    return sum(_fetch(domain, selector, now=now) for domain, selector in names)


def _fetch(domain: str, selector: str, *, now: datetime) -> bool:
    answer = look_up_key(domain=domain, selector=selector, patience=Patience(3 * EACH_TRY))
    for record in answer.records:
        keep_key(domain=domain, selector=selector, record=record, now=now)
    return answer.outcome is Outcome.FOUND
