"""`/t/<token>/` and `/prove/<slug>/token/`: showing a purchase by the company's token. Looking changes nothing."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.doors import customer, tell
from ratings.companies.models import Company
from ratings.kernel.refusals import Refusal
from ratings.verification.commands import redeem_purchase_token
from ratings.verification.models import Purchase
from ratings.verification.queries import TokenSeen, token_by
from web.refusals import STATUS
from web.token_forms import TokenForm
from web.ways import ways_besides


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a token is for; on the button redeem it."""
    seen = None
    try:
        seen = token_by(token, now=timezone.now())
        if request.method != "POST":
            return _page(request, seen)
        if not request.user.is_authenticated:
            return redirect(_sign_in(request))
        return _to_review(redeem_purchase_token(token=token, actor=customer(request), now=timezone.now()))
    except Refusal as refusal:
        return _page(request, seen, refusal)


def _page(request: HttpRequest, seen: TokenSeen | None, refusal: Refusal | None = None) -> HttpResponse:
    # To anybody else a used token looks as good as new: its company has copies, and shall not see who has come.
    is_mine = seen is not None and seen.used_by is not None and seen.used_by == request.user.pk
    page = {
        "token": None if refusal else seen,
        "is_mine": is_mine,
        "ways": ways_besides("purchase_token", seen.company_slug, request=request) if seen and refusal else (),
        "problem": str(refusal.message) if refusal else "",
        "sign_in": _sign_in(request),
    }
    return render(request, "prove/token_link.html", page, status=STATUS[type(refusal)] if refusal else 200)


def _sign_in(request: HttpRequest) -> str:
    return f"{reverse('account_login')}?{urlencode({'next': request.path})}"


def _to_review(purchase: Purchase) -> HttpResponse:
    address = reverse("write", kwargs={"slug": purchase.company.slug})
    return redirect(f"{address}?{urlencode({'purchase': purchase.public_id})}")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prove_token(request: HttpRequest, slug: str) -> HttpResponse:
    """Paste or type a token of one company."""
    company = Company.objects.filter(slug=slug).first()
    if company is None:
        raise Http404
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        token = form.cleaned_data["token"]
        try:
            return _to_review(
                redeem_purchase_token(token=token, company=slug, actor=customer(request), now=timezone.now())
            )
        except Refusal as refusal:
            tell(form, refusal)
    ways = ways_besides("purchase_token", slug, request=request) if form.errors else ()
    page = {"company": company, "form": form, "ways": ways}
    return render(request, "prove/token.html", page, status=422 if form.errors else 200)
