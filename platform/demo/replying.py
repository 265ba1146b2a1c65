"""What companies answer to the demo world's plain reviews, and what their customers say to it."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from demo.bulk import Written
from demo.cast import Cast
from demo.phrases import compose_reply, fragments
from demo.plan import Planned
from ratings.kernel.actor import Actor
from ratings.moderation.commands import Judgement, decide_case, object_to_reply, screen_reply
from ratings.moderation.models import Case
from ratings.replies.commands import mark_outcome, post_reply, publish_reply, withdraw_reply
from ratings.replies.models import Reply
from ratings.replies.rules import PREVIEW

CLOCK = Actor.system("clock")
POSITIONS = ("agrees", "fixed", "refunded", "policy", "disputes_facts")
OUTCOMES = {"fixed": ("resolved", "partly"), "refunded": ("resolved", "partly"), "agrees": ("partly", "not_resolved")}
SCREENED_AFTER = timedelta(seconds=6)

type Telling = Generator[datetime, None, None]
type Posted = Generator[datetime, None, Reply]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to be: to which review, when, and in which position."""

    cast: Cast
    plan: Planned
    review: Written
    at: datetime
    rng: Random

    @property
    def speaker(self) -> Actor:
        speaker = self.cast.speaker(self.plan)
        assert speaker is not None, "only claimed companies answer"
        return speaker

    @property
    def author(self) -> Actor:
        return self.cast.author(self.plan)

    def position(self) -> str:
        """Return the position that the company takes."""
        return "agrees" if self.plan.stars["overall"] > 3 else self.rng.choice(POSITIONS)  # noqa: PLR2004


def _posted(answer: Answer, addition: str = "") -> Posted:
    yield answer.at
    position, language = answer.position(), answer.plan.language
    is_praise = answer.plan.stars["overall"] > 3  # noqa: PLR2004
    company = answer.cast.company(answer.plan).name
    body = compose_reply(answer.rng, language=language, company=company, position=position, is_praise=is_praise)
    if addition:
        body += "\n" + fragments(language)["held"][addition][0].replace("{number}", "41")
    reply = post_reply(
        review=answer.review.public_id,
        part="service",
        position=position,
        body=body,
        actor=answer.speaker,
        now=answer.at,
    )
    yield answer.at + SCREENED_AFTER
    screen_reply(reply_id=reply.pk, now=answer.at + SCREENED_AFTER)
    return reply


def _live(answer: Answer) -> Posted:
    reply = yield from _posted(answer)
    yield answer.at + PREVIEW
    publish_reply(reply_id=reply.pk, actor=CLOCK, now=answer.at + PREVIEW)
    return reply


def answered(answer: Answer) -> Telling:
    """The company answers, and the public sees it a day later; some customers say whether it was solved."""
    reply = yield from _live(answer)
    outcomes = OUTCOMES.get(reply.position, ())
    if not outcomes or answer.plan.stars["overall"] > 3 or answer.rng.random() < 0.4:  # noqa: PLR2004
        return
    at = answer.at + timedelta(days=answer.rng.randrange(2, 20))
    yield at
    mark_outcome(review=answer.review.public_id, outcome=answer.rng.choice(outcomes), actor=answer.author, now=at)


def held(answer: Answer) -> Telling:
    """Screening puts the answer before a person."""
    yield from _posted(answer, addition="personal_data")


def objected(answer: Answer) -> Telling:
    """The customer says that the answer reveals them."""
    reply = yield from _posted(answer)
    at = answer.at + timedelta(hours=2)
    yield at
    object_to_reply(reply_id=reply.pk, actor=answer.author, now=at)


def refused(answer: Answer) -> Telling:
    """A moderator refuses an answer that was held."""
    reply = yield from _posted(answer, addition="personal_data")
    at = answer.at + timedelta(hours=9)
    yield at
    case = Case.objects.get(reply=reply, state=Case.State.OPEN)
    words = str(fragments(answer.plan.language)["moderator"]["personal_data"][0])
    judgement = Judgement(action="reject", ground="personal_data", words=words)
    decide_case(case=case.public_id, judgement=judgement, actor=answer.cast.moderators[1], now=at)


def taken_back(answer: Answer) -> Telling:
    """The company takes its answer back."""
    reply = yield from _live(answer)
    at = answer.at + timedelta(days=5)
    yield at
    withdraw_reply(reply_id=reply.pk, actor=answer.speaker, now=at)


RARE: Sequence[Callable[[Answer], Telling]] = (refused, taken_back)
RECENT: Sequence[Callable[[Answer], Telling]] = (held, objected, answered, answered)
"""What is told of the last answers before the world's end: some are still held or seen by the author only."""
