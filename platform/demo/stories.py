"""
The lives of reviews, told through the commands as people and the platform would call them.

A teller yields the moment at which it goes on; what would lie after the world's end does not happen.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from demo.cast import Cast, show_purchase, submit, unproved_purchase
from demo.phrases import moderators_words
from demo.plan import Planned, Story
from ratings.kernel.actor import Actor
from ratings.moderation.commands import (
    Judgement,
    close_moot_cases,
    decide_appeal,
    decide_case,
    lodge_appeal,
    open_case,
    screen_review,
)
from ratings.moderation.models import Case, Decision
from ratings.reviews.commands import Changes, lapse_review, revise_review, withdraw_review
from ratings.reviews.models import Review
from ratings.reviews.rules import PROOF_DAYS

CLOCK = Actor.system("clock")
GROUND_OF_SIGNAL = {"personal_data": "personal_data", "link": "advertising", "advertising": "advertising"}
REMOVAL_GROUNDS = ("not_an_experience", "rates_a_person", "abuse")
SECONDS_TO_SCREEN = timedelta(seconds=9)

type Telling = Generator[datetime, None, None]
type Writing = Generator[datetime, None, Review]


@dataclass(frozen=True, slots=True)
class Scene:
    """One story with the people in it."""

    cast: Cast
    story: Story
    rng: Random

    @property
    def review(self) -> Planned:
        return self.story.review

    @property
    def second(self) -> Planned:
        assert self.story.second is not None, f"{self.story.fate.name} needs a second text"
        return self.story.second

    @property
    def author(self) -> Actor:
        return self.cast.author(self.review)

    def later(self, *, hours: float) -> datetime:
        """Return a moment so long after the review was screened, give or take a fifth."""
        return self.review.published_at + timedelta(seconds=int(hours * 3600 * self.rng.uniform(0.8, 1.2)))

    def words(self, part: str) -> str:
        """Return what a moderator or an appellant says, in the review's language."""
        return moderators_words(self.rng, language=self.review.language, part=part)

    def decide(self, review: Review, action: str, ground: str = "none", *, now: datetime) -> Decision:
        """Decide the review's open case as the first moderator."""
        words = self.words(ground) if ground != "none" else ""
        case = Case.objects.get(review=review, reply=None, state=Case.State.OPEN)
        judgement = Judgement(action=action, ground=ground, words=words)
        return decide_case(case=case.public_id, judgement=judgement, actor=self.cast.moderators[0], now=now)

    def ground(self) -> str:
        """Return the ground that fits what was put into the text."""
        signal = next((part for part in GROUND_OF_SIGNAL if part in self.story.review.addition), "")
        return GROUND_OF_SIGNAL.get(signal, "abuse")


def _written(scene: Scene, review: Planned) -> Writing:
    """Write a review and have it screened: afterwards it is published or held."""
    written = submit(scene.cast, review, show_purchase(scene.cast, review))
    yield review.published_at
    screen_review(review_id=written.pk, number=1, now=review.published_at)
    return written


def _revise(scene: Scene, review: Review, text: Planned, *, now: datetime) -> None:
    changes = Changes(title=text.title, body=text.body, language=text.language, stars={**text.stars})
    revise_review(
        review_id=review.pk,
        changes=changes,
        expected_revision=review.latest_revision,
        actor=scene.author,
        now=now,
    )


def held(scene: Scene) -> Telling:
    """Screening puts it before a person, who has not come to it yet."""
    yield from _written(scene, scene.review)


def revised(scene: Scene) -> Telling:
    """The author writes a new version when things have changed."""
    review = yield from _written(scene, scene.review)
    at = scene.later(hours=24 * 18)
    yield at
    _revise(scene, review, scene.second, now=at)
    yield at + SECONDS_TO_SCREEN
    screen_review(review_id=review.pk, number=2, now=at + SECONDS_TO_SCREEN)


def withdrawn(scene: Scene) -> Telling:
    """The author takes it back."""
    review = yield from _written(scene, scene.review)
    at = scene.later(hours=24 * 30)
    yield at
    withdraw_review(review_id=review.pk, actor=scene.author, now=at)


def abandoned(scene: Scene) -> Telling:
    """The author takes it back while it is held."""
    review = yield from _written(scene, scene.review)
    at = scene.later(hours=20)
    yield at
    withdraw_review(review_id=review.pk, actor=scene.author, now=at)
    close_moot_cases(subject=review.public_id, now=at)


def again(scene: Scene) -> Telling:
    """The same customer reviews a second dealing: one voice counts in any twelve months."""
    yield from _written(scene, scene.review)
    yield scene.second.proved_at - timedelta(days=2)
    yield from _written(scene, scene.second)


def removed(scene: Scene) -> Telling:
    """A moderator opens a case about a public review and removes it, with reasons."""
    yield from _removed(scene, "remove", scene.rng.choice(REMOVAL_GROUNDS))


def proof_revoked(scene: Scene) -> Telling:
    """The proof turns out not to be one."""
    yield from _removed(scene, "revoke_proof", "not_genuine")


def kept(scene: Scene) -> Telling:
    """A case about a public review ends with nothing changed."""
    yield from _removed(scene, "keep", "none")


def _removed(scene: Scene, action: str, ground: str) -> Generator[datetime, None, Decision]:
    review = yield from _written(scene, scene.review)
    at = scene.later(hours=24 * 12)
    yield at
    open_case(review_id=review.pk, actor=scene.cast.moderators[0], now=at)
    at += timedelta(hours=5)
    yield at
    return scene.decide(review, action, ground, now=at)


def held_published(scene: Scene) -> Telling:
    """A person reads what was held and lets it through."""
    review = yield from _written(scene, scene.review)
    at = scene.later(hours=22)
    yield at
    scene.decide(review, "publish", now=at)


def rejected(scene: Scene) -> Telling:
    """A person reads what was held and rejects it."""
    yield from _rejected(scene)


def _rejected(scene: Scene) -> Generator[datetime, None, Decision]:
    review = yield from _written(scene, scene.review)
    at = scene.later(hours=26)
    yield at
    return scene.decide(review, "reject", scene.ground(), now=at)


def returned(scene: Scene) -> Telling:
    """It goes back to its author, who has not mended it yet."""
    yield from _returned(scene)


def _returned(scene: Scene) -> Writing:
    review = yield from _written(scene, scene.review)
    at = scene.later(hours=30)
    yield at
    scene.decide(review, "return", scene.ground(), now=at)
    return review


def mended(scene: Scene) -> Telling:
    """It goes back to its author, who leaves out what was wrong."""
    review = yield from _returned(scene)
    at = scene.later(hours=24 * 5)
    yield at
    _revise(scene, review, scene.second, now=at)
    yield at + SECONDS_TO_SCREEN
    screen_review(review_id=review.pk, number=2, now=at + SECONDS_TO_SCREEN)


def unproved(scene: Scene) -> Telling:
    """It waits for somebody to look at the document; where nobody can, it lapses."""
    yield scene.review.submitted_at
    review = submit(scene.cast, scene.review, unproved_purchase(scene.cast, scene.review))
    at = scene.review.submitted_at + timedelta(days=PROOF_DAYS)
    yield at
    lapse_review(review_id=review.pk, actor=CLOCK, now=at)


def appeal_open(scene: Scene) -> Telling:
    """The author objects to a rejection."""
    decision = yield from _rejected(scene)
    yield from _appeal(scene, decision)


def removal_appealed(scene: Scene) -> Telling:
    """The author objects to a removal."""
    decision = yield from _removed(scene, "remove", "abuse")
    yield from _appeal(scene, decision, hours=scene.cast.hours_to_end(decision.decided_at) - 30)


def appeal_upheld(scene: Scene) -> Telling:
    """Another moderator comes to the same result."""
    yield from _decided_appeal(scene, "upheld")


def appeal_reversed(scene: Scene) -> Telling:
    """Another moderator puts it back."""
    yield from _decided_appeal(scene, "reversed")


def _decided_appeal(scene: Scene, outcome: str) -> Telling:
    decision = yield from _rejected(scene)
    appeal, at = yield from _appeal(scene, decision)
    at += timedelta(days=4)
    yield at
    decide_appeal(appeal=appeal, outcome=outcome, words=scene.words(outcome), actor=scene.cast.moderators[1], now=at)


def _appeal(scene: Scene, decision: Decision, hours: float = 40) -> Generator[datetime, None, tuple[str, datetime]]:
    at = decision.decided_at + timedelta(hours=hours)
    yield at
    reasons = scene.words("appeal")
    appeal = lodge_appeal(decision=decision.public_id, reasons=reasons, actor=scene.author, now=at)
    return appeal.public_id, at


def copied(scene: Scene) -> Telling:
    """Another customer sends in nearly the same words, which screening notices."""
    yield from _written(scene, scene.review)
    yield from _written(scene, scene.second)


TELLERS: Mapping[str, Callable[[Scene], Telling]] = {
    "revised": revised,
    "revision_held": revised,
    "withdrawn": withdrawn,
    "abandoned": abandoned,
    "again_soon": again,
    "again_later": again,
    "removed": removed,
    "proof_revoked": proof_revoked,
    "kept": kept,
    "held_published": held_published,
    "rejected": rejected,
    "mended": mended,
    "returned": returned,
    "unproved": unproved,
    "lapsed": unproved,
    "appeal_open": appeal_open,
    "removal_appealed": removal_appealed,
    "appeal_upheld": appeal_upheld,
    "appeal_reversed": appeal_reversed,
    "copied": copied,
    "held": held,
}
