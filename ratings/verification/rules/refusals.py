"""Why a proof is refused, as a closed list, with words for the customer that name what would work instead."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ratings.kernel.refusals import Words
from ratings.verification.rules.receipt_refusals import RECEIPT_REFUSALS


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """A reason: `title` for the desk, `detail` for the customer: what was wrong, and what would work instead."""

    title: Words
    detail: Words


BY_A_PERSON: Mapping[str, RefusalReason] = {
    "unreadable": RefusalReason(
        _("Cannot be read"),
        _("It could not be read. Show it again: a photo in daylight from straight above, or the original PDF."),
    ),
    "no-purchase": RefusalReason(
        _("No proof of a purchase"),
        _(
            "It does not show that you bought something: an offer, an advertisement, a basket or a wish list is no"
            " proof. Show a receipt, bill, contract, ticket, delivery note or the company's order mail."
        ),
    ),
    "another-company": RefusalReason(
        _("Another company's"),
        _("It comes from another company. Show it on that company's page, or show a paper of this one."),
    ),
    "another-person": RefusalReason(
        _("Another person's"),
        _(
            "It names another person as the customer. Show one of your own; for a purchase that you share, one that"
            " names you or no one."
        ),
    ),
    "too-old": RefusalReason(
        _("Too old"),
        _(
            "The last thing that it shows is more than twelve months ago. If there was a delivery, a bill, a repair or"
            " an answer since, show that."
        ),
    ),
    "altered": RefusalReason(
        _("Altered"),
        _(
            "Something in it seems to have been changed. Show it untouched; you may cover prices and your address with"
            " paper, but write nothing over it. An order mail as an untouched file is the surest proof."
        ),
    ),
    "incomplete": RefusalReason(
        _("Incomplete"),
        _("The company's name, the date or what was bought is missing. Show all of it, on several photos if need be."),
    ),
    "shown-before": RefusalReason(
        _("Shown before"),
        _(
            "This dealing has been shown before, and each can be reviewed once. Revise the review that you have"
            " written, or show another purchase."
        ),
    ),
    "order-only": RefusalReason(
        _("Shows an order only, and it was not carried out"),
        _("It shows an order that was cancelled or never paid. Show a dispatch note, delivery note, bill or payment."),
    ),
    "unknown-sender": RefusalReason(
        _("The sender is not the company's"),
        _(
            "We could not tie the sender of this mail to the company. Show another of its mails, or a photo or PDF of"
            " the receipt."
        ),
    ),
}
"""What a moderator chooses from."""

BY_A_RULE: Mapping[str, RefusalReason] = {
    "withdrawn": RefusalReason(
        _("Its customer took it back"), _("You took it back. The purchase can be shown anew, in any way.")
    ),
    "not-backed": RefusalReason(
        _("No second proof"),
        _(
            "It was drawn by lot for a second proof, and none came within 30 days. A bill, a receipt or a mail about"
            " dispatch or payment still shows the purchase."
        ),
    ),
    "not-the-customers": RefusalReason(
        _("On the company's word"),
        _("The mail rests on the company's word alone. Show a bill, or a mail about dispatch, delivery or payment."),
    ),
    "class-revoked": RefusalReason(
        _("Its class was revoked"),
        _(
            "All private proofs of this company, year and group were revoked, this one among them; twelve months after"
            " its token was taken you can review another purchase."
        ),
    ),
}

REFUSALS: Mapping[str, RefusalReason] = {**BY_A_PERSON, **BY_A_RULE}

OTHERWISE = _("This proof was not accepted. Show the purchase in another way: a receipt, a bill or an order mail.")


def refusal_detail(code: str) -> Words:
    """Return what a customer is told about a refusal: empty for none, general for a code without words of its own."""
    if not code:
        return ""
    return REFUSALS[code].detail if code in REFUSALS else RECEIPT_REFUSALS.get(code, OTHERWISE)
