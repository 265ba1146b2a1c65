"""Trying parked entries again: what failed at a mail server that was down goes out once it is back."""

from datetime import datetime

import structlog
from django.db import transaction

from ratings.journal.followers import Reactor, reactors
from ratings.journal.models import Entry, Parked
from ratings.journal.reacting import told
from ratings.journal.rules import pause_after

log = structlog.get_logger(__name__)


def retry_parked(*, now: datetime) -> int:
    """Try every parked entry whose time has come, each in a transaction of its own; return how many went well."""
    known = {reactor.name: reactor for reactor in reactors()}
    due = Parked.objects.filter(next_try_at__lte=now, reactor__in=known).order_by("position")
    return sum(_retry(parked_id, known, now=now) for parked_id in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _retry(parked_id: int, known: dict[str, Reactor], *, now: datetime) -> bool:
    due = Parked.objects.select_for_update(skip_locked=True).filter(pk=parked_id, next_try_at__lte=now)
    if (parked := due.first()) is None:
        return False
    try:
        with transaction.atomic():
            known[parked.reactor].react(Entry.objects.get(position=parked.position), now=now)
    except Exception as error:  # noqa: BLE001 - the others are not to wait for a person
        _put_off(parked, error, now=now)
        return False
    parked.delete()
    return True


def _put_off(parked: Parked, error: Exception, *, now: datetime) -> None:
    parked.tries += 1
    parked.error = told(error)
    pause = pause_after(parked.tries)
    parked.next_try_at = None if pause is None else now + pause
    parked.save(update_fields=["tries", "error", "next_try_at"])
    say = log.error if pause is None else log.warning
    say("parked_again", reactor=parked.reactor, position=parked.position, tries=parked.tries)
