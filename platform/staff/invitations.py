"""How many of each company's orders are invited: everybody at the desk sees it, the operator changes it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.doors import signed_in, staff_actor, staff_only, tell
from accounts.models import User
from ratings.companies.models import Company
from ratings.dashboards.queries.desk import desk_figures
from ratings.kernel.refusals import Refusal, invalid_field
from ratings.verification.commands import set_invitation_share
from ratings.verification.queries import sampled_companies


class InvitationShareForm(forms.Form):
    """A company, and which share of its orders is invited."""

    company = forms.CharField(
        label=gettext_lazy("Company"),
        max_length=80,
        help_text=gettext_lazy("The last part of its page's address, such as acme."),
    )
    share = forms.IntegerField(
        label=gettext_lazy("Share of its orders that is invited, in percent"),
        help_text=gettext_lazy(
            "100 invites all. Below that we draw by a keyed hash of each order. It is public, and holds for orders "
            "registered from now on."
        ),
        widget=forms.NumberInput(attrs={"min": 1, "max": 100}),
    )


@never_cache
@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_shares(request: HttpRequest) -> HttpResponse:
    """List the companies of which only a sample is invited; on POST change a company's share."""
    form = InvitationShareForm(request.POST or None, initial={"company": request.GET.get("company", "")[:80]})
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, **form.cleaned_data)
        except Refusal as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The share is changed, and the public log says so."))
            return redirect("invitation_shares")
    page = {
        "form": form,
        "sampled": sampled_companies(),
        "figures": desk_figures(now=timezone.now()),
        "may_change": signed_in(request).role == User.Role.OPERATOR,
    }
    return render(request, "staff/invitation_shares.html", page, status=422 if form.errors else 200)


def _change(request: HttpRequest, company: str, share: int) -> None:
    company_id = Company.objects.filter(slug=company.strip()).values_list("pk", flat=True).first()
    if company_id is None:
        raise invalid_field("company", _("There is no such company."))
    set_invitation_share(company_id=company_id, share=share, actor=staff_actor(request), now=timezone.now())
