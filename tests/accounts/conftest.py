"""What the tests of the front door share."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from web.mail import letters


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Start every test with no sign-in counted against it."""
    cache.clear()


@pytest.fixture
def mail_folder(settings: Settings, tmp_path: Path) -> Path:
    """Send mail as `up` does: into files, which the mailbox reads."""
    settings.MAIL_FOLDER = tmp_path
    settings.MAILERS = {"default": {"BACKEND": "web.mail.StoredMail", "OPTIONS": {"folder": str(tmp_path)}}}
    return tmp_path


@pytest.fixture
def mailed_code(mail_folder: Path) -> Callable[[], str]:
    """Return what reads the code out of the newest mail."""

    def newest() -> str:
        found = re.search(r"^([A-Z0-9]{4}-?[A-Z0-9]{4})$", letters(mail_folder)[0].body, re.MULTILINE)
        assert found is not None
        return found[1]

    return newest
