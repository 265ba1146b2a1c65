"""Opening companies, and proposals that one be opened."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from django.db import connection, transaction
from django.utils.translation import gettext as _

from ratings.companies.models import Company, Domain, Proposal, Slug
from ratings.companies.rules import (
    clean_country,
    clean_lei,
    clean_sector,
    is_sole_proprietor,
    registrable_domain,
    slug_of,
)
from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refused, invalid_field
from ratings.kernel.texts import clean_text

LONGEST_ADDRESS = 300
OPENING_LOCK = 0x4576656E_0002


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is known of a company; `cleaned` checks it and refuses people."""

    name: str
    country: str
    website: str = ""
    sector: str = ""
    lei: str = ""
    register_code: str = ""
    register_number: str = ""
    legal_form: str = ""
    category: str = ""
    domains: tuple[str, ...] = ()

    def cleaned(self) -> "Particulars":
        """Return the same, clean; Invalid names the field that is wrong, or says that people are not rated."""
        if is_sole_proprietor(category=self.category, legal_form=self.legal_form):
            raise Invalid(
                "a-person",
                _("A sole proprietor is a person, and people are not rated here."),
                fields={"legal_form": _("This is the legal form of a person.")},
            )
        domains = {registrable_domain(domain): None for domain in self.domains if domain.strip()}
        if self.website:
            domains.setdefault(registrable_domain(self.website))
        return replace(
            self,
            name=" ".join(clean_text("name", self.name, longest=200).split()),
            country=clean_country(self.country),
            website=clean_website(self.website),
            sector=clean_sector(self.sector),
            lei=clean_lei(self.lei) if self.lei else "",
            domains=tuple(domains),
        )


def clean_website(value: str) -> str:
    """Return a web address with its scheme, empty for none; Invalid for what is none."""
    text = value.strip()
    if not text:
        return ""
    registrable_domain(text)
    address = text if "://" in text else f"https://{text}"
    if not address.lower().startswith(("http://", "https://")) or len(address) > LONGEST_ADDRESS or " " in address:
        raise invalid_field("website", _("This is not a web address."))
    return clean_text("website", address, longest=LONGEST_ADDRESS)


@transaction.atomic
def open_company(*, particulars: Particulars, actor: Actor, now: datetime) -> Company:
    """
    Open a company's page. Raises Invalid (`a-person` for sole proprietors), Refused (`known`), Forbidden.
    """
    if not (actor.is_system or actor.kind in (ActorKind.OPERATOR, ActorKind.MODERATOR)):
        raise Forbidden("not-staff", _("Only the operator opens companies; you can propose one."))
    clean = particulars.cleaned()
    wait_for_other_openings()
    _refuse_known(clean)
    slug = free_slug(clean.name)
    company = Company.objects.create(
        slug=slug,
        name=clean.name,
        website=clean.website,
        country=clean.country,
        sector=clean.sector,
        lei=clean.lei or None,
        register_code=clean.register_code.strip(),
        register_number=clean.register_number.strip(),
        legal_form=clean.legal_form.strip(),
        opened_at=now,
    )
    Slug.objects.create(slug=slug, company=company, since=now)
    Domain.objects.bulk_create([Domain(domain=domain, company=company) for domain in clean.domains])
    record(
        "company.opened",
        company_id=company.pk,
        subject=company.public_id,
        now=now,
        slug=slug,
        country=company.country,
        sector=company.sector,
    )
    return company


def wait_for_other_openings() -> None:
    """Let one company be opened at a time: two at once would each miss the other's slug, domains and LEI."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [OPENING_LOCK])


def _refuse_known(particulars: Particulars) -> None:
    known = Company.objects.none()
    if particulars.lei:
        known = known | Company.objects.filter(lei=particulars.lei)
    if particulars.register_number:
        known = known | Company.objects.filter(
            register_code=particulars.register_code.strip(),
            register_number=particulars.register_number.strip(),
        )
    company = known.first() or _company_of_domains(particulars.domains)
    if company:
        raise Refused(
            "known",
            _("This company is listed already: %(name)s.") % {"name": company.name},
        )


def _company_of_domains(domains: tuple[str, ...]) -> Company | None:
    found = Domain.objects.select_related("company").filter(domain__in=domains).first()
    return found.company if found else None


def free_slug(name: str) -> str:
    """Return a slug that no company has or has had, numbered where others have the same name."""
    stem = slug_of(name)
    taken = set(Slug.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem if n == 1 else f"{stem}-{n}" for n in count(1)) if slug not in taken)


@transaction.atomic
def propose_company(*, particulars: Particulars, actor: Actor, now: datetime) -> Proposal:
    """
    Ask that a company be listed. Raises Invalid, Refused (`known`, `proposed`), Forbidden.
    """
    if actor.kind is not ActorKind.CUSTOMER:
        raise Forbidden("not-a-customer", _("Sign in to propose a company."))
    if not particulars.website.strip():
        raise invalid_field("website", _("Please give the company's web address."))
    clean = particulars.cleaned()
    domain = registrable_domain(clean.website)
    if company := _company_of_domains((domain,)):
        raise Refused(
            "known",
            _("This company is listed already: %(name)s.") % {"name": company.name},
        )
    proposal, is_new = Proposal.objects.get_or_create(
        domain=domain,
        state=Proposal.State.WAITING,
        defaults={
            "name": clean.name,
            "website": clean.website,
            "country": clean.country,
            "register_code": clean.register_code.strip()[:20],
            "register_number": clean.register_number.strip()[:40],
            "proposed_by_id": actor.user_id,
            "made_at": now,
        },
    )
    if is_new:
        record("proposal.made", subject=proposal.public_id, now=now)
    return proposal


@transaction.atomic
def accept_proposal(*, proposal_id: int, particulars: Particulars, actor: Actor, now: datetime) -> Company:
    """
    Open the page of a proposed company, a register number or LEI of a legal person having been found.

    Raises Invalid, Refused (`already-decided`, `known`), Forbidden, NotFound.
    """
    proposal = _waiting(proposal_id, actor)
    if not (particulars.lei or particulars.register_number):
        raise invalid_field(
            "register_number",
            _("A page opens when a register number or LEI of a legal person is found."),
        )
    company = open_company(particulars=particulars, actor=actor, now=now)
    _decide(proposal, state=Proposal.State.OPENED, actor=actor, now=now, company=company)
    return company


@transaction.atomic
def refuse_proposal(*, proposal_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """
    Refuse a proposal with a reason (`a-person`, `not-found`, `known`).

    Raises Refused, Invalid, Forbidden, NotFound.
    """
    proposal = _waiting(proposal_id, actor)
    if reason not in ("a-person", "not-found", "known"):
        raise invalid_field("reason", _("Choose one of the reasons."))
    proposal.reason = reason
    _decide(proposal, state=Proposal.State.REFUSED, actor=actor, now=now)


def _waiting(proposal_id: int, actor: Actor) -> Proposal:
    if actor.kind not in (ActorKind.OPERATOR, ActorKind.MODERATOR):
        raise Forbidden("not-staff", _("Only the operator decides about proposals."))
    proposal = Proposal.objects.select_for_update().filter(pk=proposal_id).first()
    if proposal is None:
        raise NotFound("no-such-proposal", _("There is no such proposal."))
    if proposal.state != Proposal.State.WAITING:
        raise Refused("already-decided", _("This proposal has been decided already."))
    return proposal


def _decide(
    proposal: Proposal,
    *,
    state: Proposal.State,
    actor: Actor,
    now: datetime,
    company: Company | None = None,
) -> None:
    proposal.state = state
    proposal.company = company
    proposal.decided_at = now
    proposal.decided_by_id = actor.user_id
    proposal.save()
    record("proposal.decided", subject=proposal.public_id, now=now, state=state.value)


@transaction.atomic
def forget(*, user_id: int) -> None:
    """Take a person out of the proposals that they made."""
    Proposal.objects.filter(proposed_by_id=user_id).update(proposed_by=None)
