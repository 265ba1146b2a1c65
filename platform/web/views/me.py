"""`/me/`: one's own reviews, purchases and proposals, and all that one can do with them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import customer, signed_in, tell
from ratings.companies.queries import proposals_of
from ratings.dashboards.queries.author import OwnReview, own_review_in_full, reviews_with_previews
from ratings.dashboards.queries.reviews import my_reviews
from ratings.kernel.languages import UNDETERMINED
from ratings.kernel.refusals import Refusal
from ratings.moderation.commands import lodge_appeal, object_to_reply
from ratings.replies.commands import mark_outcome
from ratings.reviews.commands import Changes, revise_review, withdraw_review
from ratings.reviews.rules import may_become
from ratings.verification.commands import withdraw_purchase
from ratings.verification.queries import purchases_of
from web.forms import AppealForm, OutcomeForm, RevisionForm

APPEALABLE = ("reject", "remove", "revoke_proof", "revoke_hold")
REVISABLE = ("submitted", "screening", "held", "returned", "published")


@never_cache
@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """List one's reviews with their states, one's purchases and proposals."""
    user = signed_in(request)
    page = {
        "reviews": my_reviews(user.pk),
        "previews": reviews_with_previews(user.pk),
        "purchases": purchases_of(user.pk),
        "proposals": proposals_of(user.pk),
    }
    return render(request, "me/me.html", page)


def _own(request: HttpRequest, public_id: str) -> OwnReview:
    found = own_review_in_full(public_id, user_id=signed_in(request).pk)
    if found is None:
        raise Http404
    return found


@never_cache
@login_required
@require_safe
def my_review(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one's review, what has been done about it, and what one can do now."""
    return _my_review_page(request, _own(request, public_id))


def _my_review_page(
    request: HttpRequest, own: OwnReview, *, outcome: Form | None = None, appeal: Form | None = None
) -> HttpResponse:
    wrong = any(form is not None and form.errors for form in (outcome, appeal))
    page = {
        "own": own,
        "review": own.item,
        "outcome_form": outcome or OutcomeForm(initial={"outcome": own.item.outcome}),
        "appeal_form": appeal or AppealForm(),
        "can_revise": own.item.state in REVISABLE and not (own.item.state == "held" and own.item.published_at),
        "can_withdraw": may_become(own.item.state, "withdrawn"),
        "appealable": [
            one.public_id for one in own.decisions if one.action in APPEALABLE and not hasattr(one, "appeal")
        ],
    }
    return render(request, "me/review.html", page, status=422 if wrong else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write a new version of one's review."""
    own = _own(request, public_id)
    form = RevisionForm(request.POST or None, initial=_as_written(own), is_order_only=own.is_order_only)
    if request.method == "POST" and form.is_valid():
        try:
            revise_review(
                review_id=own.item.id,
                changes=_changes(form),
                expected_revision=form.cleaned_data["revision"],
                actor=customer(request),
                now=timezone.now(),
            )
        except Refusal as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The new version has been sent. Until it is public, the old one stays."))
            return redirect("my_review", public_id=public_id)
    page = {"own": own, "review": own.item, "form": form}
    return render(request, "me/revise.html", page, status=422 if form.errors else 200)


def _as_written(own: OwnReview) -> dict[str, object]:
    stars = {f"stars_{dimension}": value for dimension, value in own.item.stars.get("service", {}).items()}
    return stars | {
        "title": own.item.title,
        "body": own.item.body,
        "language": "" if own.item.language == UNDETERMINED else own.item.language[:2],
        "experienced_on": own.experienced_on,
        "wants_answer": own.item.wants_answer,
        "not_delivered": own.not_delivered,
        "revision": own.item.latest_revision,
    }


def _changes(form: RevisionForm) -> Changes:
    draft = form.draft()
    return Changes(
        title=draft.title,
        body=draft.body,
        stars=draft.stars,
        language=draft.language,
        experienced_on=draft.experienced_on,
        wants_answer=draft.wants_answer,
        not_delivered=draft.not_delivered,
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask once, then take one's review back for good."""
    own = _own(request, public_id)
    if request.method != "POST":
        return render(request, "me/withdraw.html", {"review": own.item})
    withdraw_review(review_id=own.item.id, actor=customer(request), now=timezone.now())
    messages.success(request, _("Your review is withdrawn."))
    return redirect("my_review", public_id=public_id)


@login_required
@require_POST
def outcome(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say whether it was solved."""
    own = _own(request, public_id)
    form = OutcomeForm(request.POST)
    if form.is_valid():
        try:
            mark_outcome(
                review=public_id, outcome=form.cleaned_data["outcome"], actor=customer(request), now=timezone.now()
            )
        except Refusal as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Thank you. Your word on the outcome stands beside the stars."))
            return redirect("my_review", public_id=public_id)
    return _my_review_page(request, own, outcome=form)


@login_required
@require_POST
def object_to(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that the company's answer reveals who one is, before the public sees it."""
    own = _own(request, public_id)
    if own.reply is None:
        raise Http404
    object_to_reply(reply_id=own.reply.pk, actor=customer(request), now=timezone.now())
    messages.success(request, _("The answer is held. A moderator looks at it before anybody else sees it."))
    return redirect("my_review", public_id=public_id)


@login_required
@require_POST
def appeal(request: HttpRequest, public_id: str, decision: str) -> HttpResponse:
    """Object to a decision about one's review."""
    own = _own(request, public_id)
    form = AppealForm(request.POST)
    if form.is_valid():
        try:
            lodge_appeal(
                decision=decision, reasons=form.cleaned_data["reasons"], actor=customer(request), now=timezone.now()
            )
        except Refusal as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Your appeal is lodged. Another person decides it within 14 days."))
            return redirect("my_review", public_id=public_id)
    return _my_review_page(request, own, appeal=form)


@login_required
@require_POST
def take_purchase_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back a purchase that nothing has been decided about."""
    withdraw_purchase(purchase=public_id, actor=customer(request), now=timezone.now())
    messages.success(request, _("The purchase is taken back. You can show it another way."))
    return redirect("me")
