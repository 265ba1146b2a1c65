"""
How fast a company's summary is read from the API in the real web server, beside a view that does nothing and one
that fetches a single key from Redis in the same server; and whether more ratings make it slower.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from multiprocessing.connection import Connection
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402
from redis import Redis  # noqa: E402

from benchmarks.figures import Figures, print_table, summary  # noqa: E402
from benchmarks.own_servers import running  # noqa: E402
from demo.synthetic import Synthesis, fold_all, make_companies, refresh_statistics  # noqa: E402
from embedded.ports import free_port  # noqa: E402
from ratings.scores.commands import freeze_prior  # noqa: E402

CLIENTS = 2
OK = 200
SECONDS_TO_START = 60
SERVER = ("--interface", "wsgi", "--workers", "2", "--blocking-threads", "2", "--log-level", "warning")

context = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Size:
    """How much is measured: companies, and how many ratings there are each time."""

    companies: int
    ratings: tuple[int, ...]
    seconds: float
    rounds: int


FULL = Size(companies=2000, ratings=(10_000, 100_000, 1_000_000), seconds=3.0, rounds=3)
USUAL = Size(companies=2000, ratings=(10_000, 100_000), seconds=3.0, rounds=3)
QUICK = Size(companies=20, ratings=(100, 300), seconds=0.3, rounds=1)


def _client(port: int, paths: Sequence[str], seconds: float, wire: Connection) -> None:
    """Ask for one path after the other over one connection; send latencies and how long it took."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    latencies = []
    started = moment = time.perf_counter()
    for path in cycle(paths):
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
        if answer.status != OK:
            wire.send(f"{path} answers {answer.status}")
            return
        before, moment = moment, time.perf_counter()
        latencies.append(moment - before)
        if moment - started > seconds:
            break
    wire.send((latencies, moment - started))


def _measure(port: int, paths: Sequence[str], seconds: float) -> tuple[list[float], float]:
    wires = []
    for number in range(CLIENTS):
        ours, theirs = context.Pipe()
        share = [*paths[number:], *paths[:number]]
        context.Process(target=_client, args=(port, share, seconds, theirs)).start()
        wires.append(ours)
    found = [wire.recv() for wire in wires]
    for one in found:
        if isinstance(one, str):
            sys.exit(one)
    return [latency for latencies, _ in found for latency in latencies], max(took for _, took in found)


def alternate(port: int, courses: Mapping[str, Sequence[str]], size: Size) -> dict[str, Figures]:
    """Measure each course in turn, several rounds."""
    latencies: dict[str, list[float]] = {name: [] for name in courses}
    seconds = dict.fromkeys(courses, 0.0)
    for paths in courses.values():
        _measure(port, paths, size.seconds / 5)
    for _ in range(size.rounds):
        for name, paths in courses.items():
            some, took = _measure(port, paths, size.seconds)
            latencies[name] += some
            seconds[name] += took
    return {name: summary(latencies[name], seconds[name]) for name in courses}


def _wait_until_up(port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/benchmark/nothing")
            if line.getresponse().status == OK:
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("The web server does not start.")


def measure(size: Size) -> dict[str, dict[str, Figures]]:
    """Return figures by number of ratings and by what is read."""
    now = timezone.now()
    freeze_prior(now=now)
    companies = make_companies(size.companies, now=now)
    synthesis = Synthesis(seed=7, companies=companies, now=now)
    Redis.from_url(settings.REDIS_URL).set("benchmark", b"x" * 1200)
    slugs = [f"/api/v1/companies/synthetic-{company_id}" for company_id in companies]
    # Every company in its turn, which is the worst for a cache; and one that everybody asks for.
    random.Random(7).shuffle(slugs)
    courses = {
        "no-op view": ["/benchmark/nothing"],
        "bare Redis GET view": ["/benchmark/redis"],
        "summary, one company": slugs[:1],
        "summary, all companies in turn": slugs,
    }
    port, there, found = free_port(), 0, {}
    server = ["-m", "granian", *SERVER, "--port", str(port), "config.wsgi:application"]
    for ratings in size.ratings:
        synthesis.write(ratings - there, advance=lambda _: None)
        there = ratings
        fold_all(now=now)
        refresh_statistics()
        with running(*server, DJANGO_SETTINGS_MODULE="benchmarks.site_settings", DATABASE_POOL="4"):
            _wait_until_up(port)
            found[str(ratings)] = alternate(port, courses, size)
        print_table(f"{ratings} ratings", found[str(ratings)])
    return found


def main(argv: list[str]) -> None:
    """Measure, print, and write the figures to the file of the first argument."""
    parser = argparse.ArgumentParser(prog="read", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--quick", action="store_true", help="small and short: shows that it runs")
    parser.add_argument("--full", action="store_true", help="up to a million ratings, which takes minutes to make")
    arguments = parser.parse_args(argv)
    size = QUICK if arguments.quick else FULL if arguments.full else USUAL
    figures = {"benchmark": "read", "cores": os.cpu_count(), "by_ratings": measure(size)}
    arguments.file.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
