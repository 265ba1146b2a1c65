"""`multipart/form-data` with `method=signed_receipt`, the mail as `file`, and the company's slug where it is needed."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from api.problems import Problem
from ratings.companies.models import Slug
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import invalid_field
from ratings.verification.commands import show_receipt
from ratings.verification.models import Purchase
from ratings.verification.rules.receipt_refusals import RECEIPT_REFUSALS
from ratings.verification.rules.received import LARGEST_MAIL


def show(given: Mapping[str, Any], actor: Actor) -> Purchase:
    """Show a mail. Raises Problem (413), Invalid, Refused, Forbidden."""
    if not given.get("file"):
        raise invalid_field("file", _("Send the mail as an .eml file, as multipart/form-data."))
    mail, *others = given["file"]
    if others:
        raise invalid_field("file", _("Send one mail at a time."))
    if mail.size > LARGEST_MAIL:
        raise Problem(413, "mail-too-large", str(RECEIPT_REFUSALS["mail-too-large"]))
    company_id = _company_id(given["company"]) if given.get("company") else None
    return show_receipt(mail=mail.read(), company_id=company_id, actor=actor, now=timezone.now())


def _company_id(slug: str) -> int:
    found = Slug.objects.filter(slug=slug).values_list("company_id", flat=True).first()
    if found is None:
        raise invalid_field("company", _("There is no such company."))
    return found
