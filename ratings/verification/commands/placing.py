"""Which company a signed mail speaks for: by its domain, or because a person has confirmed its sender."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from ratings.companies.models import Company, Domain
from ratings.kernel.hashes import hashes_of, keyed_hash
from ratings.kernel.refusals import Invalid, Refused, invalid_field
from ratings.verification.examining import Seen
from ratings.verification.models import Sender
from ratings.verification.rules.alignment import ANYBODYS, aligned_domain, domain_of, organisational_domain
from ratings.verification.rules.receipt_refusals import receipt_refusal
from ratings.verification.rules.signatures import Signature

OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    A company and how a mail came to be its: `kind` is `own`, that of a confirmed sender, or empty for an unknown one.
    """

    company_id: int
    kind: str
    sender: Sender | None = None

    @property
    def is_known(self) -> bool:
        """Tell whether no person has to confirm the sender."""
        return bool(self.kind)


def place_of(seen: Seen, signature: Signature, *, company_id: int | None) -> Place:
    """
    Return the company that a signature speaks for. `company_id` is the one that the customer names.

    Raises Invalid (`other-company`, `anybodys-mail`, `no-merchant`, `company` where it has to be named), Refused
    (`sender-refused`).
    """
    named = _named(company_id)
    own = _owner(seen, signature)
    if own is not None and named in (None, own):
        return Place(company_id=own.pk, kind=OWN)
    sender = known_sender(seen, signature)
    if sender is not None and sender.state == Sender.State.CONFIRMED and sender.company_id is not None:
        return _confirmed(sender, named)
    if sender is not None and sender.state == Sender.State.REFUSED:
        raise Refused(
            "sender-refused",
            _("We looked at this sender and take no mails of it. Show the receipt as a photo or PDF instead."),
        )
    if own is not None and not _is_called(named, seen.reading.merchant):
        raise _other_company(own)
    _refuse_unmappable(seen, signature)
    if named is None:
        raise invalid_field(
            "company", _("We do not know this sender yet. Say which company the mail is about, and a person looks.")
        )
    return Place(company_id=named.pk, kind="", sender=sender)


def _named(company_id: int | None) -> Company | None:
    if company_id is None:
        return None
    found = Company.objects.select_related("merged_into").filter(pk=company_id).first()
    if found is None:
        raise invalid_field("company", _("There is no such company."))
    return found.merged_into or found


def _owner(seen: Seen, signature: Signature) -> Company | None:
    """Return the company whose domain both signed the mail and sent it."""
    domain = aligned_domain(signing_domain=signature.domain, from_address=seen.received.from_address)
    if not domain:
        return None
    found = Domain.objects.select_related("company__merged_into").filter(domain=domain).first()
    return (found.company.merged_into or found.company) if found else None


def known_sender(seen: Seen, signature: Signature) -> Sender | None:
    """Return the sender's row: of the merchant that the mail names, else of the pair alone."""
    pair = Sender.objects.select_related("company__merged_into").filter(
        signing_domain=signature.domain,
        address_hash__in=hashes_of("sender", seen.received.from_address),
        merchant__in={"", merchant_of(seen)},
    )
    return max(pair, key=lambda one: (one.state == Sender.State.CONFIRMED, one.merchant), default=None)


def merchant_of(seen: Seen) -> str:
    """Return the merchant that a mail names as it is compared: without case and double spaces."""
    return " ".join(seen.reading.merchant.split()).casefold()[:200]


def _confirmed(sender: Sender, named: Company | None) -> Place:
    assert sender.company is not None
    company = sender.company.merged_into or sender.company
    if named not in (None, company):
        raise _other_company(company)
    return Place(company_id=company.pk, kind=sender.kind, sender=sender)


def _other_company(company: Company) -> Invalid:
    words = _("This mail comes from %(name)s; show it on the page of that company.") % {"name": company.name}
    return Invalid("other-company", words, fields={"company": words})


def _is_called(company: Company | None, merchant: str) -> bool:
    """Tell whether the mail itself names the company that its customer names."""
    return company is not None and bool(merchant) and company.name.casefold() == " ".join(merchant.split()).casefold()


def _refuse_unmappable(seen: Seen, signature: Signature) -> None:
    if organisational_domain(domain_of(seen.received.from_address)) in ANYBODYS or (
        organisational_domain(signature.domain) in ANYBODYS
    ):
        raise receipt_refusal("anybodys-mail")
    intermediaries = Sender.objects.filter(
        signing_domain=signature.domain,
        address_hash__in=hashes_of("sender", seen.received.from_address),
        kind__in=[Sender.Kind.MARKETPLACE, Sender.Kind.PAYMENT],
    )
    if not merchant_of(seen) and intermediaries.exists():
        raise receipt_refusal("no-merchant")


def waiting_sender(seen: Seen, signature: Signature, *, now: datetime) -> Sender:
    """Return the row of a sender that a person has to confirm, made where there is none."""
    known = Sender.objects.filter(
        signing_domain=signature.domain,
        address_hash__in=hashes_of("sender", seen.received.from_address),
        merchant=merchant_of(seen),
    ).first()
    if known is not None:
        return known
    found, _is_new = Sender.objects.get_or_create(
        signing_domain=signature.domain,
        address_hash=keyed_hash("sender", seen.received.from_address),
        merchant=merchant_of(seen),
        defaults={"from_address": seen.received.from_address, "first_seen_at": now},
    )
    return found
