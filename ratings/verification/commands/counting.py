"""Counting into the public log, once a day: tokens redeemed, proofs drawn, and how that ended."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Refused
from ratings.verification.models import CountedDay, Draw, ProofDay, SpentPurchaseToken


@transaction.atomic
def count_proofs(*, day: date, actor: Actor, now: datetime) -> int:
    """
    Record one UTC day's figures of every company that has any; return how many have.

    Raises Forbidden, Refused (`too-early`, `already-counted`).
    """
    if not actor.is_system:
        raise Forbidden("not-the-system", _("Only the clock does this."))
    if day >= now.astimezone(UTC).date():
        raise Refused("too-early", _("This day is not over."))
    try:
        with transaction.atomic():
            CountedDay.objects.create(day=day, counted_at=now)
    except IntegrityError as error:
        raise Refused("already-counted", _("This day has been counted already.")) from error
    days = ProofDay.objects.bulk_create(_figures(day))
    for one in days:
        figures = {"tokens": one.tokens, "drawn": one.drawn, "backed": one.backed, "failed": one.failed}
        record(
            "proofs.counted",
            company_id=one.company_id,
            subject=one.company.public_id,
            now=now,
            day=f"{day:%Y-%m-%d}",
            **figures,
        )
    return len(days)


def _figures(day: date) -> list[ProofDay]:
    begins = datetime.combine(day, time.min, UTC)
    span = (begins, begins + timedelta(days=1) - timedelta(microseconds=1))
    found: dict[int, ProofDay] = {}

    def row(company_id: int) -> ProofDay:
        return found.setdefault(company_id, ProofDay(company_id=company_id, day=day))

    spent = SpentPurchaseToken.objects.filter(spent_at__range=span).values_list("company_id", "key__thumbprint")
    for (company_id, thumbprint), n in sorted(Counter(spent.iterator()).items()):
        row(company_id).tokens[thumbprint] = n
    for company_id in Draw.objects.filter(drawn_at__range=span).values_list("purchase__company_id", flat=True):
        row(company_id).drawn += 1
    ended = Draw.objects.filter(ended_at__range=span).values_list("purchase__company_id", "is_backed")
    for company_id, is_backed in ended:
        row(company_id).backed += bool(is_backed)
        row(company_id).failed += not is_backed
    return [found[company_id] for company_id in sorted(found)]


def count_missed_days(*, now: datetime, actor: Actor) -> int:
    """Count every day that is over and was not counted, the oldest first; return how many days."""
    today = now.astimezone(UTC).date()
    latest = CountedDay.objects.order_by("-day").values_list("day", flat=True).first()
    day = latest + timedelta(days=1) if latest else _first_day() or today
    counted = 0
    while day < today:
        try:
            count_proofs(day=day, actor=actor, now=now)
            counted += 1
        except Refused as refusal:
            if refusal.code != "already-counted":  # by another bell, rung at the same time
                raise
        day += timedelta(days=1)
    return counted


def _first_day() -> date | None:
    firsts = [
        SpentPurchaseToken.objects.order_by("spent_at").values_list("spent_at", flat=True).first(),
        Draw.objects.order_by("drawn_at").values_list("drawn_at", flat=True).first(),
    ]
    return min((one.astimezone(UTC).date() for one in firsts if one is not None), default=None)
