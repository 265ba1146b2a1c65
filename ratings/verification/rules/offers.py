"""Which proof is the easiest for this company, this device and this customer; and what would work after a refusal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

INVITATION = "invitation"
PURCHASE_TOKEN = "purchase_token"  # noqa: S105 - the name of a method
SIGNED_RECEIPT = "signed_receipt"
DOCUMENT = "document"

PLACES = ("mail", "paper", "file", "code", "nowhere")
"""Where a customer may say that their proof is; nothing said is the empty text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFacts:
    """
    What a company lets its customers do.

    `has_known_mail`: a web domain of its own is known, or its mail senders have been mapped. `registers_orders`: it has
    registered orders with us in the last twelve months. `signs_codes`: it has a key for purchase tokens that is valid.
    """

    has_known_mail: bool = False
    registers_orders: bool = False
    signs_codes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFacts:
    """A phone has a camera at hand, and most of its mail programs cannot give an untouched copy of a mail."""

    is_phone: bool = False
    gives_untouched_mail: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """`is_invited`: an invitation waits in their mailbox. `place` is one of PLACES, where they say their proof is."""

    is_invited: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A method, and the code of why it stands where it stands."""

    method: str
    why: str


def easiest_proofs(company: CompanyFacts, device: DeviceFacts, customer: CustomerFacts) -> tuple[Offer, ...]:
    """
    Return the ways to show a purchase that are open here, the easiest first. Never empty: a document always works.

    What is in hand goes first; then what the place of the proof, the device and the company make quick.

    >>> phone = DeviceFacts(is_phone=True, gives_untouched_mail=False)
    >>> shop = CompanyFacts(has_known_mail=True)
    >>> [offer.method for offer in easiest_proofs(shop, phone, CustomerFacts())]
    ['document', 'signed_receipt']
    >>> [offer.method for offer in easiest_proofs(shop, DeviceFacts(), CustomerFacts())]
    ['signed_receipt', 'document']
    >>> easiest_proofs(shop, phone, CustomerFacts(is_invited=True))[0]
    Offer(method='invitation', why='invited')
    >>> easiest_proofs(CompanyFacts(), DeviceFacts(), CustomerFacts(place="paper"))
    (Offer(method='document', why='photo'), Offer(method='signed_receipt', why='unknown_sender'))
    """
    ranked = [
        _invitation(company, customer),
        _purchase_token(company, customer),
        _signed_receipt(company, device, customer),
        _document(device, customer),
    ]
    open_here = sorted((one for one in ranked if one is not None), key=lambda one: one[0])
    return tuple(offer for _rank, offer in open_here)


type _Ranked = tuple[int, Offer]


def _invitation(company: CompanyFacts, customer: CustomerFacts) -> _Ranked | None:
    if customer.is_invited:
        return 0, Offer(INVITATION, "invited")
    return (8, Offer(INVITATION, "registers")) if company.registers_orders else None


def _purchase_token(company: CompanyFacts, customer: CustomerFacts) -> _Ranked | None:
    if customer.place == "code":
        return 1, Offer(PURCHASE_TOKEN, "in_hand")
    return (7, Offer(PURCHASE_TOKEN, "signs")) if company.signs_codes else None


def _signed_receipt(company: CompanyFacts, device: DeviceFacts, customer: CustomerFacts) -> _Ranked:
    if not device.gives_untouched_mail:
        return 6, Offer(SIGNED_RECEIPT, "other_program")
    if not company.has_known_mail:
        return (4 if customer.place == "mail" else 6), Offer(SIGNED_RECEIPT, "unknown_sender")
    if customer.place in ("", "mail"):
        return 3, Offer(SIGNED_RECEIPT, "known_sender")
    return 6, Offer(SIGNED_RECEIPT, "known_sender")


def _document(device: DeviceFacts, customer: CustomerFacts) -> _Ranked:
    if customer.place == "nowhere":
        return 5, Offer(DOCUMENT, "ask_for_copy")
    if customer.place == "file":
        return 2, Offer(DOCUMENT, "file")
    if customer.place == "mail":
        return 5, Offer(DOCUMENT, "picture_of_mail")
    if device.is_phone or customer.place == "paper":
        return 2, Offer(DOCUMENT, "photo")
    return 5, Offer(DOCUMENT, "always")


def instead_of(code: str, *, method: str, open_here: Sequence[str]) -> tuple[str, ...]:
    """
    Return the methods that may work after a refusal by its code, the likeliest first; `open_here` in their own order.

    Where the code says nothing better, the method that was refused comes last.

    >>> instead_of("no-signature", method="signed_receipt", open_here=("document", "signed_receipt"))
    ('signed_receipt', 'document')
    >>> instead_of("key-short", method="signed_receipt", open_here=("signed_receipt", "document", "purchase_token"))
    ('document', 'purchase_token', 'signed_receipt')
    """
    others = [one for one in open_here if one != method]
    if code in SAME_AGAIN and method in open_here:
        return (method, *others)
    first = FIRST.get(code, "")
    return tuple(sorted([*others, *(one for one in open_here if one == method)], key=lambda one: one != first))


SAME_AGAIN = frozenset(
    {
        "another-company",
        "another-person",
        "auto-reply",
        "body-changed",
        "broken-lines",
        "destroyed",
        "dns-silent",
        "doubled-header",
        "forwarded-inline",
        "incomplete",
        "mail-from-tomorrow",
        "mail-too-old",
        "many-recipients",
        "missing-header",
        "no-merchant",
        "no-purchase",
        "no-signature",
        "not-a-mail",
        "not-your-address",
        "order-only",
        "other-company",
        "shows-nothing",
        "signature-broken",
        "too-old",
        "two-senders",
        "unclear-date",
        "unclear-sender",
        "unreadable",
    }
)
"""Refusals after which the same way works with another or a better copy."""
FIRST: Mapping[str, str] = {"altered": SIGNED_RECEIPT}
"""Refusals after which one way is the surest."""
