"""A purchase token's link and form, the keys' page, and what a customer sees whose proof was drawn."""

import re
from datetime import timedelta

import pytest

from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.verification.commands import VERIFICATION, accept_purchase, begin_purchase, revoke_key
from ratings.verification.models import ProofDay, Purchase, SigningKey, SpentPurchaseToken
from tests.dashboards import story
from tests.undrawn import drawn_id
from tests.verification.signing import System
from tests.web.visitors import INLINE, client_of, now, person, representative

pytestmark = pytest.mark.django_db
SECRET = re.compile(r'(?<="csrfmiddlewaretoken" value=")[^"]+')


@pytest.fixture
def acme() -> Company:
    return story.company("Acme")


@pytest.fixture
def till(acme: Company) -> System:
    return System(acme, now() - timedelta(minutes=1))


def test_looking_at_a_link_uses_nothing_and_the_button_does_once(till: System) -> None:
    address = f"/t/{till.token()}/"
    ana = client_of(person("ana@example.org"))

    shown = ana.get(address)
    assert "How was Acme?" in shown.content.decode()
    assert not SpentPurchaseToken.objects.exists()
    assert shown["Cache-Control"].startswith("max-age=0")

    answer = ana.post(address)
    purchase = Purchase.objects.get()
    assert answer["Location"] == f"/write/acme/?purchase={purchase.public_id}"
    assert "You have used this link already" in ana.get(address).content.decode()
    assert ana.post(address).status_code == 409
    told = client_of(person("ben@example.org")).post(address).content.decode()
    assert "has been used already" in told
    assert '<a href="/prove/acme/document/">' in told


def test_nobody_sees_by_looking_whether_somebody_else_has_come(till: System) -> None:
    """The company has a copy of every token that it signed."""
    used, unused = f"/t/{till.token(order='A-1')}/", f"/t/{till.token(order='A-2')}/"
    client_of(person("ana@example.org")).post(used)

    for visitor in (client_of(), client_of(person("ben@example.org"))):
        pages = [visitor.get(address).content.decode().replace(address[3:-1], "") for address in (used, unused)]
        assert SECRET.sub("", pages[0]) == SECRET.sub("", pages[1])


def test_a_stranger_is_asked_to_sign_in_and_comes_back(till: System) -> None:
    address = f"/t/{till.token()}/"

    assert f"/accounts/login/?next={address.replace('/', '%2F')}" in client_of().get(address).content.decode()
    assert client_of().post(address)["Location"].startswith("/accounts/login/?next=%2Ft%2F")
    assert not SpentPurchaseToken.objects.exists()


def test_a_bad_link_says_what_works_instead(till: System, acme: Company) -> None:
    token = till.token()
    for bad, status in ((token[:-9], 422), ("x", 422), ("a.b.c", 422)):
        answer = client_of().get(f"/t/{bad}/")
        assert answer.status_code == status
        assert "order mail, a bill or a photo" in answer.content.decode()
    revoke_key(company_id=acme.pk, kid=till.kid, actor=Actor.operator(), now=now())
    assert client_of().get(f"/t/{token}/").status_code == 409


def test_a_token_or_its_link_is_pasted_with_line_breaks_and_all(till: System) -> None:
    ana = client_of(person("ana@example.org"))
    token = till.token()

    for pasted in ("", "hello", System(story.company("Bolt"), now() - timedelta(minutes=1)).token()):
        answer = ana.post("/prove/acme/token/", {"token": pasted})
        assert answer.status_code == 422
    assert "from Bolt" in answer.content.decode()
    assert '<a href="/prove/acme/document/">' in answer.content.decode()
    assert "Other ways" not in ana.get("/prove/acme/token/").content.decode()
    linked = f"https://evenhand.example/t/{token[:60]}\n {token[60:]}/"
    assert ana.post("/prove/acme/token/", {"token": linked})["Location"].startswith("/write/acme/")
    assert ana.get("/prove/nobody/token/").status_code == 404
    assert client_of().get("/prove/acme/token/").status_code == 302


def test_a_key_is_registered_listed_retired_and_revoked(acme: Company) -> None:
    owner = client_of(representative(acme, "owner@acme.example"))
    new = System(acme, now(), register=False)
    form = {"key": f'{{"kty":"OKP","crv":"Ed25519","x":"{new.public}"}}', "kid": "till-1"}

    assert owner.post("/business/acme/keys/", form)["Location"] == "/business/acme/keys/"
    page = owner.get("/business/acme/keys/").content.decode()
    assert "till-1" in page
    assert not INLINE.search(page)
    again = owner.post("/business/acme/keys/", form)
    assert again.status_code == 422
    assert "registered already" in again.content.decode()

    key = "/business/acme/keys/till-1/"
    assert new.public in owner.get(key).content.decode()
    assert owner.post(key, {"last_day": "2020-01-01"}).status_code == 422
    assert owner.post(key, {"last_day": f"{now() + timedelta(days=7):%Y-%m-%d}"}).status_code == 302
    assert "until" in owner.get("/business/acme/keys/").content.decode()
    assert owner.post(key, {"revoke": "1"}).status_code == 302
    assert SigningKey.objects.get().revoked_at is not None
    assert owner.post(key, {"revoke": "1"}).status_code == 409
    assert owner.get("/business/acme/keys/nobody/").status_code == 404


def test_a_token_is_tried_out_and_shown_as_a_qr_code(till: System, acme: Company) -> None:
    owner = client_of(representative(acme, "owner@acme.example"))

    good = owner.post("/business/acme/keys/", {"token": till.token()}).content.decode()
    bad = owner.post("/business/acme/keys/", {"token": till.token()[:-5]})

    assert "This token is good" in good
    assert '<svg class="qr"' in good
    assert not INLINE.search(good)
    assert bad.status_code == 422
    assert not SpentPurchaseToken.objects.exists()


def test_the_order_key_is_shown_to_owners_and_managers_only(acme: Company) -> None:
    analyst = client_of(representative(acme, "analyst@acme.example", role="analyst"))
    new = System(acme, now(), register=False)

    assert "Your order key" not in analyst.get("/business/acme/keys/").content.decode()
    assert analyst.post("/business/acme/keys/", {"key": new.public}).status_code == 422
    stranger = client_of(person("ana@example.org"))
    assert stranger.get("/business/acme/keys/").status_code == 403
    assert stranger.post("/business/acme/keys/x/", {"revoke": "1"}).status_code == 403
    assert (
        "Your order key"
        in client_of(representative(acme, "m@acme.example", role="manager"))
        .get("/business/acme/keys/")
        .content.decode()
    )


def test_a_drawn_customer_is_asked_and_may_take_the_purchase_back(acme: Company) -> None:
    user = person("ana@example.org")
    ana = client_of(user)
    begun = begin_purchase(company_id=acme.pk, customer_id=user.pk, method="invitation", order="A-1", now=now())
    Purchase.objects.filter(pk=begun.pk).update(public_id=drawn_id())
    drawn = accept_purchase(purchase_id=begun.pk, actor=VERIFICATION, shows="order", now=now())

    for address in ("/me/", f"/write/acme/?purchase={drawn.public_id}"):
        page = ana.get(address).content.decode()
        assert "This proof needs a second one" in page, address
        assert "Your review waits for it" in page
    ben = client_of(person("ben@example.org"))
    assert ben.post(f"/me/purchases/{drawn.public_id}/withdraw/").status_code == 403
    assert ana.post(f"/me/purchases/{drawn.public_id}/withdraw/")["Location"] == "/me/"
    assert "ook it back" in ana.get("/me/").content.decode()


def test_the_share_that_was_not_backed_is_public_from_five_decided_on(acme: Company) -> None:
    assert "tested by lot" not in client_of().get("/companies/acme/").content.decode()
    ProofDay.objects.create(company=acme, day=now().date(), drawn=5, backed=3, failed=1)
    assert "Too few for a share" in client_of().get("/companies/acme/").content.decode()
    ProofDay.objects.create(company=acme, day=now().date() - timedelta(days=1), drawn=0, backed=0, failed=1)
    assert "40 % not backed" in client_of().get("/companies/acme/").content.decode()
