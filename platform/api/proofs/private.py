"""`{"method": "private", "token": …, "company"?}`: from nobody who is known."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request

from api.idempotency import clean_key
from api.inputs import PurchaseBody
from api.resource import read_input
from api.review_keys import refuse_linked
from ratings.kernel.refusals import invalid_field
from ratings.verification.commands import redeem_token
from ratings.verification.models import Method, Purchase


def redeem(request: Request) -> dict[str, Any]:
    """
    Redeem a token; return the purchase that a review can be written under.

    Nothing of the request is remembered: an Idempotency-Key goes into the id instead, so that the same request again
    is answered with the same. Raises Invalid (`token`, `company`), Refused, Problem (400 `linked`).
    """
    refuse_linked(request)
    given = read_input(PurchaseBody, request)
    if "token" not in given:
        raise invalid_field("token", _("Send the private token in base64url."))
    said = request.headers.get("Idempotency-Key")
    spent = redeem_token(
        token=given["token"],
        company=given.get("company", ""),
        request_key=clean_key(said) if said is not None else "",
        now=timezone.now(),
    )
    return {
        "public_id": spent.pk,
        "state": Purchase.State.ACCEPTED,
        "method": Method.PRIVATE,
        "group": spent.token_class.group,
        "company": spent.token_class.company,
        "review": None,
        "shows": "",
        "refusal": "",
    }
