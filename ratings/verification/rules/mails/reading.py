"""What a mail shows of a purchase: told by phrases, denied by others, left to a person where there is a doubt."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from ratings.verification.rules.mails.days import event_day
from ratings.verification.rules.mails.folding import fold, sentences, visible, without_sayings
from ratings.verification.rules.mails.merchants import merchants
from ratings.verification.rules.mails.numbers import order_numbers
from ratings.verification.rules.mails.phrases import known
from ratings.verification.rules.mails.quotes import own_words

RANK = ("delivery", "dispatch", "payment", "bill", "order")
"""What a mail shows, the later and dearer first: where a title or text says several, the first of them is meant."""
ECHOING = frozenset({"contact", "absence"})
"""Kinds whose mails repeat what anybody has typed, so that nothing in them is evidence."""
GUARDED = frozenset({"cancelled", "refund", "failed", "account", "unpaid"})
"""Kinds whose sentences do not count as a condition or a promise."""
WEAK = frozenset({"advertising", "pick_up"})
"""Kinds that stand at the foot of true receipts, too, and only make one doubtful where its subject is."""

MONEY = re.compile(
    r"(?:[€$£]|\b(?:eur|usd|gbp|chf))\s?-?\d|\d\s?(?:[€$£]|(?:eur|usd|gbp|chf|euros?|francs)\b)|\d[.,]\d\d\b"
)
LONGEST_TITLE = 70
MOST_SENTENCES = 400
LONGEST_READ = 30_000
"""Signs of a mail's text that are read: ten times an order mail."""
LONGEST_SUBJECT = 500
FORWARDED = re.compile(r"^\s*(?:(?:fwd?|fw|wg|tr|i|doorst|doorgest|vs|rv)\s?:\s*|\[?external\]?:?\s*)+", re.IGNORECASE)
ANSWERED = re.compile(r"^\s*(?:re|aw|antw|antwort|ré|rép|sv|betr)(?:\[\d+\])?\s?:", re.IGNORECASE)


class Mail(Protocol):
    """What is read of a received mail; `marks` are `auto_replied` and `reply` where its headers say so."""

    @property
    def subject(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def sent_at(self) -> datetime: ...

    @property
    def marks(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """
    What a mail shows: `order`, `dispatch`, `delivery`, `bill`, `payment`, or nothing, and whether that is clear.

    Not clear means that a person looks; `shows` is empty then. `event_on` is the day of what it shows. `merchant` is
    who sold or was paid, where the mail names exactly one. `reasons` are codes, such as `cart` or `too-little`.
    """

    shows: str
    is_clear: bool
    order_numbers: tuple[str, ...]
    event_on: date
    merchant: str
    is_cancelled: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was found: classes in the subject, sentences by class, kinds of traps in subject and text, and supports."""

    titled: frozenset[str]
    told: Mapping[str, Sequence[str]]
    named_traps: frozenset[str]
    told_traps: frozenset[str]
    is_about_a_purchase: bool
    has_number: bool
    has_money: bool
    is_answer: bool
    has_echo: bool


def read_mail(mail: Mail) -> Reading:
    """
    Tell what a mail shows. Only the sender's own words count, and a doubt goes to a person.

    >>> from types import SimpleNamespace
    >>> text = "Hello Ana, your order A-17 was delivered on 12 October.\\nOrder number: A-17\\n"
    >>> sent = datetime(2026, 10, 14, 9)
    >>> mail = SimpleNamespace(subject="Delivered: your order", text=text, sent_at=sent, marks=frozenset())
    >>> found = read_mail(mail)
    >>> found.shows, found.is_clear, found.order_numbers, found.event_on.isoformat()
    ('delivery', True, ('A-17',), '2026-10-12')
    """
    subject = FORWARDED.sub("", " ".join(visible(mail.subject[:LONGEST_SUBJECT]).split()))
    own = own_words(visible(mail.text[:LONGEST_READ]))
    told = [fold(without_sayings(one)) for one in sentences(own.lines)][:MOST_SENTENCES]
    is_answer = bool(ANSWERED.match(subject)) or "reply" in mail.marks
    title = "" if is_answer else fold(without_sayings(subject))
    numbers = order_numbers("\n".join([*([] if is_answer else [subject]), *own.lines]))
    found = Evidence(
        titled=frozenset(_titles(title)),
        told={what: [one for one in told if _tells(what, one)] for what in RANK},
        named_traps=frozenset(_named(title)) | ({"absence"} if "auto_replied" in mail.marks else set()),
        told_traps=frozenset(kind for one in told for kind in _trapped(one)),
        is_about_a_purchase=bool(known().bought.search(title)),
        has_number=bool(numbers),
        has_money=any(MONEY.search(one) for one in told),
        is_answer=is_answer,
        has_echo=own.has_echo,
    )
    sellers = merchants("" if is_answer else subject, own.lines)
    shows, is_clear, reasons = judge(found)
    if shows and len(sellers) > 1:
        shows, is_clear, reasons = "", False, ["many-merchants"]
    what = shows or next((one for one in RANK if one in found.titled or found.told[one]), "order")
    return Reading(
        shows=shows,
        is_clear=is_clear,
        order_numbers=numbers,
        event_on=event_day(what, telling=found.told[what], everything=[title, *told], sent_on=mail.sent_at.date()),
        merchant=sellers[0] if len(sellers) == 1 else "",
        is_cancelled="cancelled" in found.named_traps | found.told_traps,
        reasons=tuple(reasons),
    )


def judge(found: Evidence) -> tuple[str, bool, list[str]]:
    """Return what the evidence shows, whether that is clear, and why."""
    hints = bool(found.titled) or any(found.told.values())
    trapped = sorted(found.named_traps | (found.told_traps - WEAK))
    if ECHOING & set(trapped):
        return "", True, trapped
    if trapped:
        # A true receipt may speak of another's fate in passing: where it is titled as one, a person looks.
        is_receipt = bool(found.titled) and not found.named_traps
        is_mixed = bool(found.titled - {"bill"}) and any(found.told[what] for what in found.titled)
        return "", not (is_receipt or is_mixed), trapped
    if found.is_answer or found.has_echo:
        return "", not hints, ["answer" if found.is_answer else "echo"]
    if not hints:
        return "", not (found.has_number and found.has_money), ["nothing-shown"]
    return _shown(found)


def _shown(found: Evidence) -> tuple[str, bool, list[str]]:
    what = next(one for one in RANK if one in found.titled or (not found.titled and found.told[one]))
    supports = len(found.told[what]) + found.has_number + found.has_money
    weak = sorted(found.told_traps & WEAK)
    if "pick_up" in weak and what in ("delivery", "dispatch"):
        return "", False, weak
    if found.titled:
        # A price alone supports nothing: advertisements have one.
        return (what, True, [what]) if found.told[what] or found.has_number else ("", False, ["too-little"])
    if weak and not found.is_about_a_purchase:
        return "", False, weak
    enough = 2 if found.is_about_a_purchase else 3
    return (what, True, [what]) if supports >= enough else ("", False, ["too-little"])


def _titles(title: str) -> Iterable[str]:
    """Give the classes that a subject names as done."""
    for what in RANK:
        if any(_holds(what, title, place) for place in known().titles[what].finditer(title)):
            yield what


def _tells(what: str, sentence: str) -> bool:
    """Tell whether a sentence, or a line that stands like a title, tells this as done."""
    if any(_holds(what, sentence, place) for place in known().said[what].finditer(sentence)):
        return True
    is_title = len(sentence) <= LONGEST_TITLE and not sentence.endswith((".", "?"))
    return is_title and any(
        place.start() == 0 and _holds(what, sentence, place) for place in known().titles[what].finditer(sentence)
    )


def _holds(what: str, sentence: str, place: re.Match[str]) -> bool:
    """Tell whether what was found is neither a condition, nor a promise, nor denied, nor asked."""
    if what == "delivery" and known().condition.search(place[0]):
        return False
    before = sentence[max(0, place.start() - 100) : place.start()]
    following = sentence[place.end() : place.end() + 25]
    denies = known().negation
    is_denied = denies.search(place[0]) or denies.search(before[-25:]) or denies.match(following.strip())
    return not (known().condition.search(before) or is_denied or sentence.endswith("?"))


def _named(title: str) -> Iterable[str]:
    for kind, phrases in known().trap_subjects.items():
        if phrases.search(title):
            yield kind


def _trapped(sentence: str) -> Iterable[str]:
    for kind, phrases in known().trap_bodies.items():
        place = phrases.search(sentence)
        if place is None or (kind == "gift" and known().paid_with.search(sentence)):
            continue
        if kind in GUARDED and known().condition.search(sentence[: place.start()]):
            continue
        yield kind
