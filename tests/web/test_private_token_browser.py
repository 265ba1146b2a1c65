"""The browser's half of blind signatures, in chromium: the published vectors, and a token from page to file."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, expect

from accounts.models import User
from ratings.companies.models import Company
from ratings.verification import queries
from ratings.verification.blind import privacypass
from ratings.verification.blind.privacypass import Token, verify_token
from ratings.verification.models import Purchase
from tests.dashboards import story
from tests.web.visitors import client_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("proofs"), pytest.mark.usefixtures("signer")]
VECTORS = Path(__file__).parents[1] / "vectors"
RFC_9474 = json.loads((VECTORS / "rfc9474.json").read_text())
RFC_9578 = json.loads((VECTORS / "rfc9578.json").read_text())
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

RUN_RFC_9474 = """
async (vector) => {
  const { VARIANTS, ...rsabssa } = await import("/static/js/private/rsabssa.js");
  const bytes = (name) => rsabssa.fromHex(vector[name]);
  const variant = VARIANTS[vector._title.split(" ")[0]];
  const key = { n: rsabssa.toInteger(bytes("n")), e: rsabssa.toInteger(bytes("e")) };
  const prepared = rsabssa.prepare(bytes("msg"), variant, () => bytes("msg_prefix"));
  const encoded = await rsabssa.encode(prepared, rsabssa.bitLength(key.n) - 1, bytes("salt"));
  const r = rsabssa.inverse(rsabssa.toInteger(bytes("inv")), key.n);
  const made = await rsabssa.blind(key, prepared, variant, () => bytes("salt"), r);
  const signature = await rsabssa.finalize(key, prepared, bytes("blind_sig"), made.inverse, variant);
  const flipped = bytes("blind_sig");
  flipped[7] ^= 1;
  const refusals = [];
  for (const wrong of [flipped, flipped.slice(1)]) {
    await rsabssa.finalize(key, prepared, wrong, made.inverse, variant).catch((error) => refusals.push(error.message));
  }
  return {
    prepared_msg: rsabssa.toHex(prepared),
    encoded_msg: rsabssa.toHex(encoded),
    blinded_msg: rsabssa.toHex(made.message),
    inv: made.inverse.toString(16).padStart(vector.inv.length, "0"),
    sig: rsabssa.toHex(signature),
    refusals,
  };
}
"""
RUN_RFC_9578 = """
async (vector) => {
  const { toHex, fromHex, toInteger } = await import("/static/js/private/rsabssa.js");
  const { ask, finish } = await import("/static/js/private/privacypass.js");
  const bytes = (name) => fromHex(vector[name]);
  const drawn = [bytes("nonce"), bytes("salt")];
  const r = toInteger(bytes("blind"));
  const asked = await ask(bytes("pkS"), bytes("token_challenge"), () => drawn.shift(), r);
  const token = await finish(bytes("pkS"), asked, bytes("token_response"));
  return { token_request: toHex(asked.request), token: toHex(token) };
}
"""


@pytest.fixture
def complaints(browser_page: Page) -> Iterator[list[str]]:
    """What the browser objected to; there is nothing at the end."""
    heard: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append(message.text)

    browser_page.on("console", listen)
    browser_page.on("pageerror", lambda error: heard.append(str(error)))
    yield heard
    assert heard == []


def become(page: Page, user: User, live_site: str) -> None:
    session = client_of(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_site}])


@pytest.mark.parametrize("vector", RFC_9474, ids=lambda vector: vector["_title"])
def test_the_browser_computes_the_vectors_of_rfc_9474(browser_page: Page, vector: dict[str, str]) -> None:
    browser_page.goto("/methodology/")

    computed = browser_page.evaluate(RUN_RFC_9474, vector)

    assert computed.pop("refusals") == ["invalid signature", "unexpected input size"]
    assert computed == {name: vector[name] for name in computed}


@pytest.mark.parametrize("vector", RFC_9578, ids=lambda vector: vector["_title"])
def test_the_browser_computes_the_vectors_of_rfc_9578(browser_page: Page, vector: dict[str, str]) -> None:
    browser_page.goto("/methodology/")

    computed = browser_page.evaluate(RUN_RFC_9578, vector)

    assert computed == {name: vector[name] for name in computed}


def take(page: Page, purchase: Purchase) -> dict[str, str]:
    page.goto(f"/me/purchases/{purchase.public_id}/private/")
    page.locator("[data-take]").click()
    expect(page.locator("[data-part=token]")).to_be_visible(timeout=20_000)
    kept: dict[str, str] = json.loads(page.evaluate("sessionStorage.getItem('evenhand-private-token')"))
    return kept


def read(kept: dict[str, str]) -> Token:
    return Token.decode(base64.urlsafe_b64decode(kept["token"] + "=" * (-len(kept["token"]) % 4)))


@pytest.fixture
def ana(committed: None) -> User:
    return story.customer("ana@example.org")


@pytest.mark.usefixtures("complaints")
def test_a_token_is_made_in_the_browser_and_handed_over(
    browser_page: Page, live_site: str, acme: Company, ana: User, tmp_path: Path
) -> None:
    purchase = story.purchase(acme, ana)
    become(browser_page, ana, live_site)

    kept = take(browser_page, purchase)

    token = read(kept)
    found = queries.token_class_by_key_id(token.token_key_id)
    assert found is not None
    verify_token(token, privacypass.decode_public_key(bytes(found.public_key)))
    assert kept["company"] == "acme"
    assert (found.company, found.group) == (acme, "customer")
    with browser_page.expect_download() as download:
        browser_page.locator("[data-file]").click()
    download.value.save_as(tmp_path / "token.json")
    assert json.loads((tmp_path / "token.json").read_text()) == kept
    assert json.loads(browser_page.locator("[data-text]").input_value()) == kept
    browser_page.goto("/prove/acme/")
    expect(browser_page.get_by_text("You took a private token for this company")).to_be_visible()
    expect(browser_page.locator("#easiest")).to_have_count(0)
    story.purchase(acme, ana)
    browser_page.goto("/write/acme/")
    expect(browser_page).to_have_url(re.compile("/prove/acme/$"))


def test_a_lost_answer_is_had_again_until_the_browser_forgets(
    browser_page: Page, live_site: str, acme: Company, ana: User
) -> None:
    purchase = story.purchase(acme, ana)
    become(browser_page, ana, live_site)
    first = take(browser_page, purchase)
    browser_page.evaluate("sessionStorage.clear()")

    assert take(browser_page, purchase) == first
    browser_page.locator("[data-forget]").click()
    kept = browser_page.evaluate("Object.keys(sessionStorage).concat(Object.keys(localStorage))")
    assert [name for name in kept if name.startswith("evenhand")] == []

    browser_page.reload()
    browser_page.locator("[data-take]").click()
    expect(browser_page.locator("[data-problem]")).to_contain_text("has given its token already", timeout=20_000)


@pytest.mark.usefixtures("complaints")
def test_the_page_fits_every_screen_and_is_for_everybody(
    browser_page: Page, live_site: str, acme: Company, ana: User
) -> None:
    purchase = story.purchase(acme, ana)
    become(browser_page, ana, live_site)
    browser_page.goto(f"/me/purchases/{purchase.public_id}/private/")

    for _ in range(2):
        for width in (320, 1280):
            browser_page.set_viewport_size({"width": width, "height": 800})
            assert browser_page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(browser_page, options=RULES).response["violations"] == []
        take(browser_page, purchase)


def test_without_scripts_the_page_says_so_and_names_the_other_way(acme: Company, ana: User) -> None:
    purchase = story.purchase(acme, ana)

    page = client_of(ana).get(f"/me/purchases/{purchase.public_id}/private/").content.decode()

    assert "<noscript>" in page
    assert f"/write/acme/?purchase={purchase.public_id}" in page
    assert "The company never learns who you are" in page
    assert client_of(story.customer()).get(f"/me/purchases/{purchase.public_id}/private/").status_code == 404


def test_a_purchase_that_gives_no_token_says_why(acme: Company, ana: User) -> None:
    written = story.review(acme, by=ana)

    page = client_of(ana).get(f"/me/purchases/{written.purchase.public_id}/private/").content.decode()

    assert "has a review under your account already" in page
    assert "data-take" not in page
