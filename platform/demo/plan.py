"""What happens in the demo world: who writes what about whom and when. Pure; the same seed gives the same plan."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random

from demo.bulk import Account
from demo.fates import FATES, Fate
from demo.firms import LANGUAGES_OF, Firm, all_firms
from demo.phrases import LANGUAGES, compose_review
from ratings.moderation.screening.detection import Text
from ratings.moderation.screening.duplicates import bands, digest, similarity
from ratings.moderation.screening.policy import screen
from ratings.reviews.models import SERVICE_DIMENSIONS

FULL_SIZE = 5000
MONTHS = 36
SEASON = (1.15, 0.95, 0.95, 0.9, 0.95, 1.0, 0.95, 0.8, 1.0, 1.05, 1.2, 1.3)
METHODS = {"invitation": 42, "signed_receipt": 23, "document": 20, "purchase_token": 15}
CUSTOMERS_GROUP = ("signed_receipt", "document")
CONNECTIONS = ("employee", "family", "competitor", "incentive")
CONNECTED_SHARE = 0.012
TWO_REVIEWS = ("again_soon", "again_later", "copied")
TWO_TEXTS = (*TWO_REVIEWS, "revised", "revision_held", "mended")
AGAIN_AFTER_DAYS = {"again_soon": 150, "again_later": 400}
SPREAD = 1.4
VISITOR = 0
"""The customer's number whose sign-in visitors of the demo are given."""
ALIKE = Decimal("0.7")
"""Below the 0.8 from which screening calls two texts near-duplicates; the estimate is off by 0.05 now and then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One review to be: its company and author by number, its words and stars, and when what happens."""

    firm: int
    author: int
    method: str
    language: str
    experienced_on: date
    proved_at: datetime
    submitted_at: datetime
    published_at: datetime
    title: str
    body: str
    stars: dict[str, int]
    minhash: tuple[int, ...]
    addition: str = ""
    connection: str = "none"
    wants_answer: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """A review whose life is told through the commands; `number` seeds chances, `second` is what is written later."""

    fate: Fate
    review: Planned
    number: int
    second: Planned | None


@dataclass(slots=True)
class World:
    """All that is to happen, in order of time."""

    seed: int
    begins: datetime
    ends: datetime
    firms: list[Firm]
    customers: list[Account]
    plain: list[Planned] = field(default_factory=list)
    imported: list[Planned] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    to_be_reviewed: list[Planned] = field(default_factory=list)


class Texts:
    """Composes texts that are unlike all before, as screening sees likeness."""

    def __init__(self) -> None:
        self._by_band: dict[int, list[list[int]]] = defaultdict(list)

    def compose(
        self, rng: Random, firm: Firm, language: str, stars: dict[str, int], addition: str
    ) -> tuple[str, str, tuple[int, ...]]:
        """Return title, body and MinHash; with an addition screening holds the text, without it publishes it."""
        while True:
            title, body = compose_review(
                rng, language=language, sector=firm.sector, company=firm.name, stars=stars, addition=addition
            )
            minhash = digest(body)
            if self._likeness(minhash) < ALIKE and _is_held(firm, language, title, body) == bool(addition):
                for band in bands(minhash):
                    self._by_band[band].append(minhash)
                return title, body, tuple(minhash)

    def _likeness(self, minhash: Sequence[int]) -> Decimal:
        others = (other for band in bands(minhash) for other in self._by_band.get(band, ()))
        return max((similarity(minhash, other) for other in others), default=Decimal(0))


def _is_held(firm: Firm, language: str, title: str, body: str) -> bool:
    text = Text(
        title=title,
        body=body,
        language=language,
        country=firm.country,
        company_names=(firm.name,),
        company_domains=(firm.domain,),
    )
    return screen(text).decision == "hold"


class Planner:
    """Draws a world, one review after the other."""

    def __init__(self, *, seed: int, until: datetime, companies: int, reviews: int, tick: Callable[[], None]) -> None:
        self.rng = Random(seed)  # noqa: S311 - a story, not a secret
        self.texts = Texts()
        self.tick = tick
        begins = (until - timedelta(days=365 * MONTHS // 12)).replace(hour=8)
        self.world = World(seed, begins, until, all_firms()[:companies], [])
        self._make_customers(max(reviews * 7 // 10, 30))
        self._pairs: set[tuple[int, int]] = set()
        self._days = self._weigh_days()

    def plan(self, reviews: int) -> World:
        """Return the world with so many reviews in all."""
        told = self._tell_stories(reviews)
        imported = reviews // 50
        exact = [firm for firm in self.world.firms if firm.reviews is not None]
        for firm in exact:
            self.world.plain += [self.review(firm, connection="none") for _ in range(firm.reviews or 0)]
        rest = max(reviews - told - imported - len(self.world.plain), 0)
        self.world.plain += [self.review(self._some_firm()) for _ in range(rest - 1)]
        days = timedelta(days=3)
        self.world.plain.append(
            self.review(self.world.firms[0], published_at=self.world.ends - days, author=VISITOR, connection="none")
        )
        self.world.to_be_reviewed = [
            self.review(self.world.firms[-1], published_at=self.world.ends - days, author=VISITOR)
        ]
        self.world.imported = [self.review(self._some_firm(), connection="none") for _ in range(imported)]
        self.world.plain.sort(key=lambda review: review.published_at)
        return self.world

    def _make_customers(self, count: int) -> None:
        for number in range(1, count + 1):
            locale = LANGUAGES[min(self.rng.randrange(10) // 4, 2)]
            joined_at = self.world.begins - timedelta(days=self.rng.randrange(1, 90))
            self.world.customers.append(
                Account(email=f"c{number}@customers.example", locale=locale, joined_at=joined_at)
            )

    def _weigh_days(self) -> list[float]:
        first = self.world.begins.date()
        days = (self.world.ends.date() - first).days
        return list(
            accumulate(
                SEASON[day.month - 1] * (0.7 if day.weekday() >= 5 else 1.1) * (0.6 + 0.8 * n / days)  # noqa: PLR2004
                for n in range(days)
                for day in [first + timedelta(days=n)]
            )
        )

    def _some_firm(self) -> Firm:
        firms = self.world.firms
        return self.rng.choices(firms, [firm.share for firm in firms])[0]

    def _some_moment(self) -> datetime:
        day = bisect(self._days, self.rng.random() * self._days[-1])
        at = self.world.begins.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=day)
        return at + timedelta(hours=7, seconds=self.rng.randrange(15 * 3600))

    def review(
        self,
        firm: Firm,
        *,
        published_at: datetime | None = None,
        addition: str = "",
        connection: str = "",
        most_stars: int = 5,
        author: int | None = None,
        language: str = "",
    ) -> Planned:
        """Return one review of a company, at a moment given or by the platform's rhythm."""
        rng = self.rng
        moment = published_at or self._some_moment()
        method = rng.choices(list(METHODS), list(METHODS.values()))[0]
        mix = LANGUAGES_OF[firm.country]
        language = language or rng.choices(list(mix), list(mix.values()))[0]
        stars = self._stars(firm, method, moment, most_stars)
        title, body, minhash = self.texts.compose(rng, firm, language, stars, addition)
        self.tick()
        submitted_at = moment - timedelta(seconds=rng.randrange(2, 40))
        return Planned(
            firm=firm.number,
            author=self._author(firm, language) if author is None else author,
            method=method,
            language=language,
            experienced_on=moment.date() - timedelta(days=rng.randrange(3, 60)),
            proved_at=submitted_at - timedelta(minutes=rng.randrange(4, 50)),
            submitted_at=submitted_at,
            published_at=moment,
            title=title,
            body=body,
            stars=stars,
            minhash=minhash,
            addition=addition,
            connection=connection or (rng.choice(CONNECTIONS) if rng.random() < CONNECTED_SHARE else "none"),
            wants_answer=rng.random() < (0.55 if stars["overall"] <= 3 else 0.04),  # noqa: PLR2004
        )

    def _stars(self, firm: Firm, method: str, moment: datetime, most: int) -> dict[str, int]:
        elapsed = (moment - self.world.begins) / (self.world.ends - self.world.begins)
        level = firm.level + firm.trend * (elapsed - 0.5)
        level += -firm.split if method in CUSTOMERS_GROUP else firm.split
        overall = min(max(round(self.rng.gauss(level, SPREAD)), 1), most)
        stars = {"overall": overall}
        for dimension in SERVICE_DIMENSIONS[1:]:
            if self.rng.random() < (0.25 if dimension == "complaint_handling" else 0.55):
                stars[dimension] = min(max(overall + self.rng.choice((-1, 0, 0, 0, 1)), 1), 5)
        return stars

    def _author(self, firm: Firm, language: str) -> int:
        while True:
            author = self.rng.randrange(VISITOR + 1, len(self.world.customers))
            speaks = self.world.customers[author].locale == language or self.rng.random() < 0.05  # noqa: PLR2004
            if speaks and (author, firm.number) not in self._pairs:
                self._pairs.add((author, firm.number))
                return author

    def _tell_stories(self, reviews: int) -> int:
        """Plan the reviews whose lives are told; return how many reviews that makes."""
        told = [fate for fate in FATES for _ in range(max(round(fate.count * reviews / FULL_SIZE), 1))]
        stories = [self._story(number, fate) for number, fate in enumerate(told)]
        # The visitor has one review in each state that asks for something.
        by_name = {fate.name: fate for fate in FATES}
        for number, name in enumerate(("revised", "held", "returned", "unproved"), 1):
            firm = self.world.firms[number % len(self.world.firms)]
            stories.append(self._story(len(stories), by_name[name], firm=firm, author=VISITOR))
        self.world.stories = stories
        return len(stories) + sum(story.fate.name in TWO_REVIEWS for story in stories)

    def _story(self, number: int, fate: Fate, *, firm: Firm | None = None, author: int | None = None) -> Story:
        days = self.rng.uniform(fate.latest, fate.earliest)
        review = self.review(
            firm or self._some_firm(),
            author=author,
            published_at=(self.world.ends - timedelta(days=days)).replace(microsecond=0),
            addition=self.rng.choice(fate.additions) if fate.additions else "",
            connection="none",
            most_stars=3,
        )
        return Story(fate, review, number, self._second(fate, review))

    def _second(self, fate: Fate, first: Planned) -> Planned | None:
        """Return what is written later in a story: a revision, another review, or somebody's copy."""
        firm = self.world.firms[first.firm - 1]
        if fate.name not in TWO_TEXTS:
            return None
        if fate.name == "copied":
            other = self._author(firm, first.language)
            moved = timedelta(hours=2)
            return replace(
                first,
                author=other,
                body=f"{first.body} Ok.",
                proved_at=first.proved_at + moved,
                submitted_at=first.submitted_at + moved,
                published_at=first.published_at + moved,
            )
        days = AGAIN_AFTER_DAYS.get(fate.name, 1)
        addition = "link" if fate.name == "revision_held" else ""
        at = first.published_at + timedelta(days=days)
        return self.review(
            firm, published_at=at, addition=addition, connection="none", author=first.author, language=first.language
        )


def plan_world(*, seed: int, until: date, companies: int, reviews: int, tick: Callable[[], None]) -> World:
    """Return the demo world that ends with a day: so many companies (of 40) and reviews; ticks once per text."""
    ends = datetime(until.year, until.month, until.day, 22, 30, tzinfo=UTC)
    return Planner(seed=seed, until=ends, companies=companies, reviews=reviews, tick=tick).plan(reviews)
