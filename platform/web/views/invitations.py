"""`/i/<token>/`: what an invitation's link opens. Looking changes nothing; only the button does."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.doors import customer, tell
from ratings.kernel.refusals import Invalid, Refusal
from ratings.verification.commands import accept_invitation
from ratings.verification.models import Purchase
from ratings.verification.queries import InvitationSeen, invitation_by
from web.invited import welcome
from web.order_forms import NamedMailboxForm
from web.ways import ways_besides


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites and what for; on the button open the invitation."""
    if request.method == "POST":
        return _named(request, token) if "email" in request.POST else _open(request, token, invitation_by(token))
    return _page(request, invitation_by(token))


def _named(request: HttpRequest, token: str) -> HttpResponse:
    """Open an invitation whose address we have forgotten, for who names that address."""
    form = NamedMailboxForm(request.POST)
    if form.is_valid():
        try:
            seen = invitation_by(token, said=form.cleaned_data["email"])
        except Invalid as refusal:
            tell(form, refusal)
        else:
            return _open(request, token, seen)
    return _page(request, invitation_by(token), form=form)


def _page(
    request: HttpRequest, seen: InvitationSeen, problem: str = "", *, form: NamedMailboxForm | None = None
) -> HttpResponse:
    is_mine = seen.opened_by is not None and seen.opened_by == request.user.pk
    is_refused = bool(problem) or form is not None or (seen.opened_at is not None and not is_mine)
    page = {
        "invitation": seen,
        "is_mine": is_mine,
        "ways": ways_besides("invitation", seen.company_slug, request=request) if is_refused else (),
        "problem": problem,
        "sign_in": _sign_in(request),
        "form": form or NamedMailboxForm(),
    }
    status = 409 if problem else 422 if form is not None else 200
    return render(request, "invitations/invitation.html", page, status=status)


def _sign_in(request: HttpRequest) -> str:
    return f"{reverse('account_login')}?{urlencode({'next': request.path})}"


def _open(request: HttpRequest, token: str, seen: InvitationSeen) -> HttpResponse:
    try:
        if request.user.is_authenticated:
            purchase = accept_invitation(token=token, actor=customer(request), now=timezone.now())
        elif seen.mailbox is None or seen.has_account or seen.opened_at is not None:
            return redirect(_sign_in(request))
        else:
            purchase = _come_in(request, token, seen.mailbox)
    except Refusal as refusal:
        return _page(request, invitation_by(token), problem=str(refusal.message))
    address = reverse("write", kwargs={"slug": seen.company_slug})
    return redirect(f"{address}?{urlencode({'purchase': purchase.public_id})}")


def _come_in(request: HttpRequest, token: str, mailbox: str) -> Purchase:
    language = get_language() or settings.LANGUAGE_CODE
    user, purchase = welcome(token=token, mailbox=mailbox, language=language[:2], now=timezone.now())
    login(request, user, backend="accounts.backends.Backend")
    return purchase
