"""A company's own system: its key pair, and the tokens that it signs, good and bad."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.verification.commands import register_key
from ratings.verification.commands.numbers import order_subject
from ratings.verification.rules.keys import base64url, thumbprint

numbers = count(1)


class System:
    """The till or shop of one company."""

    def __init__(self, company: Company, now: datetime, *, register: bool = True) -> None:
        self.company = company
        self.now = now
        self.key = Ed25519PrivateKey.generate()
        self.public = base64url(self.key.public_key().public_bytes_raw())
        self.kid = thumbprint(self.key.public_key().public_bytes_raw())
        if register:
            register_key(company_id=company.pk, key=self.public, actor=Actor.operator(), now=now)

    def claims(self, order: str = "", **changes: Any) -> dict[str, Any]:
        """Return what a good token says, with changes; None leaves a claim out."""
        number = next(numbers)
        issued = int(self.now.timestamp())
        said: dict[str, Any] = {
            "iss": self.company.slug,
            "sub": order_subject(self.company.pk, order or f"T-{number}"),
            "iat": issued,
            "exp": issued + int(timedelta(days=90).total_seconds()),
            "jti": f"token-{number}",
        }
        return {name: value for name, value in {**said, **changes}.items() if value is not None}

    def token(self, order: str = "", *, header: Mapping[str, Any] | None = None, **changes: Any) -> str:
        """Return a signed token."""
        head = {"alg": "EdDSA", "kid": self.kid, **(header or {})}
        return self.signed(json.dumps(head), json.dumps(self.claims(order, **changes)))

    def signed(self, header: str, payload: str) -> str:
        """Return a header and a payload, whatever they are, under a good signature."""
        said = f"{base64url(header.encode())}.{base64url(payload.encode())}"
        return f"{said}.{base64url(self.key.sign(said.encode()))}"
