"""Fixtures of the whole run: the clock, databases, the follower, a real site, a browser."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import psycopg
import pytest
import requests
from django.conf import LazySettings, settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from embedded.locks import Lock
from embedded.ports import free_port
from ratings.companies.models import Company
from ratings.verification.models import TokenClass
from tests import chromium, servers
from tests.cleaning import Cleaner
from tests.dashboards import story
from tests.undrawn import choose_ids, undrawn_id
from tests.verification import tokens
from tests.verification.receipts.world import World, a_world

SHARED = servers.ROOT.parent / "shared"
SECONDS_TO_START = 60

hypothesis.settings.register_profile("run", deadline=None, derandomize=True, max_examples=25)
hypothesis.settings.register_profile("long", deadline=None, max_examples=500)


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("long" if config.getoption("--long") else "run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    unwanted = {"browser"} if config.getoption("--no-browser") else set()
    unwanted |= set() if config.getoption("--long") else {"long"}
    left_out = [item for item in items if unwanted.intersection(mark.name for mark in item.iter_markers())]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report: pytest.TestReport = yield  # type: ignore[assignment]
    if report.skipped and os.environ.get("CI") and SHARED.exists() and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and nothing but an absent ../shared is a reason to skip."
    return report  # type: ignore[return-value]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test starts in English: a request leaves the language that it was answered in to its thread."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session", autouse=True)
def _undrawn(django_test_environment: None) -> None:
    """No purchase is drawn for a second proof by chance; tests about that choose an id that is."""
    choose_ids(undrawn_id)


@pytest.fixture
def now() -> datetime:
    """The moment at which tests play."""
    return datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data and vectors beside the repository."""
    if not SHARED.exists():
        pytest.skip("../shared is absent")
    return SHARED


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """This worker's database, a copy of the template that the first worker migrates."""
    with django_db_blocker.unblock():
        _make_template_once()
        servers.copy_template(servers.DATABASE)
        yield
        connection.close()


def _make_template_once() -> None:
    lock = Lock(servers.RUN / "template.lock")
    lock.take()
    done = servers.RUN / "template.done"
    if not done.exists():
        servers.administer(f"CREATE DATABASE {servers.TEMPLATE}")
        connection.close()
        connection.settings_dict["NAME"] = servers.TEMPLATE
        call_command("migrate", interactive=False, verbosity=0)
        connection.close()
        connection.settings_dict["NAME"] = servers.DATABASE
        done.touch()
    lock.close()


@pytest.fixture(scope="session")
def _cleaner(django_db_setup: None) -> Cleaner:
    return Cleaner(servers.database_url(servers.DATABASE))


@pytest.fixture
def committed(_cleaner: Cleaner, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database in which commits are real, so that other connections and processes see them; emptied afterwards."""
    with django_db_blocker.unblock():
        cache.clear()
        yield
        connection.close()
        cache.clear()
    _cleaner.clean()


@pytest.fixture
def acme(committed: None) -> Company:
    """A company that customers prove their purchases from."""
    return story.company("Acme")


@pytest.fixture
def of_class(acme: Company) -> TokenClass:
    """A class of Acme's private tokens."""
    return tokens.token_class(acme)


@pytest.fixture
def world(committed: None, now: datetime, settings: LazySettings, tmp_path: Path) -> Iterator[World]:
    """A name server on loopback, Acme, which signs its mails, and Ana, its customer."""
    settings.MEDIA_ROOT = tmp_path
    with a_world(now=now, files=tmp_path / "proofs") as told:
        settings.DNS_RESOLVERS = [("127.0.0.1", told.names.port)]
        yield told


@pytest.fixture
def second_connection(committed: None) -> Iterator[psycopg.Connection]:
    """Another caller at the same database, with transactions of its own."""
    with psycopg.connect(servers.database_url(servers.DATABASE)) as other:
        yield other


@contextmanager
def running(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process of ours on this worker's database until the block ends."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=servers.ROOT,
        env=os.environ | {"PYTHONPATH": str(servers.ROOT / "platform")} | environment,
        stdin=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def follower(committed: None) -> Iterator[subprocess.Popen[bytes]]:
    """The resident follower, reactors included, as a process of its own."""
    with running("manage.py", "follow", "--reactors") as process:
        yield process


@pytest.fixture(scope="session")
def signer() -> Iterator[subprocess.Popen[bytes]]:
    """The process that holds the keys of private tokens, on this worker's data folder."""
    with running("manage.py", "sign") as process:
        wait_for_signer(Path(settings.SIGNER_SOCKET), process)
        yield process


def wait_for_signer(path: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until a signer takes questions at its socket."""
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        with socket.socket(socket.AF_UNIX) as line:
            if line.connect_ex(str(path)) == 0:
                return
        assert process.poll() is None, "the signer has ended"
        assert time.monotonic() < deadline, "the signer does not answer"
        time.sleep(0.05)


@pytest.fixture
def eventually() -> Callable[..., None]:
    """Wait until a question is answered with yes; what followers do takes a moment."""

    def wait(question: Callable[[], object], *, seconds: float = 15) -> None:
        deadline = time.monotonic() + seconds
        while not question():
            assert time.monotonic() < deadline, f"still not so after {seconds} s"
            time.sleep(0.02)

    return wait


@pytest.fixture(scope="session")
def _site(django_db_setup: None) -> Iterator[str]:
    port = free_port()
    address = f"http://localhost:{port}"
    command = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    command += ["--blocking-threads", "4", "--log-level", "warning", "tests.undrawn_site:application"]
    with running(*command, PUBLIC_URL=address, DATABASE_POOL="4") as process:
        deadline = time.monotonic() + SECONDS_TO_START
        while not _answers(address):
            assert process.poll() is None, "the site has ended"
            assert time.monotonic() < deadline, "the site does not answer"
            time.sleep(0.05)
        yield address


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/healthz", timeout=5).ok
    except (requests.ConnectionError, requests.Timeout):  # a busy machine listens before it answers
        return False


@pytest.fixture
def live_site(_site: str, committed: None) -> str:
    """The address of the real web server on this worker's database."""
    return _site


@pytest.fixture(scope="session")
def _browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        with capture.global_and_fixture_disabled():
            program = chromium.find_or_fetch(playwright.chromium.executable_path, servers.RUN)
        browser = playwright.chromium.launch(executable_path=program, args=chromium.FLAGS)
        stack.callback(browser.close)
        # Playwright's loop runs in this thread, which Django would take for asynchronous code.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        yield browser


@pytest.fixture
def browser_page(_browser: Browser, live_site: str) -> Iterator[Page]:
    """A fresh browser page; addresses are relative to the site."""
    context = _browser.new_context(base_url=live_site, locale="en-GB")
    page = context.new_page()
    yield page
    context.close()
