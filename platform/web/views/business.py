"""`/business/`: a company's people see its reviews and answer them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import signed_in, tell
from ratings.claims.models import Representative
from ratings.claims.queries import representations_of
from ratings.dashboards.queries.answers import decisions_on, newest_replies
from ratings.dashboards.queries.inbox import inbox
from ratings.dashboards.queries.reviews import ReviewFilter, ReviewItem, company_reviews, review_detail
from ratings.kernel.refusals import Refusal
from ratings.moderation.commands import lodge_appeal
from ratings.replies.commands import STANDING, post_reply, withdraw_reply
from ratings.replies.rules import WRITERS
from web.forms import AppealForm, ReplyForm
from web.teams import actor_of as _actor
from web.teams import team_of as _team

SHOWN = {"": None, "yes": True, "no": False}
"""The inbox's filter: all, with a public answer, without one."""
MOST_WAITING = 50


@never_cache
@login_required
@require_safe
def companies(request: HttpRequest) -> HttpResponse:
    """List the companies that one speaks for; with one only, go there."""
    teams = list(representations_of(signed_in(request).pk)[:100])
    if len(teams) == 1:
        return redirect("inbox", slug=teams[0].company.slug)
    return render(request, "business/companies.html", {"teams": teams})


@never_cache
@login_required
@require_safe
def company_inbox(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the reviews that wait for an answer with their clocks, and the others."""
    team = _team(request, slug)
    answered = request.GET.get("answered", "")
    waiting = inbox(team.company_id, now=timezone.now(), limit=MOST_WAITING).waiting
    wanted = ReviewFilter(has_reply=SHOWN.get(answered))
    reviews = company_reviews(team.company_id, wanted, cursor=request.GET.get("cursor"))
    replies = newest_replies(one.id for one in reviews.items)
    page = {
        "team": team,
        "waiting": waiting,
        "is_cut": len(waiting) == MOST_WAITING,
        "reviews": [(one, replies.get(one.id)) for one in reviews.items],
        "pages": reviews,
        "answered": answered if answered in SHOWN else "",
    }
    return render(request, "business/inbox.html", page)


def _review_of(team: Representative, public_id: str) -> ReviewItem:
    found = review_detail(public_id)
    if found is None or found.company_slug != team.company.slug:
        raise Http404
    return found


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Show one review with the answer to it, or the form for one."""
    team = _team(request, slug)
    review = _review_of(team, public_id)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            post_reply(review=public_id, part="service", actor=_actor(team), now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Your answer is sent. The customer sees it first, the public a day later."))
            return redirect("answer", slug=slug, public_id=public_id)
    return _answer_page(request, team, review, form=form)


def _answer_page(
    request: HttpRequest, team: Representative, review: ReviewItem, *, form: Form, appeal: Form | None = None
) -> HttpResponse:
    reply = newest_replies([review.id]).get(review.id)
    is_standing = reply is not None and reply.state in STANDING
    page = {
        "team": team,
        "review": review,
        "reply": reply,
        "is_standing": is_standing,
        "decisions": decisions_on(reply.pk) if reply else [],
        "may_write": team.role in WRITERS,
        "form": form,
        "appeal_form": appeal or AppealForm(),
    }
    wrong = form.errors or (appeal is not None and appeal.errors)
    return render(request, "business/answer.html", page, status=422 if wrong else 200)


@login_required
@require_POST
def take_back(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Withdraw the answer to a review."""
    team = _team(request, slug)
    review = _review_of(team, public_id)
    reply = newest_replies([review.id]).get(review.id)
    if reply is None:
        raise Http404
    withdraw_reply(reply_id=reply.pk, actor=_actor(team), now=timezone.now())
    messages.success(request, _("The answer is withdrawn. You can write another."))
    return redirect("answer", slug=slug, public_id=public_id)


@login_required
@require_POST
def appeal_reply(request: HttpRequest, slug: str, public_id: str, decision: str) -> HttpResponse:
    """Object to a decision about the company's answer."""
    team = _team(request, slug)
    review = _review_of(team, public_id)
    form = AppealForm(request.POST)
    if form.is_valid():
        try:
            lodge_appeal(
                decision=decision, reasons=form.cleaned_data["reasons"], actor=_actor(team), now=timezone.now()
            )
        except Refusal as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Your appeal is lodged. Another person decides it within 14 days."))
            return redirect("answer", slug=slug, public_id=public_id)
    return _answer_page(request, team, review, form=ReplyForm(), appeal=form)
