"""Putting the planned world into an empty database, in one transaction: there is all of it, or nothing."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count, groupby
from random import Random

from django.db import connection, transaction

from accounts.commands import create_user
from demo import replying
from demo.bulk import Account, Written, write_accounts, write_published
from demo.cast import OPERATOR, Cast, show_purchase
from demo.plan import VISITOR, Planned, World
from demo.replying import Answer
from demo.stories import TELLERS, Scene
from demo.synthetic import fold_all, refresh_statistics
from ratings.claims.commands import add_representative
from ratings.companies.commands import Particulars, open_company, propose_company
from ratings.companies.models import Company
from ratings.journal.folding import head
from ratings.journal.followers import reactors
from ratings.journal.models import Cursor
from ratings.kernel.actor import Actor
from ratings.kernel.months import month_of
from ratings.moderation.commands import screen_imports
from ratings.reviews.commands.imported import ImportedReview, take_imported_reviews
from ratings.scores.commands import freeze_prior

LOCK = 0x4576656E_0002
IMPORTED_FROM = "OpenReviews (demo)"
ANSWERED_SHARE = 0.03
ANSWERED_SHARE_OF_FIRST = 0.3
RARE_EVERY = 15
RECENT_ANSWERS = 8
CLAIMED_AFTER = timedelta(days=20)
ROLES = {
    "customer": ("customer@demo.example", "customer"),
    "representative": ("representative@demo.example", "customer"),
    "moderator": ("moderator@demo.example", "moderator"),
    "second moderator": ("moderator2@demo.example", "moderator"),
    "operator": ("operator@demo.example", "operator"),
    "auditor": ("auditor@demo.example", "auditor"),
}
"""Whom visitors may sign in as: the address and the account's role."""


type Teller = Callable[[Answer], Iterator[datetime]]


def is_empty() -> bool:
    """Tell whether the database holds no company yet."""
    return not Company.objects.exists()


@transaction.atomic
def load_world(
    world: World,
    *,
    passwords: Mapping[str, str],
    keep: Callable[[Mapping[str, str]], None],
    advance: Callable[[int], None],
) -> bool:
    """
    Make the world, fold it and leave nothing for the followers to do; return whether there was room for it.

    `passwords` are by the names of ROLES and kept before anything is committed. Two callers at once make it once:
    the second finds the database taken.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if not is_empty():
        return False
    keep(passwords)
    freeze_prior(now=world.begins)
    cast = _people(world, passwords)
    stage = Stage(world.ends, advance)
    for story in world.stories:
        scene = Scene(cast, story, Random(f"{world.seed} story {story.number}"))  # noqa: S311 - a story, not a secret
        stage.add(story.review.proved_at, TELLERS[story.fate.name](scene))
    answers = Answers(cast, stage)
    for _month, reviews in groupby(world.plain, key=lambda review: month_of(review.published_at)):
        month = list(reviews)
        answers.plan(month, write_published([cast.published(review) for review in month]))
        stage.run(until=month[-1].published_at)
        advance(len(month))
    stage.run(until=world.ends)
    _finish(world, cast)
    follow_up(now=world.ends)
    return True


class Stage:
    """Goes on with whatever is next, until the world's end."""

    def __init__(self, ends: datetime, advance: Callable[[int], None]) -> None:
        self._ends = ends
        self._advance = advance
        self._number = count()
        self._waiting: list[tuple[datetime, int, Iterator[datetime]]] = []

    def add(self, moment: datetime, telling: Iterator[datetime]) -> None:
        """Let something begin at a moment."""
        if moment <= self._ends:
            heappush(self._waiting, (moment, next(self._number), telling))

    def run(self, *, until: datetime) -> None:
        """Tell all that happens up to a moment, in order of time."""
        while self._waiting and self._waiting[0][0] <= until:
            _, _, telling = heappop(self._waiting)
            following = next(telling, None)
            if following is None:
                self._advance(1)
            else:
                self.add(following, telling)


class Answers:
    """Chooses which plain reviews are answered, how and when."""

    def __init__(self, cast: Cast, stage: Stage) -> None:
        self._cast = cast
        self._stage = stage
        self._rng = Random(f"{cast.world.seed} answers")  # noqa: S311 - a story, not a secret
        self._made = 0
        day_before = cast.world.ends - timedelta(days=1)
        candidates = [r for r in cast.world.plain if r.published_at < day_before and cast.speaker(r)]
        self._recent = candidates[-RECENT_ANSWERS:]

    def plan(self, month: list[Planned], written: list[Written]) -> None:
        """Let some of a month's reviews be answered."""
        for planned, review in zip(month, written, strict=True):
            if self._cast.speaker(planned) is None:
                continue
            if planned in self._recent or planned.author == VISITOR:
                self._answer_lately(planned, review)
            elif self._rng.random() < (ANSWERED_SHARE_OF_FIRST if planned.firm == 1 else ANSWERED_SHARE):
                self._answer(planned, review)

    def _answer(self, planned: Planned, review: Written) -> None:
        since = self._cast.world.begins + CLAIMED_AFTER
        at = max(planned.published_at, since) + timedelta(seconds=self._rng.randrange(4 * 3600, 9 * 86400))
        self._made += 1
        teller: Teller = replying.answered
        if self._made % RARE_EVERY == 1:
            teller = replying.RARE[self._made // RARE_EVERY % len(replying.RARE)]
        self._stage.add(at, teller(self._of(planned, review, at)))

    def _answer_lately(self, planned: Planned, review: Written) -> None:
        at = self._cast.world.ends - timedelta(seconds=self._rng.randrange(3 * 3600, 20 * 3600))
        teller: Teller = replying.answered
        if planned.author != VISITOR:
            teller = replying.RECENT[self._recent.index(planned) % len(replying.RECENT)]
        self._stage.add(at, teller(self._of(planned, review, at)))

    def _of(self, planned: Planned, review: Written, at: datetime) -> Answer:
        number = self._rng.randrange(2**32)
        return Answer(self._cast, planned, review, at, Random(number))  # noqa: S311 - a story, not a secret


def _people(world: World, passwords: Mapping[str, str]) -> Cast:
    ids = {
        name: create_user(email=email, role=role, password=passwords[name], now=world.begins).pk
        for name, (email, role) in ROLES.items()
    }
    cast = Cast(world)
    cast.moderators = [Actor.moderator(ids["moderator"]), Actor.moderator(ids["second moderator"])]
    cast.customers = [ids["customer"], *write_accounts(world.customers[VISITOR + 1 :])]
    cast.companies = [
        open_company(particulars=firm.particulars(), actor=OPERATOR, now=world.begins) for firm in world.firms
    ]
    claimed = [firm for firm in world.firms if firm.is_claimed]
    owners = [Account(email=f"owner@{firm.domain}", locale="en", joined_at=world.begins) for firm in claimed[1:]]
    for firm, user_id in zip(claimed, [ids["representative"], *write_accounts(owners)], strict=True):
        company_id, since = cast.companies[firm.number - 1].pk, world.begins + CLAIMED_AFTER
        add_representative(company_id=company_id, user_id=user_id, role="owner", actor=OPERATOR, now=since)
        cast.speakers[firm.number] = Actor.representative(user_id, company_id=company_id, team_role="owner")
    return cast


def _finish(world: World, cast: Cast) -> None:
    """Add what the reviews of others stand apart for, a proposal, and a purchase that waits for its review."""
    imported = [_as_imported(cast, number, review) for number, review in enumerate(world.imported)]
    take_imported_reviews(source=IMPORTED_FROM, reviews=imported, actor=OPERATOR)
    screen_imports(limit=len(imported), now=world.ends)
    for review in world.to_be_reviewed:
        show_purchase(cast, review)
    bakery = Particulars(name="Bluebell Bakeries", country="GB", website="https://bluebell-bakeries.example/")
    visitor = Actor.customer(cast.customers[VISITOR])
    propose_company(particulars=bakery, actor=visitor, now=world.ends - timedelta(hours=30))


def _as_imported(cast: Cast, number: int, review: Planned) -> ImportedReview:
    return ImportedReview(
        company_id=cast.company(review).pk,
        source_row=f"or-{number}",
        title=review.title,
        body=review.body,
        language=review.language,
        stars=review.stars,
        experienced_on=review.experienced_on,
        published_at=review.published_at,
        written_at=review.submitted_at,
    )


def follow_up(*, now: datetime) -> None:
    """
    Order and fold what was recorded, freeze the prior of the last day, and tell the reactors that their work is done.

    It is: all was screened as it was written, and nobody at a .example address waits for mail.
    """
    refresh_statistics()
    fold_all(now=now)
    freeze_prior(now=now)
    fold_all(now=now)
    for reactor in reactors():
        Cursor.objects.update_or_create(name=reactor.name, defaults={"position": head(), "moved_at": now})
