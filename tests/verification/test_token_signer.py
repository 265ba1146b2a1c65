"""Private tokens while the signer is down, dies, or is another: nothing is half-written."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import User
from ratings.companies.models import Company
from ratings.kernel.refusals import Unavailable
from ratings.verification.blind import privacypass
from ratings.verification.blind.privacypass import TokenResponse, verify_token
from ratings.verification.models import Purchase, TokenClass, TokenDay
from tests.conftest import running, wait_for_signer
from tests.dashboards import story
from tests.together import at_once, refusals
from tests.verification.asking import ask, issue, open_class

pytestmark = pytest.mark.usefixtures("committed", "signer")


@contextmanager
def other_signer(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A signer of the test's own, which it may kill."""
    path = tmp_path / "run" / "signer.sock"
    with running("manage.py", "sign", EVENHAND_DATA=str(tmp_path), SIGNER_SOCKET=str(path)) as process:
        wait_for_signer(path, process)
        yield process


def test_with_the_signer_down_nothing_is_half_written_and_it_works_once_it_is_back(
    acme: Company, ana: User, now: datetime, tmp_path: Path, settings: Settings
) -> None:
    settings.SIGNER_SOCKET = tmp_path / "run" / "signer.sock"
    purchase = story.purchase(acme, ana)
    with pytest.raises(Unavailable) as refused:
        open_class(acme, now)
    assert refused.value.code == "signer-down"
    assert not TokenClass.objects.exists()

    with other_signer(tmp_path) as process:
        found = open_class(acme, now)
        asked = ask(found)
        process.kill()
        process.wait()
        with pytest.raises(Unavailable):
            issue(purchase, asked, ana, now)
    assert Purchase.objects.get(pk=purchase.pk).blinded_hash is None
    assert not TokenDay.objects.exists()

    with other_signer(tmp_path):
        token = asked.finish(TokenResponse.decode(issue(purchase, asked, ana, now)))
    verify_token(token, privacypass.decode_public_key(bytes(found.public_key)))


def test_a_signer_that_dies_with_the_question_in_its_hands_leaves_nothing_half_written(
    acme: Company, ana: User, now: datetime, tmp_path: Path, settings: Settings
) -> None:
    purchase = story.purchase(acme, ana)
    found = open_class(acme, now)
    path = tmp_path / "dying.sock"
    with socket.socket(socket.AF_UNIX) as dying:
        dying.bind(str(path))
        dying.listen()
        settings.SIGNER_SOCKET = path

        def die() -> None:
            line, _ = dying.accept()
            line.recv(4096)
            line.close()

        outcomes = at_once(lambda: issue(purchase, ask(found), ana, now), die)

    assert refusals(outcomes) == ["signer-down"]
    assert Purchase.objects.get(pk=purchase.pk).blinded_hash is None


def test_a_key_of_another_signer_is_not_used_for_a_class(
    acme: Company, ana: User, now: datetime, tmp_path: Path, settings: Settings
) -> None:
    purchase = story.purchase(acme, ana)
    asked = ask(open_class(acme, now))
    settings.SIGNER_SOCKET = tmp_path / "run" / "signer.sock"

    with other_signer(tmp_path), pytest.raises(Unavailable):
        issue(purchase, asked, ana, now)
