"""Account pages that allauth does not have: API tokens, the language, one's data and its end."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from accounts.commands import choose_language, create_token, revoke_token
from accounts.erasure import erase, export_of
from accounts.forms import ErasureForm, TokenForm
from accounts.models import User
from accounts.queries import tokens_of
from ratings.kernel.refusals import Refusal


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens; make one and show it this once."""
    assert isinstance(request.user, User)
    form = TokenForm(request.POST or None)
    secret, status = "", 200
    if request.method == "POST":
        secret = _created(form, request.user.pk)
        form, status = (TokenForm(), 201) if secret else (form, 422)
    page = {"form": form, "secret": secret, "tokens": tokens_of(request.user.pk), "now": timezone.now()}
    return render(request, "accounts/tokens.html", page, status=status)


def _created(form: TokenForm, user_id: int) -> str:
    if not form.is_valid():
        return ""
    try:
        _, secret = create_token(user_id=user_id, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return ""
    return secret


@login_required
@require_POST
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """End one of one's tokens."""
    assert isinstance(request.user, User)
    revoke_token(public_id=public_id, user_id=request.user.pk, now=timezone.now())
    return redirect("tokens")


@never_cache
@login_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Say what is kept of a person, and offer to take it along or to end it."""
    return render(request, "accounts/data.html", {"form": ErasureForm(address="")})


@never_cache
@login_required
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def export(request: HttpRequest) -> HttpResponse:
    """Hand out all that is kept of oneself, as a file (GDPR, Articles 15 and 20)."""
    assert isinstance(request.user, User)
    kept = export_of(request.user)
    headers = {"Content-Disposition": f'attachment; filename="evenhand-{timezone.now():%Y-%m-%d}.json"'}
    return JsonResponse(
        kept, headers=headers, encoder=DjangoJSONEncoder, json_dumps_params={"indent": 2, "ensure_ascii": False}
    )


@never_cache
@login_required
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def erasure(request: HttpRequest) -> HttpResponse:
    """End one's account for good (GDPR, Article 17)."""
    assert isinstance(request.user, User)
    form = ErasureForm(request.POST, address=request.user.email)
    if not form.is_valid():
        return render(request, "accounts/data.html", {"form": form}, status=422)
    erase(user_id=request.user.pk, keep_reviews=form.cleaned_data["reviews"] == "keep", now=timezone.now())
    logout(request)
    messages.success(request, _("Your account is erased. Nothing leads from here to you any more."))
    return redirect("home")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Set the language of this device, and of the account where somebody is signed in."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        choose_language(user_id=request.user.pk, language=chosen)
    return set_language(request)
