"""What every test of the API starts from."""

import pytest
from django.conf import LazySettings
from django.core.cache import cache, caches


@pytest.fixture(autouse=True)
def budget(settings: LazySettings) -> None:
    """A budget that no test spends unless it means to, and nothing kept from the test before."""
    cache.clear()
    caches["process"].clear()
    settings.API_RATE_LIMITS = {"reads": (1_000_000, 60), "writes": (1_000_000, 60)}
