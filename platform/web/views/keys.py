"""`/business/<slug>/keys/`: the keys that a company signs purchase tokens with."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.doors import tell
from ratings.claims.models import Representative
from ratings.kernel.refusals import Refusal
from ratings.verification.commands import register_key, retire_key, revoke_key
from ratings.verification.commands.keys import KEEPERS
from ratings.verification.commands.numbers import order_key
from ratings.verification.queries import TokenSeen, key_of, keys_of, token_by
from web.qr import Drawing, qr_of
from web.teams import actor_of, team_of
from web.token_forms import KeyForm, RetirementForm, TokenForm


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest, slug: str) -> HttpResponse:
    """List the keys, register one, or try a token out."""
    team = team_of(request, slug)
    if request.method == "POST" and "token" in request.POST:
        return _try_out(request, team)
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            register_key(company_id=team.company_id, actor=actor_of(team), now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The key is registered, and the public log says so. Tokens may be signed now."))
            return redirect("business_keys", slug=slug)
    return _page(request, team, form=form)


def _try_out(request: HttpRequest, team: Representative) -> HttpResponse:
    """Check a token as a customer's would be, spending nothing; a good one is shown as link and QR code."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, team, trial=form)
    token = form.cleaned_data["token"]
    try:
        seen = token_by(token, now=timezone.now())
    except Refusal as refusal:
        tell(form, refusal)
        return _page(request, team, trial=form)
    link = settings.PUBLIC_URL.rstrip("/") + reverse("token_link", kwargs={"token": token})
    return _page(request, team, trial=form, seen=seen, drawing=qr_of(link), link=link)


def _page(
    request: HttpRequest,
    team: Representative,
    *,
    form: Form | None = None,
    trial: Form | None = None,
    seen: TokenSeen | None = None,
    drawing: Drawing | None = None,
    link: str = "",
) -> HttpResponse:
    may_change = team.role in KEEPERS
    page = {
        "team": team,
        "keys": keys_of(team.company_id, now=timezone.now()),
        "form": form or KeyForm(),
        "trial": trial or TokenForm(),
        "seen": seen,
        "drawing": drawing,
        "link": link,
        "may_change": may_change,
        "origin": settings.PUBLIC_URL.rstrip("/"),
        "order_key": order_key(team.company_id).hex() if may_change else "",
    }
    wrong = any(one is not None and one.errors for one in (form, trial))
    return render(request, "business/keys.html", page, status=422 if wrong else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def key(request: HttpRequest, slug: str, kid: str) -> HttpResponse:
    """Show one key; retire it on a day, or revoke it now."""
    team = team_of(request, slug)
    form = RetirementForm(request.POST or None) if "revoke" not in request.POST else RetirementForm()
    if request.method == "POST" and ("revoke" in request.POST or form.is_valid()):
        try:
            _change(request, team, kid, form)
        except Refusal as refusal:
            if not form.is_bound:
                raise
            if "retires_at" in refusal.fields:
                refusal.fields = {"last_day": refusal.fields["retires_at"]}
            tell(form, refusal)
        else:
            return redirect("business_keys", slug=slug)
    seen = key_of(team.company_id, kid, now=timezone.now())
    if seen is None:
        raise Http404
    page = {"team": team, "key": seen, "form": form, "may_change": team.role in KEEPERS}
    return render(request, "business/key.html", page, status=422 if form.errors else 200)


def _change(request: HttpRequest, team: Representative, kid: str, form: RetirementForm) -> None:
    actor, now = actor_of(team), timezone.now()
    if "revoke" in request.POST:
        revoke_key(company_id=team.company_id, kid=kid, actor=actor, now=now)
        messages.success(request, _("The key is revoked. Tokens that it signed and nobody has used prove nothing now."))
    else:
        retire_key(company_id=team.company_id, kid=kid, retires_at=form.retires_at(), actor=actor, now=now)
        messages.success(request, _("The key retires on that day. Register the next one before it does."))
