"""Composing reviews and replies from hand-written fragments, so that the words fit the stars."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

FOLDER = Path(__file__).parent / "words"
LANGUAGES = ("en", "de", "fr")
CHOICE = re.compile(r"\[([^\[\]]*)\]")
SLOT = re.compile(r"\{(\w+)\}")
START = re.compile(r"(^|[.!?] )(\w)")
GOOD_FROM = 4
BAD_TO = 2
CLOSES = 0.65
EVEN = 0.5


@cache
def fragments(language: str) -> Mapping[str, Any]:
    """Return a language's fragments by part."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def expand(fragment: str, rng: Random, slots: Mapping[str, object]) -> str:
    """
    Return a fragment with one of each `[a|b]` chosen and each `{slot}` filled: a list's slot by one of it.

    >>> expand("[Very|Very] kind {who}", Random(1), {"who": ["people"]})
    'Very kind people'
    """
    text = CHOICE.sub(lambda found: rng.choice(found.group(1).split("|")), fragment)

    def fill(found: re.Match[str]) -> str:
        value = slots[found.group(1)]
        return expand(rng.choice(value), rng, slots) if isinstance(value, list) else str(value)

    return SLOT.sub(fill, text)


def sentence(fragment: str, rng: Random, slots: Mapping[str, object]) -> str:
    """Return an expanded fragment whose sentences begin with capitals."""
    return START.sub(lambda found: found.group(1) + found.group(2).upper(), expand(fragment, rng, slots))


def mood(stars: int) -> str:
    """
    Return how somebody speaks who gives so many stars.

    >>> [mood(stars) for stars in (1, 2, 3, 4, 5)]
    ['bad', 'bad', 'mixed', 'good', 'good']
    """
    return "good" if stars >= GOOD_FROM else "bad" if stars <= BAD_TO else "mixed"


def _slots(language: str, company: str, **more: object) -> dict[str, object]:
    return {**fragments(language)["slots"], "company": company, **more}


def compose_review(
    rng: Random, *, language: str, sector: str, company: str, stars: Mapping[str, int], addition: str = ""
) -> tuple[str, str]:
    """
    Return a title and a body that speak of the dimensions as their stars do.

    `addition` names a part of `held`: its sentence is what makes screening hold the review.
    """
    words = fragments(language)
    own = words["sector"][sector]
    slots = _slots(language, company, item=own["item"], number=rng.randrange(10, 99))
    overall = mood(stars["overall"])
    spoken = [rng.choice(own["opening"])]
    spoken += [rng.choice(part) for part in _dimensions(rng, words, own, stars)]
    if addition:
        spoken.append(rng.choice(words["held"][addition]))
    if rng.random() < CLOSES or len(spoken) == 1:
        spoken.append(rng.choice(words["closing"][overall]))
    title = sentence(rng.choice(words["title"][overall]), rng, slots)
    return title, " ".join(sentence(part, rng, slots) for part in spoken)


def _dimensions(
    rng: Random, words: Mapping[str, Any], own: Mapping[str, list[str]], stars: Mapping[str, int]
) -> list[list[str]]:
    """Return the lists to take a sentence from, for the dimensions on which there is something to say."""
    spoken = [(name, mood(value)) for name, value in stars.items() if name != "overall" and mood(value) != "mixed"]
    rng.shuffle(spoken)
    if not spoken and mood(stars["overall"]) != "mixed":
        spoken = [("quality", mood(stars["overall"]))]
    if not spoken:
        spoken = [("quality", "good"), ("delivery", "bad")] if rng.random() < EVEN else [("support", "good")]
    kept = spoken[: rng.choice((1, 2, 2, 3, 3, 4))]
    return [own[f"{name}_{how}"] if f"{name}_{how}" in own else words[name][how] for name, how in kept]


def compose_reply(rng: Random, *, language: str, company: str, position: str, is_praise: bool) -> str:
    """Return a company's answer that takes a position."""
    words = fragments(language)["reply"]
    slots = _slots(language, company)
    body = [*rng.sample(words["thanks"], 1)] if is_praise else rng.sample(words[position], min(len(words[position]), 2))
    parts = [rng.choice(words["greeting"]), *body]
    text = " ".join(sentence(part, rng, slots) for part in parts)
    return f"{text}\n{expand(rng.choice(words['sign_off']), rng, slots)}"


def moderators_words(rng: Random, *, language: str, part: str) -> str:
    """Return what a moderator or an appellant writes."""
    return str(rng.choice(fragments(language)["moderator"][part]))
