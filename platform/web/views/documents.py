"""Showing a purchase by a photo or a PDF, and deleting what is kept of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.doors import customer, signed_in, tell
from ratings.dashboards.queries.summaries import CompanySummary, company_summary
from ratings.kernel.refusals import Refusal, Unavailable
from ratings.moderation.commands import delete_own_files
from ratings.verification.commands import show_document
from ratings.verification.models import Purchase
from ratings.verification.pages.limits import LARGEST_FILE
from ratings.verification.queries import purchases_of
from ratings.verification.rules import MOST_FILES
from ratings.verification.uploads import large_uploads
from web.document_forms import DocumentForm
from web.uploads import kept_in_memory
from web.ways import ways_besides


@csrf_exempt  # only until the body is read: what reads it checks it
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prove_document(request: HttpRequest, slug: str) -> HttpResponse:
    """Show or take the form, one large upload at a time."""
    try:
        with large_uploads(request.META.get("CONTENT_LENGTH")):
            return _prove_document(request, slug)
    except Unavailable as refusal:
        messages.error(request, str(refusal.message))
        return redirect("prove_document", slug=slug)


@kept_in_memory(largest=LARGEST_FILE, most=MOST_FILES)
def _prove_document(request: HttpRequest, slug: str) -> HttpResponse:
    company = company_summary(slug)
    if company is None:
        raise Http404
    if company.slug != slug:
        return redirect("prove_document", slug=company.slug)
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    if request.method == "POST" and form.is_valid():
        purchase = _shown(request, form, company)
        if purchase is not None:
            messages.success(
                request, _("Thank you. A person looks at it within two working days; you can write the review now.")
            )
            reviewed = purchase.backs or purchase
            return redirect(f"/write/{company.slug}/?purchase={reviewed.public_id}")
    ways = ways_besides("document", company.slug, request=request) if form.errors else ()
    page = {"company": company, "form": form, "ways": ways}
    return render(request, "prove/document.html", page, status=422 if form.errors else 200)


def _shown(request: HttpRequest, form: DocumentForm, company: CompanySummary) -> Purchase | None:
    try:
        return show_document(
            company_id=company.id,
            files=form.shown(),
            order=form.cleaned_data["order"],
            actor=customer(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        tell(form, refusal)
        return None


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete_files(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask once, then delete what is kept of the proof of one's purchase."""
    purchase = purchases_of(signed_in(request).pk, public_id=public_id).first()
    if purchase is None:
        raise Http404
    if request.method != "POST":
        return render(request, "me/delete_files.html", {"purchase": purchase})
    delete_own_files(purchase=public_id, actor=customer(request), now=timezone.now())
    messages.success(request, _("What you showed is deleted. The verdict stays."))
    return redirect("me")
