"""Pages that everybody may read: home, companies, sectors, reviews, decisions, the method."""

from collections.abc import Sequence
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ratings.dashboards.nace import DIVISIONS, sector_name
from ratings.dashboards.queries.author import removal_of, versions_of
from ratings.dashboards.queries.lists import Search, company_list
from ratings.dashboards.queries.reviews import ReviewFilter, company_reviews, latest_reviews, own_review, review_detail
from ratings.dashboards.queries.scores import TrendMonth, company_scores, trend
from ratings.dashboards.queries.summaries import CompanySummary, company_summary
from ratings.dashboards.queries.totals import totals
from ratings.kernel.refusals import Invalid
from ratings.moderation.queries import decision_named
from ratings.moderation.rules import appeal_open_until
from ratings.verification.queries import company_facts
from web.charts import Chart, Series
from web.forms import ReviewFilterForm
from web.templatetags.words import month as month_in_words

TREND_MONTHS = 24
LONGEST_NUMBER = 9
LEAST_REVIEWS = (0, 5, 20, 100)
"""What the search offers as "at least so many reviews"."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is, with figures and the latest reviews."""
    return render(request, "home.html", {"totals": totals(), "latest": latest_reviews(limit=4)})


@require_safe
def companies(request: HttpRequest) -> HttpResponse:
    """Find companies by words, sector, country and number of reviews, in an order that is named."""
    problem, search = "", Search()
    try:
        search = _search(request).cleaned()
    except Invalid as refusal:
        problem = str(refusal)
    found = company_list(search, cursor=request.GET.get("cursor"))
    page = {"found": found, "search": search, "problem": problem, "least_reviews": LEAST_REVIEWS}
    return render(request, "companies/list.html", page, status=422 if problem else 200)


def _search(request: HttpRequest) -> Search:
    least = request.GET.get("min_reviews", "").strip()
    if least and not (least.isascii() and least.isdigit() and len(least) <= LONGEST_NUMBER):
        raise Invalid("invalid", _("The number of reviews must be a whole number."))
    return Search(
        q=request.GET.get("q", "").strip(),
        sector=request.GET.get("sector", "").strip(),
        country=request.GET.get("country", "").strip(),
        min_reviews=int(least or 0),
        order=request.GET.get("order", "surest"),
    )


@require_safe
def sector(request: HttpRequest, code: str) -> HttpResponse:
    """Rank one sector's companies."""
    if code[:2] not in DIVISIONS:
        raise Http404
    search = Search(sector=code, order=request.GET.get("order", "surest")).cleaned()
    found = company_list(search, cursor=request.GET.get("cursor"))
    page = {"found": found, "search": search, "code": code, "name": sector_name(code)}
    return render(request, "companies/sector.html", page)


@require_safe
def company(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a company: its score, how it came about, and the reviews."""
    summary = company_summary(slug)
    if summary is None:
        raise Http404
    if summary.slug != slug:
        return redirect("company", slug=summary.slug, permanent=True)
    form = ReviewFilterForm(request.GET)
    is_valid = form.is_valid()
    tab = "imported" if request.GET.get("tab") == "imported" else "verified"
    try:
        wanted = ReviewFilter(tab=tab, **form.asked()).cleaned()
    except Invalid as refusal:
        is_valid = False
        form.add_error(next(iter(refusal.fields), None), str(refusal.message))
        wanted = ReviewFilter(tab=tab)
    page = {
        "company": summary,
        "scores": company_scores(summary.id, has_prior=summary.has_prior),
        "facts": company_facts(summary.id, now=timezone.now()),
        "charts": _charts(summary, timezone.now()),
        "reviews": company_reviews(summary.id, wanted, cursor=request.GET.get("cursor")),
        "form": form,
        "tab": tab,
    }
    return render(request, "companies/company.html", page, status=200 if is_valid else 422)


def _charts(summary: CompanySummary, now: datetime) -> list[Chart]:
    months = trend(summary.id, months=TREND_MONTHS, now=now)
    if not any(one.n for one in months):
        return []
    return [_mean_chart(months), _count_chart(months)]


def _mean_chart(months: Sequence[TrendMonth]) -> Chart:
    return Chart(
        name="trend-mean",
        title=_("Plain mean of the stars, month by month"),
        label_title=_("Month"),
        labels=tuple(month_in_words(one.month) for one in months),
        series=(Series(name=_("Mean"), values=tuple(one.mean for one in months)),),
        low=1,
        high=5,
    )


def _count_chart(months: Sequence[TrendMonth]) -> Chart:
    return Chart(
        name="trend-count",
        title=_("Counted reviews, month by month"),
        label_title=_("Month"),
        labels=tuple(month_in_words(one.month) for one in months),
        series=(Series(name=_("Reviews"), values=tuple(one.n for one in months)),),
        kind="bar",
    )


@require_safe
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one public review with the dates of its versions."""
    found = review_detail(public_id)
    if found is None:
        return _not_public(request, public_id)
    is_moderator = getattr(request.user, "role", "") == "moderator"
    page = {"review": found, "versions": versions_of(found.id), "is_moderator": is_moderator}
    return render(request, "reviews/review.html", page)


def _not_public(request: HttpRequest, public_id: str) -> HttpResponse:
    """Lead an author to what they may see, and everybody else to the decision that took a review away."""
    if own_review(public_id, user_id=request.user.pk or 0) is not None:
        return redirect("my_review", public_id=public_id)
    decision = removal_of(public_id)
    if decision is None:
        raise Http404
    return render(request, "reviews/removed.html", {"decision": decision}, status=410)


@require_safe
def decision(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a decision with its statement of reasons."""
    found = decision_named(public_id)
    page = {"decision": found, "appeal_until": appeal_open_until(found.decided_at.date())}
    return render(request, "decisions/decision.html", page)


@require_safe
def methodology(request: HttpRequest) -> HttpResponse:
    """Explain the score in plain words."""
    return render(request, "methodology.html")
