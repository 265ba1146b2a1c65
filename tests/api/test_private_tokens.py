"""The issuer of private tokens over HTTP, as RFC 9578 describes it."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from ratings.companies.models import Company
from ratings.verification.blind import privacypass
from ratings.verification.blind.privacypass import AskedToken, TokenChallenge, TokenResponse, verify_token
from ratings.verification.models import Purchase, TokenClass
from tests.api.caller import Caller, is_problem
from tests.dashboards import story
from tests.verification import tokens

pytestmark = pytest.mark.usefixtures("committed", "signer")
REQUEST = "application/private-token-request"
RESPONSE = "application/private-token-response"


def directory(**query: str) -> Any:
    return Caller().get("private-tokens/directory", **(query or {"company": "acme"}))


def asked_by(key: dict[str, str]) -> AskedToken:
    public = privacypass.decode_public_key(base64.urlsafe_b64decode(key["token-key"]))
    return privacypass.ask_token(public, TokenChallenge.decode(base64.urlsafe_b64decode(key["token-challenge"])))


def post(
    caller: Caller | Client, purchase: str, body: bytes, *, media_type: str = REQUEST, accept: str = RESPONSE
) -> Any:
    client = caller.client if isinstance(caller, Caller) else caller
    headers = {"Accept": accept} | (caller.headers if isinstance(caller, Caller) else {})
    address = f"/api/v1/private-tokens?purchase={purchase}"
    return client.generic("POST", address, body, content_type=media_type, headers=headers)


def test_the_directory_shows_the_keys_as_rfc_9578_says(acme: Company, ana: User) -> None:
    story.purchase(acme, ana)

    answer = directory()

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/private-token-issuer-directory"
    told = json.loads(answer.content)
    assert told["issuer-request-uri"].endswith("/api/v1/private-tokens")
    (key,) = told["token-keys"]
    made = TokenClass.objects.get()
    assert key["token-type"] == 2
    assert key["token-key"] == base64.urlsafe_b64encode(bytes(made.public_key)).decode()
    assert (key["year"], key["group"], key["issued"], key["leaf"]) == (made.year, "customer", 0, made.leaf)
    assert key["token-key-id"] == bytes(made.key_id).hex()


def test_everybody_is_shown_the_same_keys(acme: Company, ana: User) -> None:
    story.purchase(acme, ana)

    shown = [directory(), Caller(ana).get("private-tokens/directory", company="acme"), directory()]

    assert len({answer.content for answer in shown}) == 1


def test_customers_of_a_merged_company_still_find_their_key(acme: Company, ana: User) -> None:
    story.purchase(acme, ana)
    Company.objects.filter(pk=acme.pk).update(state="merged", merged_into=story.company("Bolt"))

    assert [key["company"] for key in json.loads(directory().content)["token-keys"]] == ["acme"]


def test_no_key_is_made_where_nobody_could_use_it(acme: Company, ana: User) -> None:
    assert json.loads(directory().content)["token-keys"] == []
    Purchase.objects.filter(pk=story.purchase(acme, ana).pk).update(state="pending")
    story.review(acme, by=ana)
    story.purchase(acme, None, method="imported", source="elsewhere")
    assert json.loads(directory().content)["token-keys"] == []
    assert not TokenClass.objects.exists()


def well_known(query: str = "") -> Any:
    return Client().get(f"/.well-known/private-token-issuer-directory{query}")


def test_the_well_known_directory_lists_published_keys_of_all_companies_and_may_be_kept(acme: Company) -> None:
    year = timezone.now().year
    shown = tokens.token_class(acme, year=year)
    tokens.token_class(acme, year=year - 1, key=1)
    TokenClass.objects.filter(pk=tokens.token_class(story.company("Bolt"), year=year, key=2).pk).update(leaf=None)

    answer = well_known()

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/private-token-issuer-directory")
    assert answer["Cache-Control"].startswith("public, max-age=")
    assert (answer.has_header("Link"), answer.cookies) == (False, {})
    told = json.loads(answer.content)
    assert told["issuer-request-uri"] == "http://testserver/api/v1/private-tokens"
    (key,) = told["token-keys"]
    assert (key["company"], key["token-key-id"]) == ("acme", bytes(shown.key_id).hex())
    assert datetime.fromtimestamp(key["not-before"], UTC) == datetime(year, 1, 1, tzinfo=UTC)


def test_the_well_known_directory_goes_on_behind_a_hundred_keys_at_the_same_cost(
    acme: Company, django_assert_max_num_queries: Any
) -> None:
    year = timezone.now().year
    public = bytes(tokens.token_class(acme, year=year - 1).public_key)
    companies = [story.company(f"Firm {number}") for number in range(102)]
    TokenClass.objects.bulk_create(
        TokenClass(
            company=one,
            year=year,
            group="customer",
            public_key=public,
            key_id=number.to_bytes(32),
            made_at=timezone.now(),
            leaf=number,
        )
        for number, one in enumerate(companies)
    )

    with django_assert_max_num_queries(2):
        first = well_known()
    second = well_known("?after=99")

    assert first["Link"] == '</.well-known/private-token-issuer-directory?after=99>; rel="next"'
    assert [key["leaf"] for key in json.loads(first.content)["token-keys"]] == list(range(100))
    assert [key["leaf"] for key in json.loads(second.content)["token-keys"]] == [100, 101]
    assert not second.has_header("Link")
    assert is_problem(well_known("?after=never"), 422, field="after")


def test_a_directory_names_its_company() -> None:
    assert is_problem(Caller().get("private-tokens/directory"), 422, field="company")
    assert is_problem(directory(company="nobody"), 404)


def test_a_token_is_given_out_and_had_again_and_never_twice(acme: Company, ana: User) -> None:
    purchase = story.purchase(acme, ana)
    (key,) = json.loads(directory().content)["token-keys"]
    asked, other = asked_by(key), asked_by(key)
    caller = Caller(ana)

    answer = post(caller, purchase.public_id, asked.request.encode())

    assert (answer.status_code, answer["Content-Type"]) == (200, RESPONSE)
    assert answer["Cache-Control"] == "no-store"
    token = asked.finish(TokenResponse.decode(answer.content))
    verify_token(token, asked.public)
    assert post(caller, purchase.public_id, asked.request.encode()).content == answer.content
    assert is_problem(post(caller, purchase.public_id, other.request.encode()), 409)
    assert json.loads(directory().content)["token-keys"][0]["issued"] == 1


def test_a_browser_session_takes_a_token_too_and_needs_its_csrf_token(acme: Company, ana: User) -> None:
    purchase = story.purchase(acme, ana)
    asked = asked_by(json.loads(directory().content)["token-keys"][0])
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ana, backend="accounts.backends.Backend")

    page = strict.get(f"/me/purchases/{purchase.public_id}/private/")
    assert is_problem(post(strict, purchase.public_id, asked.request.encode()), 403)
    strict.defaults["HTTP_X_CSRFTOKEN"] = str(page.context["csrf_token"])
    assert post(strict, purchase.public_id, asked.request.encode()).status_code == 200


@pytest.mark.parametrize("body", [b"", b"\x00\x02", bytes(259), b"\x00\x01" + bytes(257), bytes(100_000), b"{}"])
def test_a_bad_request_is_unprocessable(acme: Company, ana: User, body: bytes) -> None:
    purchase = story.purchase(acme, ana)
    directory()

    assert is_problem(post(Caller(ana), purchase.public_id, body), 422)
    assert Purchase.objects.get(pk=purchase.pk).blinded_hash is None


def test_another_media_type_is_told_which_one_is_taken(acme: Company, ana: User) -> None:
    purchase = story.purchase(acme, ana)

    assert is_problem(post(Caller(ana), purchase.public_id, b"{}", media_type="application/json"), 415)
    assert is_problem(post(Caller(ana), purchase.public_id, bytes(259), accept="text/html"), 406)


def test_only_ones_own_purchase_gives_a_token_and_only_with_the_scope(acme: Company, ana: User) -> None:
    purchase = story.purchase(acme, story.customer())

    assert is_problem(post(Caller(), purchase.public_id, bytes(259)), 401)
    assert is_problem(post(Caller(ana, scopes=("orders:write",)), purchase.public_id, bytes(259)), 403)
    for named in (purchase.public_id, "", "nothing", "a" * 26):
        assert is_problem(post(Caller(ana), named, bytes(259)), 404)


def test_with_the_signer_down_the_directory_is_empty_and_the_issuer_unavailable(
    acme: Company, ana: User, settings: Any, tmp_path: Any
) -> None:
    purchase = story.purchase(acme, ana)
    asked = asked_by(json.loads(directory().content)["token-keys"][0])
    bolt = story.company("Bolt")
    story.purchase(bolt, ana)
    settings.SIGNER_SOCKET = tmp_path / "nobody.sock"

    assert json.loads(directory(company="bolt").content)["token-keys"] == []
    assert is_problem(post(Caller(ana), purchase.public_id, asked.request.encode()), 503)
    assert Purchase.objects.get(pk=purchase.pk).blinded_hash is None
