"""The tokens in the links of an invitation: computed, never kept."""

import base64
import binascii

from django.conf import settings

from ratings.kernel.hashes import keyed_hash
from ratings.kernel.ids import base32
from ratings.verification.models import Order

TOKEN_BYTES = 20
HASH_BYTES = 32


def hash_of_token(token: str) -> bytes:
    """Return what is kept of an invitation's token."""
    return keyed_hash("invitation", token, key_id=min(settings.HASH_KEYS))


def token_of(order: Order) -> str:
    """Return the token of an order's invitation: 160 bits that only we can compute, again for each mail."""
    return base32(keyed_hash("invitation-token", f"{order.pk}", key_id=order.key_id)[:TOKEN_BYTES])


def unsubscribe_token_of(order: Order) -> str:
    """Return the token that ends all invitations to an order's mailbox; the invitation cannot be opened by it."""
    return base32(hash_of_token(token_of(order)))


def hash_of_unsubscribe_token(token: str) -> bytes:
    """Return what is kept of the invitation whose mail carried this token; nothing that was kept for any other."""
    try:
        found = base64.b32decode(f"{token.upper()}====")
    except (binascii.Error, ValueError):
        return b""
    return found if len(found) == HASH_BYTES else b""
