"""What pages say of each way to show a purchase: what it needs and costs, what is kept, who sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ratings.kernel.refusals import Words
from ratings.verification.rules import GROUP_OF_METHOD, Offer
from web.labels import GROUPS

type Facts = Mapping[str, Words]

PAGES = {
    "invitation": "invitation",
    "purchase_token": "prove_token",
    "signed_receipt": "prove_receipt",
    "document": "prove_document",
}
SEALED = _(
    "The file, encrypted with a key of its own, until 90 days after your review is public or 30 days after the last"
    " open question about it; you can have it deleted at once."
)
NO_FILE = _("No file. Only that the order was shown, as a code from which the number cannot be read.")
SEEN_BY_NOBODY = _("Nobody. Our checks read it; a person only where they cannot tell.")
TITLES: Facts = {
    "invitation": _("Open your invitation"),
    "purchase_token": _("Use the code from your receipt"),
    "signed_receipt": _("Send the order's e-mail as a file"),
    "document": _("Show a receipt, bill or contract"),
}
PHOTO_TITLE = _("Photograph your receipt")
BUTTONS: Facts = {
    "invitation": _("Open the invitation"),
    "purchase_token": _("Enter the code"),
    "signed_receipt": _("Choose the e-mail"),
    "document": _("Choose a file"),
}
PHOTO_BUTTON = _("Take a photo")
NEEDS: Facts = {
    "invitation": _("The e-mail that we sent you after the company had registered your order."),
    "purchase_token": _("The link or square code that the company printed on your receipt or sent you."),
    "signed_receipt": _("The mail about dispatch, delivery, bill or payment, saved from your mail program as a file."),
    "document": _("A photo, picture or PDF that shows the company, the day and the order; cover what is not needed."),
}
MINUTES: Mapping[str, int] = {"invitation": 1, "purchase_token": 1, "signed_receipt": 3, "document": 2}
KEPT: Facts = {
    "invitation": NO_FILE,
    "purchase_token": NO_FILE,
    "signed_receipt": SEALED,
    "document": SEALED,
}
SEEN_BY: Facts = {
    "invitation": _("Nobody. The company is not told which order a review belongs to."),
    "purchase_token": _("Nobody. The company is not told which order a review belongs to."),
    "signed_receipt": SEEN_BY_NOBODY,
    "document": _(
        "One moderator, who sees the file but not your stars, and whose look is written down. The company never."
    ),
}
PERSON: Facts = {
    "invitation": _("No: it is accepted at once."),
    "purchase_token": _("No: it is accepted at once."),
    "signed_receipt": _(
        "Seldom: it is accepted within seconds, and where our checks cannot tell, within 2 working days."
    ),
    "document": _("Yes, within 2 working days. You can write meanwhile."),
}
PERSON_ON_UNKNOWN_SENDER = _("Yes, within 2 working days, as this sender is not known yet. You can write meanwhile.")
WHY: Facts = {
    "invited": _("An invitation from us waits in your mailbox, so nothing else is needed."),
    "in_hand": _("The code shows the purchase by itself."),
    "registers": _(
        "This company registers orders with us, and we invite its customers. If yours is among them, you get a mail."
    ),
    "signs": _("This company prints codes that show a purchase by themselves."),
    "known_sender": _("This company's mail sender is known, so a mail from it shows your order by its signature."),
    "unknown_sender": _("This company's mail sender is not known yet, so a person has to look at the first mail."),
    "other_program": _(
        "It needs the mail as an untouched file, which most mail programs on phones cannot give. At a computer it"
        " is quick."
    ),
    "photo": _("A photo is the quickest: no mail has to be found, and nothing installed."),
    "file": _("A file that you have is enough."),
    "picture_of_mail": _(
        "A picture of the mail, or the bill that came with it, works wherever the mail cannot be saved as a file."
    ),
    "ask_for_copy": _(
        "Ask the company for a copy of your bill or of your data, which it owes you. Or take a picture of the order in"
        " your account there, or of the line of your bank statement."
    ),
    "always": _("This works with every company."),
}
PLACES: Facts = {
    "mail": _("In my mailbox"),
    "paper": _("On paper"),
    "file": _("As a PDF, or in my account there"),
    "code": _("It is a link or a square code"),
    "nowhere": _("I have nothing at hand"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOffer:
    """One way to show a purchase, in words. `address` is empty where there is nothing to do but wait."""

    method: str
    title: Words
    why: Words
    need: Words
    minutes: int
    kept: Words
    seen_by: Words
    shown_as: Words
    person: Words
    button: Words
    address: str


def shown_offers(offers: Sequence[Offer], *, slug: str, invitation: str | None) -> Sequence[ShownOffer]:
    """Put offers into words, with the address of each one's page."""
    return [_shown(offer, _address(offer.method, slug=slug, invitation=invitation)) for offer in offers]


def _address(method: str, *, slug: str, invitation: str | None) -> str:
    if method == "invitation":
        return reverse("invitation", args=[invitation]) if invitation else ""
    return reverse(PAGES[method], args=[slug])


def _shown(offer: Offer, address: str) -> ShownOffer:
    method = offer.method
    is_photo = offer.why == "photo"
    return ShownOffer(
        method=method,
        title=PHOTO_TITLE if is_photo else TITLES[method],
        why=WHY[offer.why],
        need=NEEDS[method],
        minutes=MINUTES[method],
        kept=KEPT[method],
        seen_by=SEEN_BY[method],
        shown_as=GROUPS[GROUP_OF_METHOD[method]],
        person=PERSON_ON_UNKNOWN_SENDER if offer.why == "unknown_sender" else PERSON[method],
        button=PHOTO_BUTTON if is_photo else BUTTONS[method],
        address=address,
    )
