"""The other ways to show a purchase, after a form refused one: those open with this company, on this device."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils import timezone

from ratings.dashboards.queries.proving import STRANGER, customer_standing
from ratings.dashboards.queries.summaries import company_summary
from ratings.verification.queries import company_facts
from ratings.verification.rules import CustomerFacts, DeviceFacts, easiest_proofs
from web.devices import is_phone
from web.offered import ShownOffer, shown_offers


def ways_besides(method: str, slug: str, *, request: HttpRequest) -> Sequence[ShownOffer]:
    """Return the ways other than this method that have a page, the easiest first."""
    company = company_summary(slug)
    if company is None:
        return ()
    now, phone = timezone.now(), is_phone(request.headers)
    standing = customer_standing(request.user.pk, company_id=company.id, now=now) if request.user.pk else STRANGER
    offers = easiest_proofs(
        company_facts(company.id, now=now),
        DeviceFacts(is_phone=phone, gives_untouched_mail=not phone),
        CustomerFacts(is_invited=standing.invitation is not None),
    )
    shown = shown_offers(offers, slug=company.slug, invitation=standing.invitation)
    return [one for one in shown if one.method != method and one.address]
