"""`/business/<slug>/orders/`: a company's people register its orders, one by one or as a file, and see the figures."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import tell
from ratings.claims.models import Representative
from ratings.dashboards.queries.verification import verification_of
from ratings.kernel.refusals import Refusal
from ratings.replies.rules import WRITERS
from ratings.verification.commands import Registered, register_order_file, register_orders
from ratings.verification.rules import LARGEST_FILE
from web.order_forms import OrderFileForm, OrderForm
from web.teams import actor_of, team_of
from web.uploads import kept_in_memory

MOST_TOLD = 25
"""So many wrong cells of a file are named at once."""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def orders(request: HttpRequest, slug: str) -> HttpResponse:
    """Register an order, inviting its customer, and see the figures."""
    team = team_of(request, slug)
    form = OrderForm(request.POST or None, initial={"locale": request.LANGUAGE_CODE[:2]})
    if request.method == "POST" and form.is_valid():
        try:
            (done,) = register_orders(
                company_id=team.company_id, lines=[form.line()], actor=actor_of(team), now=timezone.now()
            )
        except Refusal as refusal:
            _tell_of_order(form, refusal)
        else:
            _say_registered(request, done)
            return redirect("orders", slug=slug)
    return _page(request, team, form=form)


@login_required
@require_POST
@kept_in_memory(largest=LARGEST_FILE)
def order_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Register the orders of a file: all of them, or none where a row is wrong."""
    team = team_of(request, slug)
    form = OrderFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            done = register_order_file(
                company_id=team.company_id, data=form.data_of_file(), actor=actor_of(team), now=timezone.now()
            )
        except Refusal as refusal:
            _tell_of_rows(form, refusal)
        else:
            _say_all_registered(request, [one for _row, one in done])
            return redirect("orders", slug=slug)
    return _page(request, team, file_form=form)


def _page(
    request: HttpRequest,
    team: Representative,
    *,
    form: OrderForm | None = None,
    file_form: OrderFileForm | None = None,
) -> HttpResponse:
    page = {
        "team": team,
        "form": form or OrderForm(initial={"locale": (request.LANGUAGE_CODE or "en")[:2]}),
        "file_form": file_form or OrderFileForm(),
        "figures": verification_of(team.company_id),
        "may_write": team.role in WRITERS,
    }
    is_wrong = any(one is not None and one.errors for one in (form, file_form))
    return render(request, "business/orders.html", page, status=422 if is_wrong else 200)


def _tell_of_order(form: OrderForm, refusal: Refusal) -> None:
    """Name the fields of the only line there is by their own names."""
    refusal.fields = {name.removeprefix("orders.0."): words for name, words in refusal.fields.items()}
    tell(form, refusal)


def _tell_of_rows(form: OrderFileForm, refusal: Refusal) -> None:
    """Name the first wrong cells by row and column, and say how many more there are."""
    cells = [(*name.split("."), words) for name, words in refusal.fields.items() if name.startswith("rows.")]
    for _rows, row, column, words in cells[:MOST_TOLD]:
        place = {"row": row, "column": column, "words": words}
        form.add_error(None, _("Row %(row)s, column %(column)s: %(words)s") % place)
    more = len(cells) - MOST_TOLD
    if more > 0:
        sentence = ngettext("%(n)d more cell is wrong.", "%(n)d more cells are wrong.", more)
        form.add_error(None, sentence % {"n": more})
    if cells:
        form.add_error("file", str(refusal.message))
    else:
        tell(form, refusal)


def _say_registered(request: HttpRequest, done: Registered) -> None:
    if done.took_address:
        words = _(
            "The order is registered and its customer is invited, unless they wish no mail from us or the sample "
            "leaves the order out."
        )
        messages.success(request, words)
    elif done.is_new:
        messages.success(request, _("The order is registered."))
    else:
        messages.info(request, _("This order was registered before; nothing has changed."))
        return
    if done.is_late:
        messages.warning(request, _("It was registered more than three days after it was placed, which is counted."))


def _say_all_registered(request: HttpRequest, done: list[Registered]) -> None:
    new = [one for one in done if one.is_new]
    late = sum(one.is_late for one in new)
    sentence = ngettext("%(n)d order is registered.", "%(n)d orders are registered.", len(new))
    messages.success(request, sentence % {"n": len(new)})
    if known := len(done) - len(new):
        sentence = ngettext(
            "%(n)d row names an order that was registered before, or that another row names.",
            "%(n)d rows name orders that were registered before, or that other rows name.",
            known,
        )
        messages.info(request, sentence % {"n": known})
    if late:
        sentence = ngettext(
            "%(n)d was registered more than three days after it was placed, which is counted.",
            "%(n)d were registered more than three days after they were placed, which is counted.",
            late,
        )
        messages.warning(request, sentence % {"n": late})
