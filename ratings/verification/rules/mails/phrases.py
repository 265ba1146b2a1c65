"""The phrases of `cues.toml` and `traps.toml`, made ready when the first mail is read: most processes read none."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ratings.verification.rules.mails.folding import fold

LANGUAGES = ("en", "de", "fr", "nl")
GAP = r".{0,60}?"
WORD = r"\b"

type Phrases = Mapping[str, re.Pattern[str]]


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """
    Return what finds any of the phrases in a folded text.

    >>> bool(any_of(["bestellung_bestätigt"]).search(fold("Bestellung 4711 wurde bestaetigt")))
    True
    """
    whole: list[str] = []
    parts: list[str] = []
    for phrase in (fold(one).replace("_", GAP) for one in phrases):
        begins_a_word = phrase.startswith(WORD)
        (whole if begins_a_word else parts).append(f"(?:{phrase.removeprefix(WORD)})")
    # Within a word, most places are passed after one look.
    return re.compile("|".join([rf"\b(?:{'|'.join(whole)})"] * bool(whole) + parts))


@dataclass(frozen=True)
class Known:
    """What mails say, in all languages."""

    titles: Phrases
    """What a subject, or a line that stands like one, calls the mail."""
    said: Phrases
    """What a sentence tells as done."""
    bought: re.Pattern[str]
    """Words that leave it open in a subject what the mail is about."""
    condition: re.Pattern[str]
    negation: re.Pattern[str]
    trap_subjects: Phrases
    """What a subject calls a mail that shows no purchase, by kind."""
    trap_bodies: Phrases
    """What a sentence tells in a mail that shows no purchase, by kind."""
    paid_with: re.Pattern[str]
    """Words that say that a voucher paid for something rather than being bought or given."""


@cache
def known() -> Known:
    """Return all phrases, compiled once a process."""
    cues = _read("cues.toml")
    traps = _read("traps.toml")
    goods: Mapping[str, str] = cues["goods"]

    def by_name(tables: Mapping[str, Mapping[str, list[str]]]) -> Phrases:
        return {name: _in_all_languages(table, goods) for name, table in tables.items()}

    return Known(
        titles=by_name(cues["titles"]),
        said=by_name(cues["said"]),
        bought=_in_all_languages(cues["words"]["bought"], goods),
        condition=_in_all_languages(cues["words"]["condition"], goods),
        negation=_in_all_languages(cues["words"]["negation"], goods),
        trap_subjects=by_name(traps["subjects"]),
        trap_bodies=by_name(traps["bodies"]),
        paid_with=_in_all_languages(traps["words"]["paid_with"], goods),
    )


def _in_all_languages(table: Mapping[str, list[str]], goods: Mapping[str, str]) -> re.Pattern[str]:
    return any_of(phrase.replace("<goods>", goods[language]) for language in LANGUAGES for phrase in table[language])
