"""The mailbox page of development, and how mail gets there."""

from pathlib import Path

import pytest
from django.core.mail import EmailMessage, mailers
from django.test import Client
from pytest_django.fixtures import Settings

from web.mail import KEPT, StoredMail, letters


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Send mail as `up` does."""
    settings.DEBUG = True
    settings.MAIL_FOLDER = tmp_path
    settings.MAILERS = {"default": {"BACKEND": "web.mail.StoredMail", "OPTIONS": {"folder": str(tmp_path)}}}
    return tmp_path


def a_mail(subject: str = "Your code", body: str = "Grüße: https://example.org/invite/abc") -> EmailMessage:
    return EmailMessage(subject, body, "Evenhand <no-reply@example.org>", ["ana@example.org"])


def test_a_mail_can_be_read_in_the_browser_with_its_links(client: Client, folder: Path) -> None:
    mailers["default"].send_messages([a_mail()])

    overview = client.get("/dev/mail/").content.decode()
    page = client.get(f"/dev/mail/{letters(folder)[0].name}/").content.decode()

    assert "Your code" in overview
    assert '<a href="https://example.org/invite/abc"' in page
    assert "Grüße" in page


def test_markup_in_a_mail_stays_text(client: Client, folder: Path) -> None:
    mailers["default"].send_messages([a_mail(body="<script>alert(1)</script>")])

    assert "<script>alert" not in client.get(f"/dev/mail/{letters(folder)[0].name}/").content.decode()


def test_the_newest_mails_are_kept(folder: Path) -> None:
    backend = StoredMail(folder=str(folder), alias="default")
    for number in range(KEPT + 3):
        backend.send_messages([a_mail(subject=f"number {number}")])

    kept = letters(folder)
    assert len(kept) == KEPT
    assert kept[0].subject == f"number {KEPT + 2}"


@pytest.mark.parametrize("name", ["nothing", "..%2F..%2Fetc%2Fpasswd", "*"])
def test_a_mail_that_is_not_there_is_not_found(name: str, client: Client, folder: Path) -> None:
    assert client.get(f"/dev/mail/{name}/").status_code == 404


def test_there_is_no_mailbox_outside_development(client: Client, folder: Path, settings: Settings) -> None:
    settings.DEBUG = False

    assert client.get("/dev/mail/").status_code == 404
