"""`manage.py check --deploy`: what an operator has forgotten."""

import os
import subprocess
import sys

import pytest

from tests import servers


@pytest.mark.parametrize(
    ("said", "is_refused"),
    [
        ({"DEBUG": "false"}, True),
        ({"DEBUG": "false", "EMAIL_URL": "smtp+tls://evenhand:secret@mail.example:587"}, False),
        ({"DEBUG": "true"}, False),
    ],
)
def test_a_deployment_without_a_mail_server_is_refused(said: dict[str, str], is_refused: bool) -> None:
    environment = os.environ | {"PUBLIC_URL": "https://evenhand.example"} | said
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # a browser's in this process, not this check's
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=servers.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ("evenhand.E003" in checked.stderr) is is_refused, checked.stderr
    assert (checked.returncode != 0) is is_refused, checked.stderr
