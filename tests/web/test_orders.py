"""Orders on the business page, and the pages that the links of a mail open."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from ratings.companies.models import Company
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.verification.commands import (
    forget_addresses,
    set_invitation_share,
    unsubscribe_token_of,
)
from ratings.verification.models import Invitation, InvitationPolicy, Order, Purchase, Unsubscribed
from tests.dashboards import story
from tests.web.visitors import INLINE, client_of, invited, now, person, representative

pytestmark = pytest.mark.django_db

FILE = "/business/acme/orders/file/"


@pytest.fixture
def acme() -> Company:
    return story.company("Acme")


@pytest.fixture
def owner(acme: Company) -> Client:
    return client_of(representative(acme, "owner@acme.example"))


def csv(text: str) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("orders.csv", text.encode(), content_type="text/csv")}


def test_a_file_of_orders_is_registered_and_counted(acme: Company, owner: Client) -> None:
    day = now().date().isoformat()
    text = f"order;ordered_on;email\nA-1;{day};ana@example.org\nA-2;{day};\na 2;{day};\nA-3;2026-01-31;\n"

    page = owner.post(FILE, csv(text), follow=True).content.decode()

    assert "3 orders are registered." in page
    assert "1 row names an order that was registered before" in page
    assert "1 was registered more than three days after it was placed" in page
    drain()
    page = owner.get("/business/acme/orders/").content.decode()
    assert "<dt>registered</dt><dd>3</dd>" in page
    assert "<dt>registered late</dt><dd>1</dd>" in page
    assert "<dt>invited</dt><dd>1</dd>" in page


def test_wrong_cells_are_named_by_row_and_column_and_nothing_is_registered(acme: Company, owner: Client) -> None:
    day = now().date().isoformat()
    rows = "".join(f"A-{number};{day};<b>nobody</b>\n" for number in range(40))

    answer = owner.post(FILE, csv(f"order;ordered_on;email\n{rows}"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Row 2, column email: This is not an e-mail address." in page
    assert "15 more cells are wrong." in page
    assert "<b>" not in page
    assert not Order.objects.exists()
    for sent in ({}, csv(""), csv("x"), csv("order,ordered_on\n")):
        assert owner.post(FILE, sent).status_code == 422


def test_only_who_may_write_registers_a_file(acme: Company) -> None:
    analyst = client_of(representative(acme, "analyst@acme.example", role="analyst"))
    text = f"order,ordered_on\nA-1,{now().date()}\n"

    assert analyst.post(FILE, csv(text)).status_code == 422
    assert "Register many orders" not in analyst.get("/business/acme/orders/").content.decode()
    assert client_of(person("x@example.org")).post(FILE, csv(text)).status_code == 403
    assert client_of().post(FILE, csv(text)).status_code == 302
    assert not Order.objects.exists()


def test_the_orders_page_asks_as_much_with_many_orders_as_with_few(acme: Company, owner: Client) -> None:
    counts = []
    for first, more in ((0, 1), (1, 60)):
        day = now().date()
        rows = "".join(f"A-{number},{day}\n" for number in range(first, first + more))
        owner.post(FILE, csv(f"order,ordered_on\n{rows}"), follow=True)
        drain()
        with CaptureQueriesContext(connection) as asked:
            text = owner.get("/business/acme/orders/").content.decode()
        counts.append(len(asked))
        assert not INLINE.search(text)
    assert counts[0] == counts[1] <= 10


def unsubscribe_address(acme: Company, email: str = "ana@example.org") -> str:
    invited(acme, email)
    return f"/u/{unsubscribe_token_of(Order.objects.latest('pk'))}/"


def test_looking_at_the_unsubscribe_page_changes_nothing_and_its_button_ends_all_invitations(acme: Company) -> None:
    address = unsubscribe_address(acme)
    anybody = client_of()

    page = anybody.get(address)
    assert "Acme" in page.content.decode()
    assert "ana@example.org" not in page.content.decode()
    assert anybody.head(address).status_code == 200
    assert not Unsubscribed.objects.exists()

    assert "Done." in anybody.post(address).content.decode()
    assert "Done." in anybody.get(address).content.decode()
    assert anybody.post(address).status_code == 200
    assert Unsubscribed.objects.count() == 1
    assert not Order.objects.filter(sealed_email__isnull=False).exists()


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_mail_program_unsubscribes_by_one_click_without_cookies_or_token(acme: Company, content_type: str) -> None:
    address = unsubscribe_address(acme)
    bodies = {
        "application/x-www-form-urlencoded": "List-Unsubscribe=One-Click",
        "multipart/form-data; boundary=x": (
            '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
        ),
    }

    answer = Client(enforce_csrf_checks=True).generic("POST", address, bodies[content_type], content_type=content_type)

    assert answer.status_code == 200
    assert Unsubscribed.objects.count() == 1


def test_a_link_that_unsubscribes_nobody_is_not_found(acme: Company) -> None:
    token = invited(acme, "ana@example.org")
    for wrong in ("guess", "a" * 52, "a" * 500, token):
        assert client_of().get(f"/u/{wrong}/").status_code == 404
        assert client_of().post(f"/u/{wrong}/").status_code == 404
    assert not Unsubscribed.objects.exists()


def test_an_invitation_whose_address_is_forgotten_opens_for_who_names_it(acme: Company) -> None:
    token = invited(acme, "ana@example.org")
    Order.objects.update(address_until=now())
    forget_addresses(now=now())
    visitor = client_of()

    assert "The e-mail address that we wrote to" in visitor.get(f"/i/{token}/").content.decode()
    wrong = visitor.post(f"/i/{token}/", {"email": "ben@example.org"})
    assert (wrong.status_code, "went to another address" in wrong.content.decode()) == (422, True)
    assert '<a href="/prove/acme/document/">' in wrong.content.decode()
    for nonsense in ("", "nobody", "x" * 300, "ana@example.org\x00"):
        assert visitor.post(f"/i/{token}/", {"email": nonsense}).status_code == 422
    assert not Invitation.objects.filter(opened_at__isnull=False).exists()

    opened = visitor.post(f"/i/{token}/", {"email": " Ana@example.org "})

    assert opened.status_code == 302
    assert opened["Location"].startswith("/write/acme/")
    assert Purchase.objects.get().customer == User.objects.get(email="ana@example.org")
    again = client_of().post(f"/i/{token}/", {"email": "ana@example.org"})
    assert again.status_code == 302
    assert again["Location"].startswith("/accounts/login/")


def test_whose_account_has_the_forgotten_address_signs_in(acme: Company) -> None:
    token = invited(acme, "ana@example.org")
    person("ana@example.org")
    Order.objects.update(sealed_email=None, address_until=None)

    answer = client_of().post(f"/i/{token}/", {"email": "ana@example.org"})

    assert answer["Location"].startswith("/accounts/login/")
    assert not Purchase.objects.exists()


def test_the_public_page_says_how_reviews_are_verified(acme: Company) -> None:
    drain()
    page = client_of().get("/companies/acme/").content.decode()
    assert "The company has registered no orders here." in page
    assert page.count("too few to say") >= 2

    set_invitation_share(company_id=acme.pk, share=20, actor=Actor.operator(), now=now())
    for number in range(3):
        invited_or_not(acme, f"A-{number}")
    drain()
    page = client_of().get("/companies/acme/").content.decode()

    assert "a sample of 20 % that we draw" in page
    assert "<dt>orders registered</dt><dd>3</dd>" in page


def invited_or_not(acme: Company, number: str) -> None:
    client = client_of(representative(acme, f"{number.lower()}@acme.example"))
    client.post("/business/acme/orders/", {"order": number, "ordered_on": now().date(), "locale": "en"})


def test_the_operator_changes_a_companys_share_and_moderators_look(acme: Company) -> None:
    operator, moderator = (
        client_of(person("o@x.example", role="operator")),
        client_of(person("m@x.example", "moderator")),
    )

    assert operator.post("/desk/invitations/", {"company": "acme", "share": "35"}).status_code == 302
    assert InvitationPolicy.objects.get().share == 35
    assert "35 %" in moderator.get("/desk/invitations/").content.decode()
    assert moderator.post("/desk/invitations/", {"company": "acme", "share": "50"}).status_code == 422
    for company, share in (
        ("acme", "35"),
        ("acme", "0"),
        ("acme", "x"),
        ("bolt", "50"),
        ("", ""),
        ("a\x00b", "9" * 30),
    ):
        assert operator.post("/desk/invitations/", {"company": company, "share": share}).status_code == 422
    assert InvitationPolicy.objects.get().share == 35
    assert client_of(person("c@x.example")).get("/desk/invitations/").status_code == 403
