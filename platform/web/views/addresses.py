"""`/me/addresses/`: the addresses that one gets order mails at, and the one to send them to."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import customer, signed_in, tell
from ratings.kernel.refusals import Refusal
from ratings.verification.commands import (
    add_address,
    close_receiving_address,
    confirm_address,
    remove_address,
    renew_receiving_address,
)
from ratings.verification.mail_programs import mail_programs
from ratings.verification.queries import own_addresses, receiving_address
from web.addresses_forms import AddressForm, CodeForm


def _page(
    request: HttpRequest, *, address_form: Form | None = None, code_form: Form | None = None, status: int = 200
) -> HttpResponse:
    user = signed_in(request)
    page = {
        "own": user.email,
        "addresses": own_addresses(user.pk),
        "address_form": address_form or AddressForm(),
        "code_form": code_form,
        "takes_mails": bool(settings.RECEIPTS_ADDRESS),
        "receiving_address": receiving_address(user.pk),
        "mail_programs": mail_programs(),
    }
    return render(request, "me/addresses.html", page, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_addresses(request: HttpRequest) -> HttpResponse:
    """List one's addresses; have a code sent to a further one."""
    if request.method != "POST":
        return _page(request)
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            add_address(address=form.cleaned_data["address"], actor=customer(request), now=timezone.now())
        except Refusal as refusal:
            tell(form, refusal)
        else:
            return _page(request, code_form=CodeForm(initial={"address": form.cleaned_data["address"]}))
    return _page(request, address_form=form, status=422)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Type the code that was sent."""
    if request.method != "POST":
        return _page(request, code_form=CodeForm())
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            confirm_address(actor=customer(request), now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The address is confirmed. Order mails to it are taken."))
            return redirect("my_addresses")
    return _page(request, code_form=form, status=422)


@login_required
@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a further address back."""
    remove_address(address=public_id, actor=customer(request), now=timezone.now())
    messages.success(request, _("The address is removed. Order mails to it are no longer taken."))
    return redirect("my_addresses")


@login_required
@require_POST
def renew_receiving(request: HttpRequest) -> HttpResponse:
    """Make a receiving address, or a new one."""
    renew_receiving_address(actor=customer(request), now=timezone.now())
    messages.success(request, _("This is your receiving address from now on."))
    return redirect("my_addresses")


@login_required
@require_POST
def close_receiving(request: HttpRequest) -> HttpResponse:
    """Close one's receiving address."""
    close_receiving_address(actor=customer(request), now=timezone.now())
    messages.success(request, _("Your receiving address is closed. Mails to it are refused."))
    return redirect("my_addresses")
