"""What tests of proofs share."""

import pytest

from accounts.models import User
from tests.dashboards import story


@pytest.fixture
def ana(committed: None) -> User:
    """A customer, whose address some mails name."""
    return story.customer("ana@mail.example")
