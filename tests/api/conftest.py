"""What every test of the API starts from."""

import pytest
from django.conf import LazySettings
from django.core.cache import cache, caches

from accounts.models import User
from ratings.companies.models import Company
from tests.dashboards import story


@pytest.fixture(autouse=True)
def budget(settings: LazySettings) -> None:
    """A budget that no test spends unless it means to, and nothing kept from the test before."""
    cache.clear()
    caches["process"].clear()
    settings.API_RATE_LIMITS = {"reads": (1_000_000, 60), "writes": (1_000_000, 60)}


@pytest.fixture
def acme() -> Company:
    """A company, in the database that the test asks for."""
    return story.company("Acme")


@pytest.fixture
def ana() -> User:
    """A customer, in the database that the test asks for."""
    return story.customer("ana@example.org")
