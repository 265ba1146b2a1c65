"""Pages of trouble look like pages, and a cache that is down is nobody's trouble."""

from django.core.cache import caches
from django.test import Client, RequestFactory
from django.views.defaults import server_error
from pytest_django.fixtures import Settings

from ratings.kernel.refusals import Forbidden, Invalid, NotFound, Refused, Stale
from web.cache import RedisOrMemory
from web.refusals import RefusalPages


def test_a_missing_page_is_said_in_our_design(client: Client) -> None:
    answer = client.get("/nothing-here/")

    assert answer.status_code == 404
    assert 'class="site-header"' in answer.content.decode()


def test_a_broken_page_still_has_a_page() -> None:
    answer = server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def test_an_expired_form_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "ana@example.org"})

    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()


def test_each_refusal_has_its_status_and_its_words(client: Client) -> None:
    request = client.get("/accounts/login/").wsgi_request
    pages = RefusalPages(lambda _: None)  # type: ignore[arg-type,return-value]
    for refusal, status in [(Invalid, 422), (Refused, 409), (Forbidden, 403), (NotFound, 404), (Stale, 412)]:
        answer = pages.process_exception(request, refusal("code", "Because of <this>."))

        assert answer is not None
        assert answer.status_code == status
        assert "Because of &lt;this&gt;." in answer.content.decode()


def test_other_exceptions_are_left_alone(client: Client) -> None:
    request = client.get("/accounts/login/").wsgi_request

    assert RefusalPages(lambda _: None).process_exception(request, ValueError()) is None  # type: ignore[arg-type,return-value]


def test_pages_forbid_inline_script_and_style(client: Client) -> None:
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_page_speaks_the_browsers_language(client: Client) -> None:
    german = client.get("/accounts/login/", headers={"accept-language": "de"}).content.decode()
    french = client.get("/accounts/login/", headers={"accept-language": "fr-CH, en;q=0.5"}).content.decode()

    assert 'lang="de"' in german
    assert "Anmelden" in german
    assert 'lang="fr"' in french
    assert "Se connecter" in french


def test_while_redis_is_down_the_cache_answers_from_memory() -> None:
    cache = RedisOrMemory("redis://127.0.0.1:1/0", {})

    assert cache.add("key", 1)
    assert not cache.add("key", 2)
    assert cache.incr("key") == 2
    cache.set("other", [1])
    assert cache.get_many(["key", "other"]) == {"key": 2, "other": [1]}
    assert cache.delete("key")
    assert cache.get("key") is None


def test_signing_in_survives_redis_being_down(client: Client, settings: Settings, db: None) -> None:
    settings.CACHES = {"default": {"BACKEND": "web.cache.RedisOrMemory", "LOCATION": "redis://127.0.0.1:1/0"}}
    assert isinstance(caches["default"], RedisOrMemory)

    answer = client.post("/accounts/login/", {"login": "ana@example.org", "password": "wrong wrong wrong"})

    assert answer.status_code == 200
