"""Why a mail is no proof, in words that say what would work instead. The code is kept with a refused purchase."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ratings.kernel.refusals import Invalid

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

RECEIPT_REFUSALS: "Mapping[str, _StrPromise]" = {
    "mail-too-large": _(
        "This mail is larger than 10 MiB. Send another mail about this order, or show the receipt as a photo or PDF."
    ),
    "broken-lines": _(
        "This mail was changed on its way here: its lines end in different ways. Save it again as an .eml file from "
        "your mail program, or show the receipt as a photo or PDF."
    ),
    "not-a-mail": _(
        "This is no mail. Save the mail as an .eml file from your mail program (not a screenshot, not a PDF of it), "
        "or show the receipt as a photo or PDF."
    ),
    "nested-mail": _(
        "This mail has more parts within parts than an order mail has. Send another mail about this order, or show "
        "the receipt as a photo or PDF."
    ),
    "two-senders": _(
        "This mail names two senders, so its signature does not say who wrote it. Send another mail about this order."
    ),
    "unclear-sender": _(
        "Its sender cannot be told for sure from the From line. Send another mail about this order, or show the "
        "receipt as a photo or PDF."
    ),
    "doubled-header": _(
        "A line that a mail has once, such as To or Subject, is there twice. Send the untouched mail, or another one"
        " about this order."
    ),
    "missing-header": _(
        "From, To, Date, Subject or Message-ID is missing. Save the whole mail as an .eml file, or show the receipt "
        "as a photo or PDF."
    ),
    "many-recipients": _(
        "This mail went to many people, so it shows nobody's purchase. Send the one that the company sent to you alone."
    ),
    "unclear-date": _("Its Date line cannot be read. Send another mail about this order."),
    "mail-from-tomorrow": _("This mail is dated after today. Send another mail about this order."),
    "mail-too-old": _(
        "This mail is more than twelve months old, and only experiences of the last twelve months can be reviewed. "
        "Has something happened since, such as a bill or a repair? Then show the mail about that."
    ),
    "no-signature": _(
        "This mail carries no signature of its sender. Forwarding a mail removes it: save the mail that you received"
        " as an .eml file, or forward it as an attachment. Some shops do not sign; then show the receipt as a photo "
        "or PDF."
    ),
    "forwarded-inline": _(
        "You forwarded the mail as text, which breaks its signature. Forward it as an attachment, or save it as an "
        ".eml file and upload it; where your mail program can do neither, show the receipt as a photo or PDF."
    ),
    "many-signatures": _(
        "This mail carries more signatures than any honest one. Send another mail about this order, or show the "
        "receipt as a photo or PDF."
    ),
    "signature-broken": _(
        "The signature does not fit this mail: it was changed after it was sent, as some mail programs do on saving."
        " Download the original from your provider's web page, or show the receipt as a photo or PDF."
    ),
    "body-changed": _(
        "The text of this mail was changed after it was signed, as forwarding and some virus scanners do. Download "
        "the original from your provider's web page, or show the receipt as a photo or PDF."
    ),
    "weak-signature": _(
        "The company signs its mails by a method that can be forged. Show the receipt as a photo or PDF instead."
    ),
    "part-signed": _(
        "The company signs only a part of its mails, so that anybody could have added to this one. Show the receipt "
        "as a photo or PDF instead."
    ),
    "header-unsigned": _(
        "The company's signature does not cover From, To, Date and Subject, so that anybody could have changed them."
        " Show the receipt as a photo or PDF instead."
    ),
    "signature-expired": _(
        "The signature of this mail was good for a time that is over. Show a newer mail about this order, or the "
        "receipt as a photo or PDF."
    ),
    "no-key": _(
        "The key that this mail was signed with is not published any more, so its signature cannot be checked. Show "
        "a newer mail about this order, or the receipt as a photo or PDF."
    ),
    "key-revoked": _(
        "The company has withdrawn the key that this mail was signed with. Show a newer mail about this order, or "
        "the receipt as a photo or PDF."
    ),
    "key-testing": _(
        "The company says that it only tries out signing, so its signature proves nothing. Show the receipt as a "
        "photo or PDF instead."
    ),
    "key-unreadable": _(
        "The company publishes its key in a form that cannot be read. Show the receipt as a photo or PDF instead."
    ),
    "key-for-else": _(
        "The key that the company publishes is not meant for a signature like this one. Show the receipt as a photo "
        "or PDF instead."
    ),
    "key-short": _(
        "The company signs with a key so short that it can be broken. Show the receipt as a photo or PDF instead."
    ),
    "not-your-address": _(
        "This mail was not sent to an address that you have confirmed here. Confirm that address on your page under "
        "“My addresses”, then show the mail again."
    ),
    "anybodys-mail": _(
        "Anybody can have an address at this mail provider, so the mail does not show which company wrote it. Show "
        "the receipt as a photo or PDF instead."
    ),
    "no-merchant": _(
        "This mail does not name the shop that you bought from. Show another mail about this order, or the receipt "
        "as a photo or PDF."
    ),
    "auto-reply": _(
        "This is an automatic answer, which anybody gets who writes to the company. Show the mail about your order, "
        "its dispatch or its bill."
    ),
    "shows-nothing": _(
        "This mail shows no purchase: a basket, a wish list, an offer, a voucher or a newsletter is none. Show the "
        "mail about your order, its dispatch or its bill."
    ),
    "dns-silent": _(
        "The company's key could not be fetched for three days. Show the mail again, or the receipt as a photo or PDF."
    ),
    "sender-refused": _(
        "We looked at the sender of this mail and take no mails of it. Show the receipt as a photo or PDF instead."
    ),
    "other-company": _("This mail comes from another company; show it on the page of that one."),
    "destroyed": _("The mail was deleted before it could be checked. Show it again."),
}
DNS_SILENT = "dns-silent"
OF_A_FORWARD = frozenset({"no-signature", "signature-broken", "body-changed"})
"""What is wrong with the signature of a mail that was forwarded as text."""
SHOWN_AGAIN = frozenset({DNS_SILENT, "destroyed"})
"""Refusals that say nothing about the mail, which may therefore be shown again."""


def receipt_refusal(code: str) -> Invalid:
    """Return the refusal of a mail, by its code; it names the field `file`."""
    words = RECEIPT_REFUSALS[code]
    return Invalid(code, words, fields={"file": words})
