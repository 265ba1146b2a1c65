import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.api.caller import Caller, is_problem
from tests.dashboards import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return story.customer()


BODIES = [
    b"{",
    b"",
    b"\xff\xfe",
    b'{"title": "\\ud800"}',
    b'{"title": "a\\u0000b"}',
    b'{"method": NaN}',
    b'{"method": ' + b"9" * 5000 + b"}",
    b'{"method": 1e999}',
    b"[" * 100_000,
    b'{"a":' * 50 + b"1" + b"}" * 50,
    b"null",
    b"[]",
    b'"text"',
    b"7",
    b'{"\\ud800": 1}',
]


@pytest.mark.parametrize("address", ["reviews", "orders", "companies", "purchases"])
def test_a_body_that_is_none_is_refused(ana: User, address: str) -> None:
    caller = Caller(ana)
    for body in BODIES:
        refused = caller.post(address, body)
        assert refused.status_code in (400, 403, 422), refused.content
        assert refused["Content-Type"].startswith("application/problem+json")


def test_the_last_of_doubled_names_is_taken(ana: User) -> None:
    assert is_problem(Caller(ana).post("purchases", b'{"method":"invitation","method":"x"}'), 422, field="method")


def test_every_no_of_the_framework_is_a_problem_document(ana: User) -> None:
    assert is_problem(Caller().get("nowhere"), 404)
    assert is_problem(Caller().get("reviews/1"), 404)
    assert is_problem(Caller().get("private-tokens/nowhere"), 404)
    not_allowed = Caller(ana).send("PUT", "companies")
    assert is_problem(not_allowed, 405)
    assert "GET" in not_allowed["Allow"]
    assert is_problem(Caller().get("companies", {"Accept": "text/csv"}), 406)
    xml = Client().post("/api/v1/reviews", "<a/>", content_type="text/xml", headers=Caller(ana).headers)
    assert is_problem(xml, 415)


def test_a_wrong_token_is_told_how_to_sign_in() -> None:
    for said in ("Bearer evh_wrong", "Bearer ", "Basic YTpi", "Bearer \xff"):
        refused = Caller().get("companies", {"Authorization": said})
        assert is_problem(refused, 401)
        assert refused["WWW-Authenticate"].startswith("Bearer")


def test_a_session_reads_without_and_writes_only_with_its_csrf_token(ana: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    body = {"method": "invitation", "token": "x"}

    assert client.get("/api/v1/companies").status_code == 200
    assert is_problem(client.post("/api/v1/purchases", body, content_type="application/json"), 403)

    without = Client()
    without.force_login(ana)
    assert is_problem(without.post("/api/v1/purchases", body, content_type="application/json"), 422, field="token")


def test_a_spent_budget_says_when_to_come_back(settings: LazySettings) -> None:
    settings.API_RATE_LIMITS = {"reads": (2, 60), "writes": (1, 60)}
    cache.clear()

    first = Caller().get("sectors")
    assert first["RateLimit-Policy"] == '"reads";q=2;w=60'
    assert first["RateLimit"].startswith('"reads";r=1;t=')
    Caller().get("sectors")
    spent = Caller().get("sectors")

    assert is_problem(spent, 429)
    assert spent.json()["violated-policies"] == ["reads"]
    assert spent.json()["type"].endswith("#quota-exceeded")
    assert 1 <= int(spent["Retry-After"]) <= 60


def test_answers_say_how_they_may_be_kept(ana: User) -> None:
    assert Caller().get("sectors")["Cache-Control"] == "public, no-cache"
    assert Caller(ana).get("sectors")["Cache-Control"] == "private, no-cache"
    assert Caller(ana).post("purchases", {})["Cache-Control"] == "no-store"


def test_behind_the_operators_proxy_each_address_has_its_own_budget(settings: LazySettings) -> None:
    settings.API_RATE_LIMITS = {"reads": (1, 60), "writes": (1, 60)}

    def status(forwarded: str) -> int:
        answered: int = Caller().get("sectors", {"X-Forwarded-For": forwarded}).status_code
        return answered

    assert [status("192.0.2.1"), status("192.0.2.2")] == [200, 429], "without a proxy the header is hearsay"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert [status("192.0.2.1"), status("192.0.2.2")] == [200, 200]
    assert status("192.0.2.9, 192.0.2.1") == 429, "only the proxy's own word counts"


def test_a_nul_is_named_wherever_its_parameter_stands() -> None:
    assert is_problem(Caller().get("compare", company=["\x00", "acme"]), 422, field="company")
