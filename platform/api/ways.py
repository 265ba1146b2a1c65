"""The ways to show a purchase that are open instead, for a client that was refused one."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone
from rest_framework.request import Request

from ratings.dashboards.queries.proving import customer_standing
from ratings.dashboards.queries.summaries import company_summary
from ratings.verification.models import Method
from ratings.verification.queries import company_facts
from ratings.verification.rules import CustomerFacts, DeviceFacts, easiest_proofs, instead_of

type Way = Mapping[str, str]

PAGES: Mapping[str, str] = {
    Method.PURCHASE_TOKEN: "prove_token",
    Method.SIGNED_RECEIPT: "prove_receipt",
    Method.DOCUMENT: "prove_document",
}


def ways_instead(request: Request, *, company: str, method: str, code: str, user_id: int) -> list[Way]:
    """Return each way that is open with a company, the likeliest first, with its page; none for a slug of nobody's."""
    summary = company_summary(company)
    if summary is None:
        return []
    now = timezone.now()
    invitation = customer_standing(user_id, company_id=summary.id, now=now).invitation
    offers = easiest_proofs(
        company_facts(summary.id, now=now), DeviceFacts(), CustomerFacts(is_invited=invitation is not None)
    )
    pages = {name: reverse(page, args=[summary.slug]) for name, page in PAGES.items()}
    if invitation is not None:
        pages[Method.INVITATION] = reverse("invitation", args=[invitation])
    open_here = [one.method for one in offers if one.method in pages]
    return [
        {"method": one, "page": request.build_absolute_uri(pages[one])}
        for one in instead_of(code, method=method, open_here=open_here)
    ]
