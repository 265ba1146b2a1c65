"""Classes of private tokens with keys of the tests' own, and tokens as a customer's browser makes them."""

import base64
import secrets
from collections.abc import Mapping
from functools import cache
from itertools import count
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from ratings.companies.models import Company
from ratings.verification.blind.privacypass import (
    TokenChallenge,
    TokenResponse,
    ask_token,
    encode_public_key,
    key_id,
)
from ratings.verification.blind.rsabssa import PrivateKey, PublicKey, blind_sign
from ratings.verification.models import TokenClass
from ratings.verification.queries import challenge_for
from tests.dashboards.story import NOW

leaves = count(1_000_000)


@cache
def key_pair(number: int) -> PrivateKey:
    """Return one of a few keys: making one takes long."""
    numbers = rsa.generate_private_key(65537, 2048).private_numbers()
    return PrivateKey(PublicKey(numbers.public_numbers.n, numbers.public_numbers.e), numbers.d)


def token_class(company: Company, *, group: str = "customer", year: int = 2026, key: int = 0) -> TokenClass:
    """Make a class whose key is in the log; two classes at once need keys of different numbers."""
    public = key_pair(key).public
    return TokenClass.objects.create(
        company=company,
        year=year,
        group=group,
        public_key=encode_public_key(public),
        key_id=key_id(public),
        made_at=NOW,
        leaf=next(leaves),
    )


def signed_bytes(of: TokenClass, *, key: int = 0, challenge: TokenChallenge | None = None) -> bytes:
    """Return a token: asked for blind, signed, and finished."""
    asked = ask_token(key_pair(key).public, challenge or challenge_for(of))
    signature = blind_sign(key_pair(key), asked.request.blinded_message)
    return asked.finish(TokenResponse(blind_signature=signature)).encode()


def base64url(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(of: TokenClass, *, key: int = 0, challenge: TokenChallenge | None = None) -> str:
    """Return a token as it is sent."""
    return base64url(signed_bytes(of, key=key, challenge=challenge))


def new_key() -> bytes:
    """Return the 32 bytes with which a review will be opened."""
    return secrets.token_bytes(32)


def review_body(purchase: str, key_hash: str, **changes: object) -> Mapping[str, Any]:
    """Return the body of a private review."""
    return {
        "purchase": purchase,
        "experienced_on": "2026-11-02",
        "title": "Arrived",
        "body": "It came in time and worked.",
        "stars": {"overall": 4},
        "language": "en",
        "reviewer_key_hash": key_hash,
    } | changes
