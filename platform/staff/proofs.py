"""The desk for proofs: what waits for a person's look, one proof on one page, its files for who holds it alone."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.doors import signed_in, staff_actor, staff_only, tell
from accounts.models import User
from ratings.dashboards.queries.desk import desk_figures
from ratings.kernel.refusals import Forbidden, NotFound, Refusal
from ratings.moderation.queries import open_case_about
from ratings.verification.commands import accept_inspected, claim_inspection, open_file, refuse_inspected
from ratings.verification.models import Inspection, SealedFile
from ratings.verification.queries import (
    InspectionInFull,
    inspection_figures,
    inspection_in_full,
    inspection_queue,
    openings,
)
from staff.mail_text import MailText, mail_text
from staff.proof_forms import AcceptProofForm, RefuseProofForm

IMAGES = ("image/jpeg", "image/png")
OF_A_PAGE = {
    # What is opened by itself in a tab must not do there what our own pages may.
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""A browser shows a bare image in a page of its own making, which needs a style."""


@never_cache
@staff_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """List the proofs that wait for a person by urgency, of one reason where one is asked for."""
    now = timezone.now()
    asked = request.GET.get("reason", "")
    reason = asked if asked in Inspection.Reason.values else ""
    page = {
        "figures": desk_figures(now=now),
        "waiting": inspection_figures(now=now),
        "queue": inspection_queue(now=now, reason=reason, user_id=signed_in(request).pk),
        "chosen": reason,
        "may_audit": _may_audit(request),
    }
    return render(request, "staff/proofs/queue.html", page)


@never_cache
@staff_only
@require_safe
def inspection(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what is asked about a proof, and to who holds it the proof."""
    return _inspection_page(request, public_id)


def _inspection_page(
    request: HttpRequest, public_id: str, *, accept: Form | None = None, refuse: Form | None = None
) -> HttpResponse:
    now = timezone.now()
    full = inspection_in_full(public_id, user_id=signed_in(request).pk, now=now)
    wrong = any(form is not None and form.errors for form in (accept, refuse))
    page = {
        "full": full,
        "case": open_case_about(full.purchase.pk),
        "inspection": full.inspection,
        "purchase": full.purchase,
        "mails": _mails(request, full) if full.is_mine else [],
        "images": [file for file in full.files if file.media_type in IMAGES],
        "accept_form": accept or AcceptProofForm(),
        "refuse_form": refuse or RefuseProofForm(),
        "wrong": [form for form in (accept, refuse) if form is not None and form.errors],
        "is_moderator": signed_in(request).role == User.Role.MODERATOR,
        "openings": openings(inspection_id=full.inspection.pk) if _may_audit(request) else None,
        "now": now,
    }
    return render(request, "staff/proofs/inspection.html", page, status=422 if wrong else 200)


def _may_audit(request: HttpRequest) -> bool:
    return signed_in(request).role == User.Role.AUDITOR


def _mails(request: HttpRequest, full: InspectionInFull) -> list[MailText]:
    """Open the mails of a proof; each look at them is on record."""
    return [mail_text(_opened(request, full.inspection.public_id, file)[1]) for file in full.files if _is_mail(file)]


def _is_mail(file: SealedFile) -> bool:
    return file.kind == SealedFile.Kind.MAIL


def _opened(request: HttpRequest, public_id: str, file: SealedFile) -> tuple[SealedFile, bytes]:
    return open_file(file=file.public_id, inspection=public_id, actor=staff_actor(request), now=timezone.now())


@never_cache
@staff_only
@require_GET
def page(request: HttpRequest, public_id: str, file: str) -> HttpResponse:
    """Serve a page of a document to who holds its inspection; each look is on record."""
    kept, data = open_file(file=file, inspection=public_id, actor=staff_actor(request), now=timezone.now())
    if kept.media_type not in IMAGES:
        raise NotFound("no-such-page", _("There is no such page."))
    name = f"page-{kept.number}.{kept.media_type.partition('/')[2]}"
    headers = OF_A_PAGE | {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(data, content_type=kept.media_type, headers=headers)


@staff_only
@require_POST
def claim(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take an inspection for a quarter of an hour."""
    claim_inspection(inspection=public_id, actor=staff_actor(request), now=timezone.now())
    return redirect("inspection", public_id=public_id)


@never_cache
@staff_only
@require_POST
def accept(request: HttpRequest, public_id: str) -> HttpResponse:
    """Accept a proof."""
    form = AcceptProofForm(request.POST)
    if _is_done(request, public_id, form, accept_inspected):
        messages.success(request, _("Accepted. The customer is told, and the review goes on."))
        return redirect("inspections")
    return _inspection_page(request, public_id, accept=form)


@never_cache
@staff_only
@require_POST
def refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    """Refuse a proof with a reason."""
    form = RefuseProofForm(request.POST)
    if _is_done(request, public_id, form, refuse_inspected):
        messages.success(request, _("Refused. The customer is told why, and what would work instead."))
        return redirect("inspections")
    return _inspection_page(request, public_id, refuse=form)


def _is_done(request: HttpRequest, public_id: str, form: Form, decide: Callable[..., object]) -> bool:
    """Decide as a form says, and tell whether it could be; what stands against it is put on the form."""
    if not form.is_valid():
        return False
    try:
        decide(inspection=public_id, actor=staff_actor(request), now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        tell(form, refusal)
        return False
    return True


@never_cache
@staff_only
@require_safe
def all_openings(request: HttpRequest) -> HttpResponse:
    """List for auditors who opened which proof when, newest first."""
    if not _may_audit(request):
        raise Forbidden("not-an-auditor", _("Only auditors read who opened which proof."))
    page = {"openings": openings(), "figures": desk_figures(now=timezone.now())}
    return render(request, "staff/proofs/openings.html", page)
