"""The phrases of `cues.toml` and `traps.toml`, read and made ready once."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ratings.verification.rules.mails.folding import fold

LANGUAGES = ("en", "de", "fr", "nl")
GAP = r".{0,60}?"
WORD = r"\b"

type Phrases = Mapping[str, re.Pattern[str]]


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


CUES = _read("cues.toml")
TRAPS = _read("traps.toml")


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


def _in_all_languages(table: Mapping[str, list[str]]) -> re.Pattern[str]:
    return any_of(
        phrase.replace("<goods>", CUES["goods"][language]) for language in LANGUAGES for phrase in table[language]
    )


def _by_name(tables: Mapping[str, Mapping[str, list[str]]]) -> Phrases:
    return {name: _in_all_languages(table) for name, table in tables.items()}


TITLES = _by_name(CUES["titles"])
"""What a subject, or a line that stands like one, calls the mail."""
SAID = _by_name(CUES["said"])
"""What a sentence tells as done."""
BOUGHT = _in_all_languages(CUES["words"]["bought"])
"""Words that leave it open in a subject what the mail is about."""
CONDITION = _in_all_languages(CUES["words"]["condition"])
NEGATION = _in_all_languages(CUES["words"]["negation"])
TRAP_SUBJECTS = _by_name(TRAPS["subjects"])
"""What a subject calls a mail that shows no purchase, by kind."""
TRAP_BODIES = _by_name(TRAPS["bodies"])
"""What a sentence tells in a mail that shows no purchase, by kind."""
PAID_WITH = _in_all_languages(TRAPS["words"]["paid_with"])
"""Words that say that a voucher paid for something rather than being bought or given."""
