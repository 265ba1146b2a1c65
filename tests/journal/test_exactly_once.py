"""Whatever happens to reviews, and whenever followers die, each star counts exactly once."""

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from ratings.companies.models import Company
from ratings.journal.folding import head
from ratings.journal.followers import folds, reactors
from ratings.journal.models import Cursor, Entry, Parked, Pending
from ratings.kernel.actor import Actor
from ratings.kernel.months import month_number, month_of
from ratings.kernel.refusals import Refusal
from ratings.moderation.commands import Judgement, decide_appeal, decide_case, lodge_appeal, open_case, screen_review
from ratings.moderation.models import Decision
from ratings.reviews.commands import Changes, Draft, revise_review, submit_review, withdraw_review
from ratings.reviews.models import SERVICE, SERVICE_DIMENSIONS, Review, Stars
from ratings.scores.models import Count
from ratings.verification.models import Purchase
from tests import servers
from tests.dashboards import story

WORDS = [
    "Lorem",
    "dolor",
    "amet",
    "elit",
    "sed",
    "tempor",
    "magna",
    "aliqua",
    "quis",
    "nisi",
    "duis",
    "aute",
    "irure",
    "velit",
    "esse",
    "fugiat",
]
SECONDS = 180

OFTEN = ["submit"] * 7 + ["revise"] * 3 + ["remove"] * 3 + ["restore"] * 2
VERBS = [*OFTEN, "withdraw", "kill"]
PROOFS = [("document", "customer"), ("invitation", "company"), ("signed_receipt", "customer")]
PROOFS += [("signed_receipt", "company")]

step = st.tuples(
    st.sampled_from(VERBS),
    st.integers(0, 2),
    st.integers(0, 4),
    st.integers(1, 5),
)


class Follower:
    """`manage.py follow --reactors` as a process that can be killed and started again."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "follow", "--reactors"], cwd=servers.ROOT, stdin=subprocess.DEVNULL
        )

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def catch_up(self) -> None:
        """Wait until nothing is pending and everybody has read all there is, twice in a row."""
        deadline = time.monotonic() + SECONDS
        quiet = 0
        while quiet < 3:
            assert time.monotonic() < deadline, "the follower has not caught up"
            quiet = quiet + 1 if self._is_quiet() else 0
            time.sleep(0.1)

    def _is_quiet(self) -> bool:
        names = [one.name for one in folds()] + [one.name for one in reactors()]
        read = dict(Cursor.objects.values_list("name", "position"))
        waiting = Review.objects.filter(state=Review.State.SCREENING).exists()
        return not Pending.objects.exists() and not waiting and all(read.get(name) == head() for name in names)


@pytest.fixture
def process(committed: None) -> Iterator[Follower]:
    follower = Follower()
    yield follower
    follower.kill()


class Platform:
    """Three customers and five companies, and what the former do to the latter; refusals are part of life."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.companies = [story.company(f"Company {number}") for number in range(5)]
        self.customers = [story.customer() for _ in range(3)]
        self.moderators = [story.customer() for _ in range(2)]
        self.random = random.Random(7)

    def do(self, verb: str, customer: int, company: int, stars: int) -> None:
        author, of = self.customers[customer], self.companies[company]
        self.now += timedelta(days=self.random.choice([0, 0, 1, 40, 150]))
        try:
            getattr(self, verb)(author, of, stars)
        except Refusal:
            return

    def _published(self) -> Review | None:
        """Return any one of the public reviews."""
        public = list(Review.objects.filter(state="published").order_by("id"))
        return self.random.choice(public) if public else None

    def submit(self, author: User, of: Company, stars: int) -> None:
        draft = Draft(
            experienced_on=self.now.date() - timedelta(days=3),
            title="Fine",
            body=" ".join(self.random.sample(WORDS, 8)),
            stars={"overall": stars, "support": self.random.randint(1, 5)},
            connection="none" if stars != 2 else "family",
        )
        method, group = self.random.choice(PROOFS)
        bought = story.purchase(of, author, method=method)
        Purchase.objects.filter(pk=bought.pk).update(group=group)
        review = submit_review(purchase=bought.public_id, draft=draft, actor=Actor.customer(author.pk), now=self.now)
        self._screen_first(review)

    def _screen_first(self, review: Review) -> None:
        """Screen half of what is written here, racing with the follower, whatever it is doing."""
        if self.random.random() < 0.5:
            screen_review(review_id=review.pk, number=review.latest_revision, now=self.now)

    def revise(self, _author: User, _of: Company, stars: int) -> None:
        if review := self._published():
            revised = revise_review(
                review_id=review.pk,
                changes=Changes(stars={"overall": stars, "support": None}),
                expected_revision=review.latest_revision,
                actor=_author_of(review),
                now=self.now,
            )
            self._screen_first(revised)

    def withdraw(self, _author: User, _of: Company, _: int) -> None:
        if review := self._published():
            withdraw_review(review_id=review.pk, actor=_author_of(review), now=self.now)

    def remove(self, _author: User, _of: Company, _: int) -> None:
        if review := self._published():
            actor = Actor.moderator(self.moderators[0].pk)
            case = open_case(review_id=review.pk, actor=actor, now=self.now)
            judgement = Judgement(action="remove", ground="not_genuine", words="There was no such dealing at all.")
            decide_case(case=case.public_id, judgement=judgement, actor=actor, now=self.now)

    def restore(self, _author: User, _of: Company, _: int) -> None:
        if decision := Decision.objects.filter(action="remove", appeal=None).first():
            words = "There was a dealing; here is the bill."
            author = _author_of(decision.review)
            appeal = lodge_appeal(decision=decision.public_id, reasons=words, actor=author, now=self.now)
            other = Actor.moderator(self.moderators[1].pk)
            decide_appeal(appeal=appeal.public_id, outcome="reversed", words=words, actor=other, now=self.now)


def _author_of(review: Review) -> Actor:
    assert review.author_id is not None
    return Actor.customer(review.author_id)


def recount() -> Counter[tuple[int, int, str, str, int]]:
    """Count stars from the rows of reviews, as nobody does in earnest."""
    counts: Counter[tuple[int, int, str, str, int]] = Counter()
    for review in Review.objects.filter(is_counted=True, state="published"):
        assert review.published_at is not None
        stars = Stars.objects.get(revision__review=review, revision__state="live", facet=SERVICE)
        for dimension in SERVICE_DIMENSIONS:
            if value := getattr(stars, dimension):
                month = month_number(month_of(review.published_at))
                proof = review.method
                if (proof, review.purchase.group) == ("signed_receipt", "company"):
                    proof += ":company"
                counts[review.company_id, month, proof, dimension, value] += 1
    return counts


def folded() -> Counter[tuple[int, int, str, str, int]]:
    """Return what the folds have counted, in the same shape."""
    counts: Counter[tuple[int, int, str, str, int]] = Counter()
    for row in Count.objects.filter(facet=SERVICE):
        for place, n in enumerate(row.n):
            if n:
                dimension = SERVICE_DIMENSIONS[place // 5]
                counts[row.company_id, row.month, row.method, dimension, place % 5 + 1] = n
    return counts


def one_voice_in_twelve_months() -> bool:
    by_author: dict[tuple[int | None, int], list[datetime]] = {}
    for review in Review.objects.filter(is_counted=True):
        assert review.published_at is not None
        by_author.setdefault((review.author_id, review.company_id), []).append(review.published_at)
    return all(
        later - earlier >= timedelta(days=364)
        for moments in by_author.values()
        for earlier, later in zip(sorted(moments), sorted(moments)[1:], strict=False)
    )


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(step, min_size=40, max_size=80))
def test_counts_equal_a_recount_after_any_life_and_any_death(
    process: Follower, now: datetime, steps: list[tuple[str, int, int, int]]
) -> None:
    platform = Platform(now)
    story.freeze_prior(now)
    for verb, customer, company, stars in steps:
        if verb == "kill":
            process.kill()
            process.start()
        else:
            platform.do(verb, customer, company, stars)
            time.sleep(0.01)
    process.kill()
    process.start()

    process.catch_up()

    assert folded() == recount()
    assert one_voice_in_twelve_months()
    assert not Parked.objects.exists()
    positions = list(Entry.objects.values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))
    call_command("rebuild", check=True)


def test_rebuild_check_names_what_differs_and_rebuild_mends_it(
    committed: None, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    acme = story.company("Acme")
    for stars in (1, 2, 3, 4, 5):
        story.review(acme, stars)
    story.freeze_prior(now)
    story.fold()
    call_command("rebuild", check=True)
    before = list(Count.objects.values())
    Count.objects.update(n=[7] * 30)

    with pytest.raises(CommandError, match="differ from the journal"):
        call_command("rebuild", check=True, json=True)
    assert json.loads(capsys.readouterr().out)["differences"] == ["scores_count: 1 missing, 1 unexpected"]

    call_command("rebuild")
    assert list(Count.objects.values()) == before
    call_command("rebuild", check=True)


def test_a_rebuild_beside_a_working_follower_loses_nothing(process: Follower, now: datetime) -> None:
    acme, bolt = story.company("Acme"), story.company("Bolt")
    story.freeze_prior(now)
    for stars in (1, 2, 3, 4, 5):
        story.review(acme, stars)
        call_command("rebuild")
        story.review(bolt, stars)

    process.catch_up()

    assert folded() == recount()
    call_command("rebuild", check=True)
