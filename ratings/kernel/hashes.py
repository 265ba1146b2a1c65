"""Keyed hashes and sealed values: what is kept of things that we must not keep."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def newest_key_id() -> int:
    """Return the id of the key that new hashes are made with."""
    return max(settings.HASH_KEYS)


def key_ids() -> list[int]:
    """Return the ids of all keys, newest first: an older hash may have been made with any."""
    return sorted(settings.HASH_KEYS, reverse=True)


def keyed_hash(purpose: str, value: str, *, key_id: int | None = None) -> bytes:
    """Return 32 bytes of HMAC-SHA-256 over the purpose and the value, by the newest key unless one is named."""
    key = settings.HASH_KEYS[newest_key_id() if key_id is None else key_id]
    return hmac.new(key, f"{purpose}\x00{value}".encode(), hashlib.sha256).digest()


def hashes_of(purpose: str, value: str) -> list[bytes]:
    """Return the value's hashes by every key, for looking it up among older rows."""
    return [keyed_hash(purpose, value, key_id=key_id) for key_id in key_ids()]


def _fernet(key_id: int) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(keyed_hash("seal", "fernet", key_id=key_id)))


def seal(text: str) -> bytes:
    """Return the text encrypted with the newest key, its key id in front; when that was done is not told."""
    key_id = newest_key_id()
    return key_id.to_bytes(2, "big") + _fernet(key_id).encrypt_at_time(text.encode(), 0)


def unseal(sealed: bytes) -> str:
    """Return the text of a sealed value; ValueError where it was not sealed by one of our keys."""
    key_id = int.from_bytes(bytes(sealed[:2]), "big")
    if key_id not in settings.HASH_KEYS:
        raise ValueError(f"sealed with key {key_id}, which HASH_KEYS does not hold")
    try:
        return _fernet(key_id).decrypt(bytes(sealed[2:])).decode()
    except InvalidToken as error:
        raise ValueError("not sealed by this key") from error
