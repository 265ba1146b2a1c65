"""The mails in `mails/`, and what `read_mail` makes of them: `python -m tests.verification.mails_corpus` prints it."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from ratings.verification.rules.mails import Reading, read_mail

FOLDER = Path(__file__).parent / "mails"
SENT_ON = date(2026, 10, 14)
LANGUAGES = ("en", "de", "fr", "nl")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A mail with what it shows, `-` for nothing; `numbers`, `on` and `merchant` as written in its block's head."""

    language: str
    shows: str
    subject: str
    text: str
    numbers: tuple[str, ...] = ()
    on: date = SENT_ON
    merchant: str = ""
    sent_at: datetime = datetime(2026, 10, 14, 9, tzinfo=UTC)
    marks: frozenset[str] = field(default_factory=frozenset)

    def __str__(self) -> str:
        return f"{self.language} {self.shows}: {self.subject}"


def samples(*, held_out: bool) -> Iterator[Sample]:
    """Give the mails of one part in every language."""
    folder = FOLDER / "held_out" if held_out else FOLDER
    for language in LANGUAGES:
        for block in (folder / f"{language}.txt").read_text().split("==== ")[1:]:
            yield _sample(language, block)


def _sample(language: str, block: str) -> Sample:
    head, subject, text = block.split("\n", 2)
    shows, *facts = head.split()
    named = dict(fact.split("=", 1) for fact in facts if "=" in fact)
    return Sample(
        language=language,
        shows=shows,
        subject=subject,
        text=text,
        numbers=tuple(fact for fact in facts if "=" not in fact and fact != "_"),
        on=date.fromisoformat(named["on"]) if "on" in named else SENT_ON,
        merchant=named.get("merchant", "").replace("_", " "),
    )


def verdict(reading: Reading) -> str:
    """Return what becomes of a mail: what it shows, `-` for a refusal, `person` for a look."""
    return reading.shows or "-" if reading.is_clear else "person"


def confusion(*, held_out: bool) -> Counter[tuple[str, str]]:
    """Return how many mails that show one thing were taken for another."""
    return Counter((one.shows, verdict(read_mail(one))) for one in samples(held_out=held_out))


def table(counted: Counter[tuple[str, str]]) -> str:
    """Return the confusion as a Markdown table."""
    classes = ("order", "dispatch", "delivery", "bill", "payment", "-")
    columns = (*classes, "person")
    lines = [f"| shows | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    lines += [f"| {row} | {' | '.join(str(counted[row, one] or '') for one in columns)} |" for row in classes]
    return "\n".join(lines)


def main() -> None:
    """Print both parts' tables, and each mail that was not told right."""
    for held_out in [False] if "--tuning" in sys.argv else [False, True]:
        sys.stdout.write(f"\n{'held out' if held_out else 'tuned on'}\n{table(confusion(held_out=held_out))}\n")
        for one in samples(held_out=held_out):
            found = read_mail(one)
            facts = (found.order_numbers == one.numbers, found.event_on == one.on, found.merchant == one.merchant)
            if verdict(found) != one.shows or (one.shows != "-" and not all(facts)):
                sys.stdout.write(f"{one}: {verdict(found)} {found}\n")


if __name__ == "__main__":
    main()
