"""`/prove/<slug>/`: how to show a purchase from this company, the easiest way first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ratings.dashboards.queries.proving import STRANGER, CustomerStanding, customer_standing
from ratings.dashboards.queries.summaries import company_summary
from ratings.kernel.refusals import Words
from ratings.verification.mail_programs import Copy, Device, MailProgram, mail_programs
from ratings.verification.models import Purchase
from ratings.verification.queries import company_facts
from ratings.verification.rules import PLACES, CustomerFacts, DeviceFacts, easiest_proofs, instead_of, refusal_detail
from web.devices import is_phone
from web.offered import PLACES as PLACES_IN_WORDS
from web.offered import ShownOffer, shown_offers


@never_cache
@require_safe
def prove(request: HttpRequest, slug: str) -> HttpResponse:
    """Offer the proofs that are open here, the easiest first; what is in hand or waits is said before."""
    company = company_summary(slug)
    if company is None:
        return render(request, "prove/unlisted.html", status=404)
    if company.slug != slug:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(f"{reverse('prove', args=[company.slug])}{query}", permanent=True)
    now = timezone.now()
    place = request.GET.get("where", "")
    place = place if place in PLACES else ""
    program = _program(request) if place == "mail" else None
    standing = customer_standing(request.user.pk, company_id=company.id, now=now) if request.user.pk else STRANGER
    offers = shown_offers(
        easiest_proofs(
            company_facts(company.id, now=now),
            _device(request, program),
            CustomerFacts(is_invited=standing.invitation is not None, place=place),
        ),
        slug=company.slug,
        invitation=standing.invitation,
    )
    page = {
        "company": company,
        "standing": standing,
        "refused": _refused(standing, offers),
        "easiest": next((one for one in offers if one.address), None),
        "offers": offers,
        "shows_offers": _shows_offers(request, standing, place),
        "places": PLACES_IN_WORDS.items(),
        "place": place,
        "programs": mail_programs(_kind_of_device(request)) if place == "mail" else (),
        "program": program,
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}",
    }
    return render(request, "prove/prove.html", page)


def _shows_offers(request: HttpRequest, standing: CustomerStanding, place: str) -> bool:
    """Tell whether another proof would help: not in the months after a private token, and not before one in hand."""
    if standing.private_until:
        return False
    return not standing.accepted or bool(place) or "another" in request.GET


def _kind_of_device(request: HttpRequest) -> Device:
    return Device.PHONE if is_phone(request.headers) else Device.COMPUTER


def _program(request: HttpRequest) -> MailProgram | None:
    """Return the mail program that is named, None for none that we know."""
    code = request.GET.get("program", "")
    return next((one for one in mail_programs() if one.code == code), None)


def _device(request: HttpRequest, program: MailProgram | None) -> DeviceFacts:
    """Tell what the device is good for; a mail program that is named says more than the device's own name."""
    phone = (program.device if program else _kind_of_device(request)) == Device.PHONE
    gives = program.copy == Copy.YES if program else not phone
    return DeviceFacts(is_phone=phone, gives_untouched_mail=gives)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused proof: why, and the ways that would work instead."""

    purchase: Purchase
    words: Words
    instead: Sequence[ShownOffer]


def _refused(standing: CustomerStanding, offers: Sequence[ShownOffer]) -> Sequence[Refusal]:
    ways = {one.method: one for one in offers if one.address}
    told = []
    for purchase in standing.refused:
        instead = instead_of(purchase.refusal, method=purchase.method, open_here=tuple(ways))
        told.append(Refusal(purchase, refusal_detail(purchase.refusal), [ways[one] for one in instead]))
    return told
