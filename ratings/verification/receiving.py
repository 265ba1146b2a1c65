"""What addresses are known by: keyed hashes, and the secret part of those that accounts send mails to."""

from django.conf import settings

from ratings.kernel.hashes import keyed_hash
from ratings.kernel.ids import base32
from ratings.verification.models import AddressCode
from ratings.verification.rules.addresses import code_of

TOKEN_BYTES = 16


def hash_of_address(address: str) -> bytes:
    """Return what addresses are compared by: the whole address in lower case, dots and plus tags as they are."""
    return keyed_hash("address", address.lower(), key_id=min(settings.HASH_KEYS))


def hash_of_receiving(token: str) -> bytes:
    """Return what is kept of a receiving address's secret part; capitals do not matter, as mail servers change them."""
    return keyed_hash("receiving", token.lower(), key_id=min(settings.HASH_KEYS))


def receiving_token(public_id: str, key_id: int) -> str:
    """Return the secret part of a receiving address: 128 bits that only we can compute."""
    return base32(keyed_hash("receiving-token", public_id, key_id=key_id)[:TOKEN_BYTES])


def code_sent(asked: AddressCode) -> str:
    """Return the code of a row: six digits that only we can compute."""
    purpose = f"{asked.pk}:{bytes(asked.address_hash).hex()}"
    return code_of(keyed_hash("address-code", purpose, key_id=asked.key_id))
