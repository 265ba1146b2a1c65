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
        "This is no mail. Save the mail as an .eml file from your mail program (not a screenshot, not a PDF of it), or "
        "show the receipt as a photo or PDF."
    ),
    "nested-mail": _(
        "This mail has more parts within parts than an order mail has. Send another mail about this order, or show the "
        "receipt as a photo or PDF."
    ),
    "two-senders": _(
        "This mail names two senders, so its signature does not say who wrote it. Send another mail about this order."
    ),
    "unclear-sender": _(
        "Its sender cannot be told for sure from the From line. Send another mail about this order, or show the "
        "receipt as a photo or PDF."
    ),
    "doubled-header": _(
        "A line that a mail has once, such as To or Subject, is there twice. Send the untouched mail, or another one "
        "about this order."
    ),
    "missing-header": _(
        "From, To, Date, Subject or Message-ID is missing. Save the whole mail as an .eml file, or show the receipt as "
        "a photo or PDF."
    ),
    "many-recipients": _(
        "This mail went to many people, so it shows nobody's purchase. Send the one that the company sent to you alone."
    ),
    "unclear-date": _("Its Date line cannot be read. Send another mail about this order."),
}


def receipt_refusal(code: str) -> Invalid:
    """Return the refusal of a mail, by its code; it names the field `file`."""
    words = RECEIPT_REFUSALS[code]
    return Invalid(code, words, fields={"file": words})
