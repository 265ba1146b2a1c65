"""What tests of proofs share."""

from datetime import datetime

import pytest

from accounts.models import User
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from tests.dashboards import story
from tests.verification.signing import System


@pytest.fixture
def ana(committed: None) -> User:
    """A customer, whose address some mails name."""
    return story.customer("ana@mail.example")


@pytest.fixture
def moderator(committed: None) -> Actor:
    """One who decides on proofs."""
    return Actor.moderator(User.objects.create_user("m@example.org", role="moderator").pk)


@pytest.fixture
def till(acme: Company, now: datetime) -> System:
    """The system with which Acme signs tokens."""
    return System(acme, now)
