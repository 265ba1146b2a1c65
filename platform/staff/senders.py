"""`/desk/senders/`: who sends mails for whom. Everybody at the desk sees it; the operator decides."""

from collections.abc import Sequence

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import signed_in, staff_actor, staff_only, tell
from accounts.models import User
from ratings.companies.models import Slug
from ratings.dashboards.queries.desk import desk_figures
from ratings.kernel.refusals import Invalid
from ratings.verification.commands import confirm_sender, refuse_sender
from ratings.verification.queries.senders import confirmed_senders, waiting_senders
from staff.sender_forms import SenderForm


@never_cache
@staff_only
@require_safe
def senders(request: HttpRequest) -> HttpResponse:
    """List the senders that wait and those that are confirmed."""
    return _page(request)


def _page(request: HttpRequest, *, wrong: str = "", form: Form | None = None) -> HttpResponse:
    """Show the lists; `wrong` is the sender whose form is shown again with what is wrong in it."""
    waiting = [(one, form if one.sender.public_id == wrong else _fresh(one.companies)) for one in waiting_senders()]
    page = {
        "waiting": waiting,
        "confirmed": confirmed_senders(),
        "figures": desk_figures(now=timezone.now()),
        "may_decide": signed_in(request).role == User.Role.OPERATOR,
    }
    return render(request, "staff/senders.html", page, status=422 if wrong else 200)


def _fresh(companies: Sequence[tuple[str, str, int]]) -> SenderForm:
    """Return the form with the company that most customers named."""
    return SenderForm(initial={"company": companies[0][1] if companies else ""})


@staff_only
@require_POST
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say for whom a sender sends."""
    form = SenderForm(request.POST)
    if form.is_valid():
        try:
            confirm_sender(
                sender=public_id,
                company_id=Slug.objects.filter(slug=form.cleaned_data["company"].strip().lower())
                .values_list("company_id", flat=True)
                .first(),
                kind=form.cleaned_data["kind"],
                actor=staff_actor(request),
                now=timezone.now(),
            )
        except Invalid as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Confirmed. The mails that wait are judged within a minute."))
            return redirect("senders")
    return _page(request, wrong=public_id, form=form)


@staff_only
@require_POST
def refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take no mails of a sender."""
    refuse_sender(sender=public_id, actor=staff_actor(request), now=timezone.now())
    messages.success(request, _("No mails of this sender are taken any more."))
    return redirect("senders")
