"""Taking a private token for a purchase of one's own."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.doors import customer, signed_in
from ratings.kernel.refusals import Refusal
from ratings.verification.commands import refuse_token
from ratings.verification.models import Purchase
from ratings.verification.queries import token_class, tokens_issued


@never_cache
@login_required
@require_safe
def prove_private(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what private mode protects from and what it costs, and let the browser take the token."""
    mine = Purchase.objects.select_related("company").filter(public_id=public_id, customer=signed_in(request)).first()
    if mine is None:
        raise Http404
    now = timezone.now()
    year = mine.token_class.year if mine.token_class else now.year
    found = token_class(mine.company_id, year, mine.group)
    page = {
        "purchase": mine,
        "company": mine.company,
        "year": year,
        "issued": tokens_issued(found.pk) if found else 0,
        "refusal": _refusal(request, mine),
    }
    return render(request, "private/take.html", page)


def _refusal(request: HttpRequest, mine: Purchase) -> Refusal | None:
    try:
        refuse_token(purchase_id=mine.pk, actor=customer(request), now=timezone.now())
    except Refusal as refusal:
        return refusal
    return None
