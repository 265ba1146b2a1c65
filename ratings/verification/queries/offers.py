"""What a company lets its customers show their purchases by."""

from datetime import datetime, timedelta

from django.db.models import Exists, Q

from ratings.companies.models import Company, Domain
from ratings.verification.models import Order, Sender, SigningKey
from ratings.verification.rules import OLDEST_ORDER_DAYS, CompanyFacts


def company_facts(company_id: int, *, now: datetime) -> CompanyFacts:
    """Return what the choice of a proof needs to know of a company, in one query."""
    since = now - timedelta(days=OLDEST_ORDER_DAYS)
    facts = (
        Company.objects.filter(pk=company_id)
        .annotate(
            has_known_mail=Q(Exists(Domain.objects.filter(company_id=company_id)))
            | Q(Exists(Sender.objects.filter(company_id=company_id, state=Sender.State.CONFIRMED))),
            registers_orders=Exists(Order.objects.filter(company_id=company_id, registered_at__gte=since)),
            signs_codes=Exists(
                SigningKey.objects.filter(
                    Q(retires_at=None) | Q(retires_at__gt=now), company_id=company_id, revoked_at=None
                )
            ),
        )
        .values("has_known_mail", "registers_orders", "signs_codes")
        .first()
    )
    return CompanyFacts(**facts) if facts else CompanyFacts()
