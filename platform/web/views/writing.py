"""Writing a review, and proposing a company that is not listed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.doors import customer, signed_in, tell
from ratings.companies.commands import propose_company
from ratings.dashboards.queries.proving import private_until
from ratings.dashboards.queries.summaries import CompanySummary, company_summary
from ratings.kernel.refusals import Refusal
from ratings.reviews.commands import submit_review
from ratings.reviews.commands.submit import needs_more, pseudonym_for
from ratings.reviews.queries import review_about
from ratings.verification.models import Purchase
from ratings.verification.queries import reviewable_purchases
from web.forms import ProposalForm, ReviewForm


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Review one of one's purchases from a company; without one, go on to showing it, or to what is written."""
    company = company_summary(slug)
    if company is None:
        raise Http404
    user_id, named = signed_in(request).pk, request.GET.get("purchase", "")
    written = review_about(named, author_id=user_id) if named else None
    if written is not None:
        return redirect("my_review", public_id=written.public_id)
    purchases = list(reviewable_purchases(user_id, company_id=company.id))
    chosen = _chosen(purchases, named)
    page = {"company": company, "purchases": purchases, "chosen": chosen}
    if not purchases or private_until(user_id, company_id=company.id, now=timezone.now()):
        return redirect("prove", slug=company.slug)
    if chosen is None:
        return render(request, "reviews/choose_purchase.html", page)
    return _write(request, page, company, chosen)


def _chosen(purchases: list[Purchase], public_id: str) -> Purchase | None:
    """Return the purchase that is named, or the only one there is."""
    if public_id:
        return next((one for one in purchases if one.public_id == public_id), None)
    return purchases[0] if len(purchases) == 1 else None


def _write(request: HttpRequest, page: dict[str, object], company: CompanySummary, chosen: Purchase) -> HttpResponse:
    form = ReviewForm(request.POST or None, is_order_only=needs_more(chosen, not_delivered=False))
    is_preview = "preview" in request.POST
    if request.method == "POST" and form.is_valid():
        try:
            if not is_preview:
                review = submit_review(
                    purchase=chosen.public_id, draft=form.draft(), actor=customer(request), now=timezone.now()
                )
                messages.success(request, _("Thank you. Your review has been sent."))
                return redirect("my_review", public_id=review.public_id)
            page["preview"] = form.draft().cleaned(now=timezone.now())
        except Refusal as refusal:
            tell(form, refusal)
    page |= {"form": form, "pseudonym": pseudonym_for(user_id=signed_in(request).pk, company_id=company.id)}
    return render(request, "reviews/write.html", page, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Ask that a company be listed."""
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            propose_company(particulars=form.particulars(), actor=customer(request), now=timezone.now())
        except Refusal as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Thank you. We look for the legal person behind this address."))
            return redirect("me")
    return render(request, "companies/propose.html", {"form": form}, status=422 if form.errors else 200)
