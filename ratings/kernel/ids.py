"""Ids that the outside sees: 128 random bits, with no time in them."""

import base64
import secrets

LENGTH = 26


def new_public_id() -> str:
    """Return 128 random bits as 26 lower-case base32 characters without padding (RFC 4648)."""
    return base64.b32encode(secrets.token_bytes(16)).decode("ascii").rstrip("=").lower()
