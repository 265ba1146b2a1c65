"""`manage.py check --deploy`: what an operator has forgotten."""

import os
import subprocess
import sys

import pytest
from django.conf import LazySettings

from config.checks import mail_goes_out
from config.env import Environment
from tests import servers


def test_a_deployment_without_a_mail_server_is_refused() -> None:
    environment = os.environ | {"PUBLIC_URL": "https://evenhand.example", "DEBUG": "false"}
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # a browser's in this process, not this check's
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=servers.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "evenhand.E003" in checked.stderr, checked.stderr
    assert checked.returncode != 0


@pytest.mark.parametrize(
    "said", [{"DEBUG": "false", "EMAIL_URL": "smtp+tls://evenhand:secret@mail.example:587"}, {"DEBUG": "true"}]
)
def test_one_with_a_mail_server_and_a_developers_own_are_not(settings: LazySettings, said: dict[str, str]) -> None:
    settings.ENVIRONMENT = Environment.read(os.environ | said)
    settings.DEBUG = settings.ENVIRONMENT.debug

    assert mail_goes_out(None) == []
