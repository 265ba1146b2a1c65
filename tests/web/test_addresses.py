"""`/me/addresses/`: confirming addresses, and the one to send mails to."""

import re

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page

from accounts.models import User
from ratings.verification.mail_programs import MAIL_PROGRAMS, Copy, Device, mail_programs
from ratings.verification.models import AddressCode
from ratings.verification.queries import confirmed_addresses, receiving_address
from ratings.verification.receiving import code_sent
from tests import servers
from tests.web.test_pages_browser import become, check
from tests.web.visitors import INLINE, client_of, person

pytestmark = pytest.mark.django_db
PAGE = "/me/addresses/"


@pytest.fixture
def ana(db: None) -> User:
    return person("ana@mail.example")


def test_strangers_are_asked_to_sign_in() -> None:
    for path in (PAGE, f"{PAGE}confirm/"):
        assert client_of().get(path)["Location"].startswith("/accounts/")
    assert client_of().post(f"{PAGE}receiving/")["Location"].startswith("/accounts/")


def test_an_address_is_added_confirmed_and_removed(ana: User) -> None:
    client = client_of(ana)

    asked = client.post(PAGE, {"address": "Ana+Shop@mail.example"})
    code = code_sent(AddressCode.objects.get())
    wrong = client.post(f"{PAGE}confirm/", {"address": "ana+shop@mail.example", "code": "12"})
    right = client.post(f"{PAGE}confirm/", {"address": "ana+shop@mail.example", "code": code})

    assert "Type the code" in asked.content.decode()
    assert wrong.status_code == 422
    assert "not the code" in wrong.content.decode()
    assert right["Location"] == PAGE
    assert confirmed_addresses(ana.pk) == {"ana@mail.example", "ana+shop@mail.example"}
    shown = client.get(PAGE).content.decode()
    (path,) = re.findall(rf'action="({PAGE}\w+/remove/)"', shown)
    assert client.post(path)["Location"] == PAGE
    assert confirmed_addresses(ana.pk) == {"ana@mail.example"}
    assert client.post(path).status_code == 404


@pytest.mark.parametrize("address", ["", "no address", "ana@mail.example", "\x00@mail.example"])
def test_a_wrong_address_is_told_at_its_field(ana: User, address: str) -> None:
    answer = client_of(ana).post(PAGE, {"address": address})

    assert answer.status_code == 422
    assert "error" in answer.content.decode()


def test_a_receiving_address_is_made_shown_and_closed(ana: User, settings: LazySettings) -> None:
    settings.RECEIPTS_ADDRESS = "receipts@ratings.example"
    client = client_of(ana)

    client.post(f"{PAGE}receiving/")
    address = receiving_address(ana.pk)
    assert address
    assert address in client.get(PAGE).content.decode()
    client.post(f"{PAGE}receiving/close/")

    assert address not in client.get(PAGE).content.decode()
    assert receiving_address(ana.pk) is None


def test_where_no_mails_are_taken_the_page_offers_no_address(ana: User, settings: LazySettings) -> None:
    settings.RECEIPTS_ADDRESS = ""

    assert "receiving address" not in client_of(ana).get(PAGE).content.decode()


def test_page_and_document_name_the_same_mail_programs(ana: User) -> None:
    shown = client_of(ana).get(PAGE).content.decode()
    written = (servers.ROOT / "docs" / "receipts.md").read_text()

    assert not INLINE.search(shown)
    for program in MAIL_PROGRAMS:
        assert str(program.name) in shown
        assert f"| {program.name} |" in written
        for words in filter(None, (program.save, program.attach, program.note)):
            assert str(words) in written


def test_programs_that_give_an_untouched_copy_come_first_and_the_others_say_what_to_do() -> None:
    copies = [one.copy for one in mail_programs()]

    assert copies == sorted(copies, key=list(Copy).index)
    assert all(one.device is Device.PHONE for one in mail_programs(Device.PHONE))
    assert all(one.save or one.attach for one in MAIL_PROGRAMS if one.copy is Copy.YES)
    assert all(one.note for one in MAIL_PROGRAMS if one.copy is not Copy.YES)


@pytest.mark.browser
@pytest.mark.xdist_group("pages")
def test_the_page_serves_everybody(browser_page: Page, live_site: str) -> None:
    become(browser_page, person("ana@mail.example"), live_site)
    check(browser_page, PAGE, f"{PAGE}confirm/")
