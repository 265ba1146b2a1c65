"""
How fast reviews are written by the real command, beside a bare append of the same rows and the two usual ways of
keeping totals; and how soon after its commit a published review is in the public score.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.figures import Figures, print_table, summary  # noqa: E402
from benchmarks.own_servers import running  # noqa: E402
from benchmarks.ways import PREPARE, WAYS, Job, published  # noqa: E402
from demo.bulk import Account, new_ids, write_accounts  # noqa: E402
from demo.synthetic import Synthesis, fold_all, make_companies, refresh_statistics  # noqa: E402
from ratings.kernel.ids import new_public_id  # noqa: E402
from ratings.reviews.commands.imported import copy_rows  # noqa: E402
from ratings.scores.commands import freeze_prior  # noqa: E402
from ratings.scores.models import Score  # noqa: E402

WRITERS = 8
PURCHASE = 'id, public_id, company_id, customer_id, method, "group", state, source, source_row, begun_at, decided_at'
COURSES = (
    ("bare append", "spread"),
    ("command", "spread"),
    ("bare append", "hot"),
    ("command", "hot"),
    ("counter row", "hot"),
    ("recount", "hot"),
)
GOALS = {"command_to_bare": 0.6, "hot_to_spread": 0.8, "score_p99_ms": 500}
WARM_UP = 5
LOOK_EVERY = 0.001
LONGEST_WAIT = 15.0

WRONG = """
SELECT count(*) FROM (SELECT company_id, count(*) AS n FROM reviews_review WHERE is_counted GROUP BY 1) AS counted
FULL JOIN (SELECT company_id, n FROM scores_score
           WHERE facet = 'service' AND dimension = 'overall' AND "group" = 'all') AS shown USING (company_id)
WHERE counted.n IS DISTINCT FROM shown.n
"""

context = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Size:
    """How much is measured; `most` is the number of purchases that one course may use up."""

    companies: int
    spread: int
    hot: int
    most: int
    seconds: float
    rounds: int


FULL = Size(companies=1000, spread=10_000, hot=100_000, most=6000, seconds=4.0, rounds=2)
QUICK = Size(companies=20, spread=100, hot=300, most=600, seconds=0.6, rounds=1)


class World:
    """Companies with reviews, one of them with very many, and purchases that wait for theirs."""

    def __init__(self, size: Size) -> None:
        self._size = size
        now = timezone.now()
        freeze_prior(now=now)
        self.companies = make_companies(size.companies, now=now)
        self.hot, self.probe = make_companies(2, now=now)
        for companies, count in ((self.companies, size.spread), ([self.hot], size.hot), ([self.probe], 10)):
            Synthesis(seed=7, companies=companies, now=now).write(count, advance=lambda _: None)
        fold_all(now=now)
        with connection.cursor() as cursor:
            cursor.execute(PREPARE)
        refresh_statistics()

    def jobs(self, companies: Sequence[int], count: int) -> list[Job]:
        """Return accepted purchases without a review, each of a customer of its own, company after company."""
        now = timezone.now()
        (first,) = new_ids("accounts_user", 1)
        customers = write_accounts(
            [Account(email=f"w{first}-{n}@generated.example", locale="en", joined_at=now) for n in range(count)]
        )
        jobs = [
            Job(purchase_id, new_public_id(), company_id, customer_id)
            for purchase_id, company_id, customer_id in zip(
                new_ids("verification_purchase", count), islice(cycle(companies), count), customers, strict=True
            )
        ]
        proof = ("document", "customer", "accepted", "", "", now, now)
        rows = ((job.purchase_id, job.public_id, job.company_id, job.customer_id, *proof) for job in jobs)
        copy_rows("verification_purchase", PURCHASE, rows)
        return jobs


def _writer(way: str, jobs: Sequence[Job], seconds: float, pause: float, wire: Connection) -> None:
    """Write until the time or the purchases are used up; send latencies and the seconds that it took."""
    write = WAYS[way]
    # The first writes of a process load what later ones find there: the language model, prepared statements.
    for job in jobs[:WARM_UP]:
        write(job)
    wire.send("ready")
    wire.recv()
    latencies = []
    started = moment = time.perf_counter()
    for number, job in enumerate(jobs[WARM_UP:]):
        before = time.perf_counter()
        write(job)
        moment = time.perf_counter()
        latencies.append(moment - before)
        if moment - started > seconds:
            break
        if pause:
            time.sleep(max(0.0, started + (number + 1) * pause - moment))
    wire.send((latencies, moment - started))
    connection.close()


class Writers:
    """Eight processes that write at once, each its share of the purchases."""

    def __init__(self, way: str, jobs: Sequence[Job], *, seconds: float, rate: float = 0.0) -> None:
        connection.close()
        self._wires = []
        self._processes = []
        pause = WRITERS / rate if rate else 0.0
        for number in range(WRITERS):
            ours, theirs = context.Pipe()
            share = jobs[number::WRITERS]
            process = context.Process(target=_writer, args=(way, share, seconds, pause, theirs))
            process.start()
            self._wires.append(ours)
            self._processes.append(process)
        for wire in self._wires:
            wire.recv()
        for wire in self._wires:
            wire.send("go")

    def results(self) -> tuple[list[float], float]:
        """Wait for the end; return all latencies and the seconds of the slowest."""
        found = [wire.recv() for wire in self._wires]
        for process in self._processes:
            process.join()
        return [latency for latencies, _ in found for latency in latencies], max(seconds for _, seconds in found)


def measure_ways(world: World, size: Size) -> dict[str, Figures]:
    """Measure each way in turn, several rounds, so that what changes with time falls on all of them."""
    latencies: dict[str, list[float]] = {}
    seconds: dict[str, float] = {}
    for _ in range(size.rounds):
        for way, where in COURSES:
            name = f"{way}, {where}"
            companies = world.companies if where == "spread" else [world.hot]
            some, took = Writers(way, world.jobs(companies, size.most), seconds=size.seconds).results()
            latencies.setdefault(name, []).extend(some)
            seconds[name] = seconds.get(name, 0.0) + took
    return {name: summary(latencies[name], seconds[name]) for name in latencies}


def measure_score(world: World, size: Size) -> Figures:
    """Publish at half the top rate with the follower running; measure from a commit to the score that shows it."""
    some, took = Writers("published", world.jobs(world.companies, size.most), seconds=size.seconds).results()
    top = len(some) / took
    with running("manage.py", "follow"):
        _wait_until_folded(world)
        seconds = size.seconds * size.rounds * 2
        jobs = world.jobs(world.companies, int(top / 2 * seconds * 1.2) + WRITERS)
        probes = world.jobs([world.probe], 2000)
        writers = Writers("published", jobs, seconds=seconds, rate=top / 2)
        waits = _probe(world, probes, seconds=seconds)
        written, took = writers.results()
        _wait_until_folded(world)
    return {
        "top_per_second": round(top, 1),
        "rate_per_second": round(len(written) / took, 1),
        **{name: value for name, value in summary(waits, seconds).items() if name != "per_second"},
        "is_correct": is_correct(),
    }


def _shown(company_id: int) -> int:
    rows = Score.objects.filter(company_id=company_id, facet="service", dimension="overall", group="all")
    return rows.values_list("n", flat=True).first() or 0


def _wait_until_folded(world: World) -> None:
    (job,) = world.jobs([world.probe], 1)
    before, deadline = _shown(world.probe), time.monotonic() + 60
    published(job)
    while _shown(world.probe) == before:
        if time.monotonic() > deadline:
            sys.exit("The follower does not follow.")
        time.sleep(LOOK_EVERY)


def _probe(world: World, jobs: Sequence[Job], *, seconds: float) -> list[float]:
    waits = []
    ends = time.perf_counter() + seconds
    for job in jobs:
        before = _shown(world.probe)
        published(job)
        committed = time.perf_counter()
        while _shown(world.probe) == before:
            if time.perf_counter() > committed + LONGEST_WAIT:
                sys.exit("A published review is not in the score after 15 seconds.")
            time.sleep(LOOK_EVERY)
        waits.append(time.perf_counter() - committed)
        if time.perf_counter() > ends:
            break
        time.sleep(0.01)
    return waits


def is_correct() -> bool:
    """Tell whether every company's public number of reviews is that of its counted rows."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        return bool(cursor.fetchone()[0] == 0)


def ratios(ways: dict[str, Figures]) -> dict[str, float]:
    """Return what the goals are about."""

    def ratio(one: str, other: str) -> float:
        return float(round(ways[one]["per_second"] / ways[other]["per_second"], 2))

    return {
        "command_to_bare": ratio("command, spread", "bare append, spread"),
        "command_to_bare_hot": ratio("command, hot", "bare append, hot"),
        "hot_to_spread": ratio("command, hot", "command, spread"),
        "append_to_counter_hot": ratio("bare append, hot", "counter row, hot"),
        "append_to_recount_hot": ratio("bare append, hot", "recount, hot"),
        "command_to_counter_hot": ratio("command, hot", "counter row, hot"),
        "command_to_recount_hot": ratio("command, hot", "recount, hot"),
    }


def main(argv: list[str]) -> None:
    """Measure, print, and write the figures with the goals beside them to the file of the first argument."""
    parser = argparse.ArgumentParser(prog="write", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--quick", action="store_true", help="small and short: shows that it runs")
    arguments = parser.parse_args(argv)
    size = QUICK if arguments.quick else FULL
    world = World(size)
    ways = measure_ways(world, size)
    print_table(f"{WRITERS} writers", ways)
    found = ratios(ways)
    print_table("ratio", {name: {"is": value, "goal": GOALS.get(name, "")} for name, value in found.items()})
    score = measure_score(world, size)
    print_table("commit to score", {"published, at half the top rate": score})
    figures = {"cores": os.cpu_count(), "ways": ways, "ratios": found, "commit_to_score": score, "goals": GOALS}
    arguments.file.write_text(json.dumps({"benchmark": "write", **figures}, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
