"""
Nothing in the database or in a log joins a private review with whoever took the token for it.

Each customer here does what protects least: takes a token and writes at once, one after the other. Then everything is
dumped, system columns too, and joined by every value and every order that there is. A control shows that the same
joins find accounts' own reviews at once.
"""

import hashlib
import itertools
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

from accounts.commands import create_token
from embedded.ports import free_port
from ratings.companies.models import Company
from ratings.journal.models import Pending
from ratings.kernel.actor import Actor
from ratings.reviews.models import PrivateSubmission, Review
from ratings.reviews.tasks import write_waiting
from ratings.verification.blind.privacypass import TokenResponse, ask_token, decode_public_key
from ratings.verification.commands import ISSUER, issue_private_token, open_token_class
from ratings.verification.models import Purchase, SpentToken, TokenClass
from ratings.verification.queries import challenge_for
from tests import servers
from tests.dashboards import story
from tests.verification import tokens

CUSTOMERS = 40
CLOSE = 0.8
"""Spearman's rank correlation of forty in no order exceeds this once in millions of times."""

SHORT = 5
"""Signs up to which a value says nothing alone: stars, counts, small numbers of rows."""

OPENINGS = ["Delivered", "Broken", "Late", "Friendly", "Expensive", "Fair", "Slow", "Helpful"]
THINGS = ["lamp", "chair", "kettle", "bicycle", "printer", "carpet", "mirror", "drill", "ladder", "stove"]

type Row = Mapping[str, Any]


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def site(committed: None, logs: Path) -> Iterator[str]:
    """Web server, follower and worker as processes, each with its log in a file."""
    port = free_port()
    web = [
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "config.wsgi:application",
    ]
    worker = ["-m", "celery", "-A", "config.celery", "worker", "-P", "solo", "-Q", "default,reactors"]
    environment = os.environ | {
        "PYTHONPATH": str(servers.ROOT / "platform"),
        "PUBLIC_URL": f"http://localhost:{port}",
        "LOG_LEVEL": "INFO",
    }
    commands = {"site": web, "follower": ["manage.py", "follow"], "worker": [*worker, "--loglevel", "info"]}
    with ExitStack() as stack:
        for name, command in commands.items():
            log = stack.enter_context((logs / f"{name}.log").open("wb"))
            process = subprocess.Popen(
                [sys.executable, *command], cwd=servers.ROOT, env=environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log,
            )  # fmt: skip
            stack.callback(process.wait, 20)
            stack.callback(process.terminate)
        address = f"http://127.0.0.1:{port}"
        _wait(lambda: _answers(address))
        yield address


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/healthz", timeout=5).ok
    except requests.RequestException:
        return False


def _wait(question: Callable[[], object], *, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, f"still not so after {seconds} s"
        time.sleep(0.1)


class Crowd:
    """Customers of one company: some write with their account, some take a token and write without."""

    def __init__(self, site: str, of: Company, of_class: TokenClass) -> None:
        self.site = site
        self.company = of
        self.of_class = of_class
        self.words = self._texts()
        self.issued: list[int] = []
        self.private: list[str] = []
        self.account: list[tuple[int, str]] = []

    def _texts(self) -> Iterator[str]:
        pairs = list(itertools.product(OPENINGS, THINGS))
        random.Random(5).shuffle(pairs)
        return iter([f"{opening}: the {thing} that we had ordered there in spring." for opening, thing in pairs])

    def _review(self, purchase: str) -> dict[str, Any]:
        day = datetime.now(UTC).date() - timedelta(days=random.SystemRandom().randint(5, 60))
        return {
            "purchase": purchase, "experienced_on": day.isoformat(), "title": "What happened", "language": "en",
            "body": next(self.words), "stars": {"overall": random.SystemRandom().randint(1, 5)},
        }  # fmt: skip

    def _post(self, address: str, body: Mapping[str, Any], **headers: str) -> dict[str, Any]:
        answer = requests.post(f"{self.site}/api/v1/{address}", json=body, headers=headers, timeout=30)
        assert answer.status_code == 201, answer.text
        read: dict[str, Any] = answer.json()
        return read

    def write_with_account(self) -> None:
        ana = story.customer()
        _token, secret = create_token(user_id=ana.pk, name="t", scopes=("reviews:write",), now=datetime.now(UTC))
        bought = story.purchase(self.company, ana)
        written = self._post("reviews", self._review(bought.public_id), Authorization=f"Bearer {secret}")
        self.account.append((bought.pk, written["id"]))

    def write_privately(self) -> None:
        ana = story.customer()
        bought = story.purchase(self.company, ana)
        asked = ask_token(decode_public_key(bytes(self.of_class.public_key)), challenge_for(self.of_class))
        answer = issue_private_token(
            purchase_id=bought.pk,
            request=asked.request.encode(),
            actor=Actor.customer(ana.pk),
            now=datetime.now(UTC),
        )
        self.issued.append(bought.pk)
        token = asked.finish(TokenResponse.decode(answer)).encode()
        spent = self._post("purchases", {"method": "private", "token": tokens.base64url(token)})
        key_hash = hashlib.sha256(tokens.new_key()).hexdigest()
        body = self._review(spent["id"]) | {"reviewer_key_hash": key_hash}
        self.private.append(self._post("reviews", body)["id"])


def dump() -> dict[str, list[Row]]:
    """Return every row of every table, with the system columns that tell of places and transactions."""
    tables: dict[str, list[Row]] = {}
    with psycopg.connect(servers.database_url(servers.DATABASE), row_factory=psycopg.rows.dict_row) as connection:
        names = connection.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        ).fetchall()
        for name in (row["relname"] for row in names):
            query = f'SELECT ctid::text AS "ctid", xmin::text AS "xmin", xmax::text AS "xmax", * FROM "{name}"'
            tables[name] = connection.execute(query).fetchall()  # type: ignore[assignment]
    return tables


def flat(value: Any) -> Iterator[str]:
    """Walk a value down to texts that could identify something: ids, hashes, times, words."""
    match value:
        case None | bool():
            return
        case dict():
            for inner in value.values():
                yield from flat(inner)
        case list() | tuple():
            for inner in value:
                yield from flat(inner)
        case bytes() | memoryview():
            yield bytes(value).hex()
        case datetime():
            yield value.isoformat()
        case _:
            yield str(value)


def values_of(row: Row) -> Iterator[str]:
    """Walk a row's values: transactions by their numbers, places in the heap not at all, nothing short."""
    for name, value in row.items():
        if name in ("xmin", "xmax") and value != "0":
            yield f"transaction {value}"
        elif name not in ("ctid", "xmin", "xmax"):
            yield from (text for text in flat(value) if len(text) > SHORT)


def rows_about(tables: Mapping[str, list[Row]], seeds: set[tuple[str, Any]]) -> list[tuple[str, Row]]:
    """Return the rows that hang together with some, by foreign keys and by the journal's subjects."""
    ids = dict(seeds)
    found: list[tuple[str, Row]] = []
    links = {
        "reviews_review": ("id", "review"), "verification_purchase": ("id", "purchase"),
        "verification_spenttoken": ("id", "token"), "accounts_user": ("id", "user"),
        "reviews_revision": ("review_id", "review"), "reviews_words": ("revision_id", "revision"),
        "reviews_stars": ("revision_id", "revision"), "moderation_fingerprint": ("review_id", "review"),
        "journal_entry_first": ("subject", "subject"), "notifications_letter": ("user_id", "user"),
    }  # fmt: skip
    for table, (column, kind) in links.items():
        for row in tables.get(table, []):
            if kind in ids and row[column] == ids[kind]:
                found.append((table, row))
                if table == "reviews_revision":
                    ids["revision"] = row["id"]
    return found


def rank(values: Sequence[Any]) -> list[float] | None:
    """Return the places of values in their order, ties in the middle; None where they do not tell anybody apart."""
    keys = [_sortable(value) for value in values]
    if len(set(keys)) < len(keys) // 2:
        return None
    order = sorted(keys)
    first = {key: order.index(key) for key in set(keys)}
    counts = Counter(keys)
    return [first[key] + (counts[key] - 1) / 2 for key in keys]


def _sortable(value: Any) -> tuple[int, Any]:
    text = str(value)
    if match := re.fullmatch(r"\((\d+),(\d+)\)", text):  # a place in the heap: page and line
        return (0, (int(match[1]), int(match[2])))
    if isinstance(value, bool) or value is None:
        return (1, text)
    if isinstance(value, int) or text.isdigit():
        return (2, int(text))
    if isinstance(value, datetime):
        return (3, value.timestamp())
    if isinstance(value, bytes | memoryview):
        return (4, bytes(value).hex())
    return (5, text)


def correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Return Spearman's rank correlation."""
    mean = (len(one) - 1) / 2
    over = sum((a - mean) * (b - mean) for a, b in zip(one, other, strict=True))
    under = (sum((a - mean) ** 2 for a in one) * sum((b - mean) ** 2 for b in other)) ** 0.5
    return over / under if under else 0.0


def orders(rows: Sequence[Sequence[tuple[str, Row]]]) -> dict[str, list[float]]:
    """Return every order that the columns of corresponding rows give, by table and column."""
    found: dict[str, list[float]] = {}
    columns = {(table, name) for table, row in rows[0] for name in row}
    for table, name in sorted(columns):
        values = [next((row[name] for of, row in one if of == table), None) for one in rows]
        ranked = rank(values)
        if ranked is not None:
            found[f"{table}.{name}"] = ranked
    return found


def joins(left: Mapping[str, list[float]], right: Mapping[str, list[float]]) -> list[tuple[str, str, float]]:
    """Return the pairs of columns whose orders go together."""
    pairs = [(a, b, correlation(one, other)) for (a, one), (b, other) in itertools.product(left.items(), right.items())]
    return [(a, b, rho) for a, b, rho in pairs if abs(rho) > CLOSE]


def shared_values(left: Sequence[Sequence[tuple[str, Row]]], right: Sequence[Sequence[tuple[str, Row]]]) -> set[str]:
    """Return the values that stand with one customer and no other, and with one review and no other."""

    def telling(rows: Sequence[Sequence[tuple[str, Row]]]) -> set[str]:
        counts: Counter[str] = Counter()
        for one in rows:
            counts.update({text for _table, row in one for text in values_of(row)})
        return {text for text, n in counts.items() if n == 1}

    return telling(left) & telling(right)


@pytest.mark.usefixtures("signer")
def test_a_dump_and_the_logs_join_no_private_review_with_its_customer(site: str, logs: Path) -> None:
    acme = story.company("Acme")
    of_class = open_token_class(company_id=acme.pk, group="customer", actor=ISSUER, now=datetime.now(UTC))
    crowd = Crowd(site, acme, of_class)
    for number in range(CUSTOMERS):
        crowd.write_privately()
        if number % 2 == 0:
            crowd.write_with_account()
    assert PrivateSubmission.objects.count() == CUSTOMERS
    entries_before_the_batch = Pending.objects.filter(subject__in=crowd.private).count()

    write_waiting.delay()
    _wait(lambda: Review.objects.published().count() == CUSTOMERS + len(crowd.account))
    _wait(lambda: not Pending.objects.exists())

    assert entries_before_the_batch == 0
    tables = dump()
    customers = [_about_customer(tables, purchase) for purchase in crowd.issued]
    reviews = [_about_review(tables, public_id) for public_id in crowd.private]
    assert all(customers)
    assert all(len(one) >= 6 for one in reviews)
    assert joins(orders(customers), orders(reviews)) == []
    assert shared_values(customers, reviews) == set()
    _control(tables, crowd)
    _one_batch(tables, crowd)
    _silent_logs(logs, crowd)


def _about_customer(tables: Mapping[str, list[Row]], purchase_id: int) -> list[tuple[str, Row]]:
    (purchase,) = [row for row in tables["verification_purchase"] if row["id"] == purchase_id]
    seeds = {("purchase", purchase_id), ("user", purchase["customer_id"]), ("subject", purchase["public_id"])}
    return rows_about(tables, seeds)


def _about_review(tables: Mapping[str, list[Row]], public_id: str) -> list[tuple[str, Row]]:
    (review,) = [row for row in tables["reviews_review"] if row["public_id"] == public_id]
    (purchase,) = [row for row in tables["verification_purchase"] if row["id"] == review["purchase_id"]]
    seeds = {("review", review["id"]), ("purchase", purchase["id"]), ("subject", public_id)}
    return rows_about(tables, {*seeds, ("token", purchase["public_id"])})


def _control(tables: Mapping[str, list[Row]], crowd: Crowd) -> None:
    """See that the same joins find accounts' reviews, by order and by value."""
    purchases = [_about_customer(tables, purchase) for purchase, _review in crowd.account]
    reviews = [_about_review(tables, review) for _purchase, review in crowd.account]
    assert ("verification_purchase.id", "reviews_review.submitted_at") in {
        (a, b) for a, b, _rho in joins(orders(purchases), orders(reviews))
    }
    assert shared_values(purchases, reviews) != set()


def _one_batch(tables: Mapping[str, list[Row]], crowd: Crowd) -> None:
    """See that a batch has one moment, one transaction, and no day left of when a token was spent."""
    reviews = [row for row in tables["reviews_review"] if row["public_id"] in crowd.private]
    purchases = {row["id"]: row for row in tables["verification_purchase"]}
    assert len({row["submitted_at"] for row in reviews}) == 1
    assert len({purchases[row["purchase_id"]]["begun_at"] for row in reviews}) == 1
    written = {purchases[row["purchase_id"]]["xmin"] for row in reviews}
    written |= {row["xmin"] for row in tables["verification_spenttoken"]}
    assert len(written) == 1
    assert {row["spent_on"] for row in tables["verification_spenttoken"]} == {None}
    assert tables["reviews_privatesubmission"] == []
    assert tables["api_idempotencyrecord"] == []


def _silent_logs(logs: Path, crowd: Crowd) -> None:
    """See that no log tells of an issuance, a redemption or a submission, nor what was in one."""
    whole = "\n".join(log.read_text() for log in logs.glob("*.log"))
    server = "\n".join(log.read_text(errors="replace") for log in servers.LAYOUT.logs.rglob("*") if log.is_file())
    spent = SpentToken.objects.all()
    issued = Purchase.objects.filter(pk__in=crowd.issued)
    known = {row.pk for row in spent} | {bytes(row.token_hash).hex() for row in spent} | set(crowd.private)
    known |= set(issued.values_list("public_id", flat=True)) | set(issued.values_list("customer__email", flat=True))
    for text in (whole, server):
        assert "api/v1" not in text
        assert [one for one in known if one in text] == []
    assert not re.search(r"the (lamp|chair|kettle) that we had ordered", whole + server)
