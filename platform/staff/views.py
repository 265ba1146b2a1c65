"""The desk: what waits, one case on one page, appeals, proposals."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import signed_in, staff_actor, staff_only, tell
from accounts.models import User
from ratings.companies.commands import accept_proposal, refuse_proposal
from ratings.companies.models import Proposal
from ratings.dashboards.queries.desk import (
    CaseInFull,
    appeal_named,
    case_in_full,
    desk_figures,
    desk_queue,
    open_appeals,
    proposal_named,
    waiting_proposals,
)
from ratings.kernel.refusals import NotFound, Refusal
from ratings.moderation.commands import claim_case, decide_appeal, decide_case, open_case, reexamine_proof
from ratings.moderation.models import Appeal, Case, Signal
from ratings.reviews.models import Review
from ratings.verification.models import Method
from staff.forms import AcceptProposalForm, AppealDecisionForm, JudgementForm, RefuseProposalForm
from staff.marking import Piece, Span, marked


def _is_moderator(request: HttpRequest) -> bool:
    return signed_in(request).role == User.Role.MODERATOR


def _carried_out(form: Form, command: Callable[[], object]) -> bool:
    """Run a command for a valid form; tell whether it was done, and the form why not."""
    if not form.is_valid():
        return False
    try:
        command()
    except Refusal as refusal:
        tell(form, refusal)
        return False
    return True


@never_cache
@staff_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """List the open cases by urgency, in one language where one is asked for."""
    now = timezone.now()
    figures = desk_figures(now=now)
    asked = request.GET.get("language", "")
    language = asked if asked in {code for code, _n in figures.languages} else ""
    items = desk_queue(now=now, language=language, user_id=signed_in(request).pk)
    page = {"figures": figures, "queue": items, "chosen": language, "now": now}
    return render(request, "staff/queue.html", page)


@never_cache
@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a case on one page; on POST decide it."""
    full = case_in_full(public_id, user_id=signed_in(request).pk, now=timezone.now())
    form = JudgementForm(
        request.POST or None,
        is_waiting=full.is_waiting,
        is_reply=full.case.reply is not None,
        is_hidden=full.is_hidden,
        is_private=full.proof.method == Method.PRIVATE,
    )
    if request.method == "POST" and _carried_out(
        form,
        lambda: decide_case(case=public_id, judgement=form.judgement(), actor=staff_actor(request), now=timezone.now()),
    ):
        messages.success(request, _("Decided. Whoever is concerned is told, with the reasons."))
        return redirect("desk")
    page = {
        "full": full,
        "case": full.case,
        "pieces": _pieces(full),
        "form": form,
        "is_open": full.case.state == Case.State.OPEN,
        "is_moderator": _is_moderator(request),
        "now": timezone.now(),
    }
    return render(request, "staff/case.html", page, status=422 if form.errors else 200)


def _pieces(full: CaseInFull) -> Sequence[Piece]:
    """Return the text with its marks; the line that stands for an answer's missing title is left out."""
    pieces = marked(full.whole, _spans(full.signals))
    if full.case.reply is None or not pieces:
        return pieces
    return [replace(pieces[0], text=pieces[0].text.removeprefix("\n")), *pieces[1:]]


def _spans(signals: Sequence[Signal]) -> list[Span]:
    return [Span(one.start, one.end, one.kind) for one in signals if one.start is not None and one.end is not None]


@staff_only
@require_POST
def claim(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a case for a quarter of an hour."""
    claim_case(case=public_id, actor=staff_actor(request), now=timezone.now())
    return redirect("case", public_id=public_id)


@staff_only
@require_POST
def reexamine(request: HttpRequest, public_id: str) -> HttpResponse:
    """Look again at the proof behind a case's review."""
    inspection = reexamine_proof(case=public_id, actor=staff_actor(request), now=timezone.now())
    return redirect("inspection", public_id=inspection.public_id)


@staff_only
@require_POST
def open_review_case(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a public review before the moderators."""
    review_id = Review.objects.filter(public_id=public_id).values_list("pk", flat=True).first()
    if review_id is None:
        raise NotFound("no-such-review", _("There is no such review."))
    opened = open_case(review_id=review_id, actor=staff_actor(request), now=timezone.now())
    return redirect("case", public_id=opened.public_id)


@never_cache
@staff_only
@require_safe
def appeals(request: HttpRequest) -> HttpResponse:
    """List the open appeals."""
    page = {"appeals": open_appeals(), "figures": desk_figures(now=timezone.now()), "now": timezone.now()}
    return render(request, "staff/appeals.html", page)


@never_cache
@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show an appeal with what it is against; on POST decide it."""
    found, text = appeal_named(public_id)
    form = AppealDecisionForm(request.POST or None)
    if request.method == "POST" and _carried_out(
        form,
        lambda: decide_appeal(appeal=public_id, actor=staff_actor(request), now=timezone.now(), **form.cleaned_data),
    ):
        messages.success(request, _("The appeal is decided."))
        return redirect("appeals")
    page = {
        "appeal": found,
        "decision": found.decision,
        "text": text,
        "form": form,
        "is_open": found.state == Appeal.State.OPEN,
        "is_moderator": _is_moderator(request),
        "decided_it_myself": found.decision.decided_by_id == signed_in(request).pk,
    }
    return render(request, "staff/appeal.html", page, status=422 if form.errors else 200)


@never_cache
@staff_only
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """List the companies that somebody proposed."""
    page = {"proposals": waiting_proposals(), "figures": desk_figures(now=timezone.now())}
    return render(request, "staff/proposals.html", page)


@never_cache
@staff_only
@require_safe
def proposal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a proposal."""
    return _proposal_page(request, proposal_named(public_id))


def _proposal_page(
    request: HttpRequest, found: Proposal, *, accept: Form | None = None, refuse: Form | None = None
) -> HttpResponse:
    known = {name: getattr(found, name) for name in ("name", "website", "country", "register_code", "register_number")}
    wrong = any(form is not None and form.errors for form in (accept, refuse))
    page = {
        "proposal": found,
        "accept_form": accept or AcceptProposalForm(initial=known),
        "refuse_form": refuse or RefuseProposalForm(),
        "is_open": found.state == Proposal.State.WAITING,
        "may_decide": signed_in(request).role in (User.Role.MODERATOR, User.Role.OPERATOR),
    }
    return render(request, "staff/proposal.html", page, status=422 if wrong else 200)


@staff_only
@require_POST
def accept(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open a proposed company's page."""
    found = proposal_named(public_id)
    form = AcceptProposalForm(request.POST)
    if not _carried_out(
        form,
        lambda: accept_proposal(
            proposal_id=found.pk, particulars=form.particulars(), actor=staff_actor(request), now=timezone.now()
        ),
    ):
        return _proposal_page(request, found, accept=form)
    messages.success(request, _("The company's page is open."))
    return redirect("proposals")


@staff_only
@require_POST
def refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    """Refuse a proposed company with a reason."""
    found = proposal_named(public_id)
    form = RefuseProposalForm(request.POST)
    if not _carried_out(
        form,
        lambda: refuse_proposal(
            proposal_id=found.pk, actor=staff_actor(request), now=timezone.now(), **form.cleaned_data
        ),
    ):
        return _proposal_page(request, found, refuse=form)
    messages.success(request, _("The proposal is refused."))
    return redirect("proposals")
