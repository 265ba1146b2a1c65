"""Classes of private proofs at the desk: what they hold, and revoking one by two moderators."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import signed_in, staff_actor, staff_only, tell
from accounts.models import User
from ratings.dashboards.queries.desk import desk_figures, private_classes
from ratings.kernel.refusals import Refusal
from ratings.moderation.commands import (
    carry_out_class_revocation,
    drop_class_revocation,
    propose_class_revocation,
)
from ratings.moderation.rules import LONGEST_WORDS


class ProposalForm(forms.Form):
    """Why a class of private proofs should be revoked."""

    token_class = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=gettext_lazy("Facts, for each author and the public"),
        max_length=LONGEST_WORDS,
        help_text=gettext_lazy("What shows that this class is not genuine. At least 20 characters; nothing personal."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@never_cache
@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def classes(request: HttpRequest) -> HttpResponse:
    """List the classes of private proofs; on POST propose to revoke one."""
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            propose_class_revocation(
                token_class_id=form.cleaned_data["token_class"],
                words=form.cleaned_data["words"],
                actor=staff_actor(request),
                now=timezone.now(),
            )
        except Refusal as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Proposed. Another moderator has to agree before anything happens."))
            return redirect("private_classes")
    page = {
        "classes": private_classes(),
        "figures": desk_figures(now=timezone.now()),
        "form": form,
        "wrong_class": form.data.get("token_class", "") if form.errors else "",
        "is_moderator": signed_in(request).role == User.Role.MODERATOR,
        "me": signed_in(request).pk,
    }
    return render(request, "staff/private_classes.html", page, status=422 if form.errors else 200)


@staff_only
@require_POST
def carry_out(request: HttpRequest, public_id: str) -> HttpResponse:
    """Agree, and revoke the class."""
    done = carry_out_class_revocation(revocation=public_id, actor=staff_actor(request), now=timezone.now())
    words = ngettext(
        "Revoked. %(n)d review was taken away, with its statement of reasons.",
        "Revoked. %(n)d reviews were taken away, each with its statement of reasons.",
        done.reviews,
    )
    messages.success(request, words % {"n": done.reviews})
    return redirect("private_classes")


@staff_only
@require_POST
def drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leave the class as it is."""
    drop_class_revocation(revocation=public_id, actor=staff_actor(request), now=timezone.now())
    messages.success(request, _("The class stays as it is."))
    return redirect("private_classes")
