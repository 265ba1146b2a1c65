"""How each method's body becomes one call of the domain: `POST purchases`, by its `method`."""

from collections.abc import Callable, Mapping
from typing import Any

from api.proofs import document, invitation, purchase_token, signed_receipt
from ratings.kernel.actor import Actor
from ratings.verification.models import Method, Purchase

type Show = Callable[[Mapping[str, Any], Actor], Purchase]

SHOW: Mapping[str, Show] = {
    Method.DOCUMENT: document.show,
    Method.INVITATION: invitation.show,
    Method.PURCHASE_TOKEN: purchase_token.show,
    Method.SIGNED_RECEIPT: signed_receipt.show,
}
