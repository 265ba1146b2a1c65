"""`/prove/<slug>/receipt/`: showing a purchase by the mail that the company sent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.doors import customer, signed_in, tell
from ratings.dashboards.queries.summaries import company_summary
from ratings.kernel.refusals import Refusal
from ratings.verification.commands import show_receipt
from ratings.verification.models import Purchase
from ratings.verification.queries.addresses import confirmed_addresses
from ratings.verification.rules.received import LARGEST_MAIL
from web.receipt_forms import ReceiptForm
from web.uploads import kept_in_memory
from web.ways import ways_besides


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@kept_in_memory(largest=LARGEST_MAIL)
def prove_receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """Say which mail is needed and how to get it; on POST take it, and say what became of it."""
    company = company_summary(slug)
    if company is None:
        raise Http404
    form = ReceiptForm(request.POST, request.FILES) if request.method == "POST" else ReceiptForm()
    if request.method == "POST" and form.is_valid():
        try:
            purchase = show_receipt(
                mail=form.cleaned_data["file"].read(),
                company_id=company.id,
                actor=customer(request),
                now=timezone.now(),
            )
        except Refusal as refusal:
            tell(form, refusal)
        else:
            return _shown(request, slug, purchase)
    ways = ways_besides("signed_receipt", slug, request=request) if form.errors else ()
    page = {
        "company": company,
        "form": form,
        "ways": ways,
        "addresses": sorted(confirmed_addresses(signed_in(request).pk)),
    }
    return render(request, "prove/receipt.html", page, status=422 if form.errors else 200)


def _shown(request: HttpRequest, slug: str, purchase: Purchase) -> HttpResponse:
    """Go on to the review: it can be written while a proof is being checked."""
    if purchase.state == Purchase.State.ACCEPTED:
        messages.success(request, _("Thank you. The mail proves your purchase."))
    elif purchase.inspections.exists():
        messages.info(
            request,
            _("Thank you. A person looks at this mail within two working days. You can write your review meanwhile."),
        )
    else:
        messages.info(
            request,
            _(
                "Thank you. The company's key cannot be reached at the moment; we try again for three days. You can "
                "write your review meanwhile."
            ),
        )
    address = reverse("write", kwargs={"slug": slug})
    reviewed = purchase.backs or purchase
    return redirect(f"{address}?{urlencode({'purchase': reviewed.public_id})}")
