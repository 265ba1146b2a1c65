"""Who does something: built at the door (HTML, API, command line), judged by each command itself."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What somebody acts as; one person may act as different things at different doors."""

    CUSTOMER = "customer"
    REPRESENTATIVE = "representative"
    MODERATOR = "moderator"
    OPERATOR = "operator"
    AUDITOR = "auditor"
    REVIEW_KEY = "review_key"
    NOTIFIER = "notifier"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """
    Somebody who acts, with what they may be judged by.

    >>> Actor.customer(7).is_user(7)
    True
    >>> Actor.review_key(3).wrote(author_id=None, review_id=3), Actor.review_key(3).wrote(author_id=None, review_id=4)
    (True, False)
    >>> Actor.system("screening").is_staff
    False
    """

    kind: Kind
    user_id: int | None = None
    company_id: int | None = None
    team_role: str = ""
    part: str = ""
    review_id: int | None = None
    submission: str = ""

    @classmethod
    def customer(cls, user_id: int) -> "Actor":
        """Return a signed-in person acting for themselves."""
        return cls(kind=Kind.CUSTOMER, user_id=user_id)

    @classmethod
    def representative(cls, user_id: int, *, company_id: int, team_role: str) -> "Actor":
        """Return a person acting for a company, in a role of its team."""
        return cls(
            kind=Kind.REPRESENTATIVE,
            user_id=user_id,
            company_id=company_id,
            team_role=team_role,
        )

    @classmethod
    def moderator(cls, user_id: int) -> "Actor":
        """Return a moderator at the desk."""
        return cls(kind=Kind.MODERATOR, user_id=user_id)

    @classmethod
    def operator(cls, user_id: int | None = None) -> "Actor":
        """Return the operator; without a user it is the one who holds the command line."""
        return cls(kind=Kind.OPERATOR, user_id=user_id)

    @classmethod
    def review_key(cls, review_id: int | None = None, *, submission: str = "") -> "Actor":
        """Return whoever holds the key of one private review, or of its submission (a public id) while that waits."""
        return cls(kind=Kind.REVIEW_KEY, review_id=review_id, submission=submission)

    @classmethod
    def system(cls, part: str) -> "Actor":
        """Return a part of the system acting by itself, by name."""
        return cls(kind=Kind.SYSTEM, part=part)

    @property
    def is_staff(self) -> bool:
        """Tell whether this is one of the platform's own people."""
        return self.kind in (Kind.MODERATOR, Kind.OPERATOR, Kind.AUDITOR)

    @property
    def is_system(self) -> bool:
        """Tell whether no person acts."""
        return self.kind is Kind.SYSTEM

    def is_user(self, user_id: int | None) -> bool:
        """Tell whether this is that customer, acting as a customer."""
        return self.kind is Kind.CUSTOMER and user_id is not None and self.user_id == user_id

    def wrote(self, *, author_id: int | None, review_id: int) -> bool:
        """Tell whether this is a review's author, as its customer or by its key."""
        holds_key = self.kind is Kind.REVIEW_KEY and self.review_id is not None and self.review_id == review_id
        return holds_key or self.is_user(author_id)

    def speaks_for(self, company_id: int, *, roles: tuple[str, ...]) -> bool:
        """Tell whether this actor represents that company in one of those team roles."""
        return self.kind is Kind.REPRESENTATIVE and self.company_id == company_id and self.team_role in roles
