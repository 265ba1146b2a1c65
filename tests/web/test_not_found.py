"""What is not there looks like a page of ours, also while DEBUG."""

import pytest
from django.conf import settings
from django.test import Client


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("address", ["/nope/", "/companies/nobody/", "/reviews/aaaaaaaaaaaaaaaaaaaaaaaaaa/", "/i/a b/"])
def test_what_is_not_there_is_said_on_a_page_of_ours(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch, debug: bool, address: str
) -> None:
    monkeypatch.setattr(settings, "DEBUG", debug)

    answer = client.get(address)

    assert answer.status_code == 404
    page = answer.content.decode()
    assert "Evenhand" in page
    assert "URLconf" not in page


def test_an_address_without_its_slash_is_redirected(db: None, client: Client) -> None:
    assert client.get("/companies").headers["Location"] == "/companies/"
