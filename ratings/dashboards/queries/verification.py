"""How reviews of a company are verified, in figures."""
# ruff: noqa: S608 - every statement is composed of constants

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ratings.companies.models import Company
from ratings.verification.rules import ALL_INVITED

ENOUGH_SHOWN = 20
TOO_FEW_SHOWN = "fewer-than-20"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """
    Of `shown` orders, how many had been registered, and as a share from 0 to 1.

    Below 20 both are None and `reason` is `fewer-than-20`.
    """

    shown: int
    registered: int | None
    share: Decimal | None
    reason: str | None

    @property
    def is_known(self) -> bool:
        """Tell whether there are enough to say something."""
        return self.reason is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """
    A company's registered orders in figures, and what share of orders its registrations cover.

    `share` is the share of orders that is invited, in percent, `share_since` when that was set (None: from the
    beginning). `low` and `high` are the orders that customers showed by a proof of their own and gave 1 or 2, or 4 or
    5 stars, in the twelve months before `as_of` (None before the first night).
    """

    registered: int
    late: int
    invited: int
    answered: int
    share: int
    share_since: datetime | None
    as_of: date | None
    low: Covered
    high: Covered

    @property
    def is_sample(self) -> bool:
        """Tell whether the platform draws whom it invites."""
        return self.share < ALL_INVITED


def covered(shown: int, registered: int) -> Covered:
    """
    Return the share of orders that had been registered; nothing but their number where they are few.

    >>> covered(40, 10).share, covered(19, 19).share
    (Decimal('0.2500'), None)
    """
    if shown < ENOUGH_SHOWN:
        return Covered(shown=shown, registered=None, share=None, reason=TOO_FEW_SHOWN)
    share = (Decimal(registered) / shown).quantize(Decimal("0.0001"))
    return Covered(shown=shown, registered=registered, share=share, reason=None)


COLUMNS = """
coalesce(orders.registered, 0) AS orders_registered, coalesce(orders.late, 0) AS orders_late,
coalesce(orders.invited, 0) AS orders_invited, coalesce(orders.answered, 0) AS orders_answered,
coalesce(policy.share, 100) AS invitation_share, policy.since AS invitation_share_since,
coverage.as_of AS coverage_as_of,
coalesce(coverage.low_shown, 0) AS low_shown, coalesce(coverage.low_registered, 0) AS low_registered,
coalesce(coverage.high_shown, 0) AS high_shown, coalesce(coverage.high_registered, 0) AS high_registered
"""
"""What `verification_from` reads of a row."""
JOINS = """
LEFT JOIN dashboards_ordertally AS orders ON orders.company_id = company.id
LEFT JOIN dashboards_coverage AS coverage ON coverage.company_id = company.id
LEFT JOIN verification_invitationpolicy AS policy ON policy.company_id = company.id
"""
"""Each by its primary key."""


def verification_from(row: Mapping[str, Any]) -> Verification:
    """Return the figures that a row of COLUMNS holds."""
    return Verification(
        registered=row["orders_registered"],
        late=row["orders_late"],
        invited=row["orders_invited"],
        answered=row["orders_answered"],
        share=row["invitation_share"],
        share_since=row["invitation_share_since"],
        as_of=row["coverage_as_of"],
        low=covered(row["low_shown"], row["low_registered"]),
        high=covered(row["high_shown"], row["high_registered"]),
    )


def verification_of(company_id: int) -> Verification:
    """Return the figures of a company, in one query."""
    question = f"SELECT company.id, {COLUMNS} FROM companies_company AS company {JOINS} WHERE company.id = %s"
    (company,) = Company.objects.raw(question, [company_id])
    return verification_from(vars(company))
