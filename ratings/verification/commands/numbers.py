"""Order numbers as what is kept of them: the same keyed hash, whether one came in clear or hidden by its company."""

import base64
import hmac

from django.conf import settings

from ratings.kernel.hashes import hashes_of, keyed_hash
from ratings.verification.rules import comparable_order_number


def order_key(company_id: int) -> bytes:
    """Return the 32 bytes with which a company hides the numbers of its orders; its own people are shown them."""
    return keyed_hash("order-key", f"{company_id}", key_id=min(settings.HASH_KEYS))


def order_subject(company_id: int, number: str) -> str:
    """
    Return an order number as its company hides it: the `sub` of its tokens.

    That is base64url(HMAC-SHA256(order key, comparable number)) without padding, 43 characters.
    """
    hidden = hmac.digest(order_key(company_id), comparable_order_number(number).encode(), "sha256")
    return base64.urlsafe_b64encode(hidden).rstrip(b"=").decode()


def order_hash(company_id: int, subject: str) -> bytes:
    """Return what is kept of a hidden order number: its hash by the newest key."""
    return keyed_hash(_purpose(company_id), subject)


def hashes_of_subject(company_id: int, subject: str) -> list[bytes]:
    """Return the hashes of a hidden order number by every key, newest first."""
    return hashes_of(_purpose(company_id), subject)


def order_hashes(company_id: int, number: str) -> list[bytes]:
    """Return the hashes of an order number in clear by every key, newest first."""
    return hashes_of_subject(company_id, order_subject(company_id, number))


def _purpose(company_id: int) -> str:
    return f"order:{company_id}"
