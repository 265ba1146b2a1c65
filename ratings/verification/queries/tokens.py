"""Purchase tokens as their bearers see them."""

from dataclasses import dataclass
from datetime import datetime

from ratings.verification.commands.tokens import check_token, spent_by
from ratings.verification.rules import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSeen:
    """
    A good token before it is redeemed; `used_by` is the user who has redeemed it, `purchase` what it proved.

    Nobody but that user is told of either: the company has copies of its tokens.
    """

    company_slug: str
    company_name: str
    issued_at: datetime
    expires_at: datetime
    used_by: int | None
    purchase: str | None


def token_by(token: str, *, now: datetime) -> TokenSeen:
    """Return what a token says, its signature checked; looking changes nothing. Raises Invalid (`token`), Refused."""
    said, key = check_token(token, now=now)
    return _seen(said, key.company_id, slug=key.company.slug, name=key.company.name)


def _seen(said: Token, company_id: int, *, slug: str, name: str) -> TokenSeen:
    spent = spent_by(company_id, said)
    return TokenSeen(
        company_slug=slug,
        company_name=name,
        issued_at=said.issued_at,
        expires_at=said.expires_at,
        used_by=spent.customer_id if spent else None,
        purchase=spent.public_id if spent else None,
    )
