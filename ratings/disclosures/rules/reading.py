"""Strict access to one JSON object: each wrong value is named by its path, with the way out, and stops no other."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from functools import cache

from django.utils.translation import gettext as _

from ratings.disclosures.rules.numbers import is_not_given, read_number, read_share, read_year
from ratings.disclosures.rules.other_names import bare
from ratings.kernel.refusals import Invalid, Words
from ratings.kernel.texts import clean_text

LONGEST_TEXT = 20_000
LARGEST = Decimal("1E+15")
"""No figure, in any unit, is larger: the world emits less than 1E+11 tonnes a year."""
JSON_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,20})?([eE][+-]?\d{1,2})?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


key_of = cache(bare)
"""For the names that our code asks for, which are few and come up again and again."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with which field, and the way out."""

    field: str
    message: str


class Fields:
    """One JSON object on the way to a shape; whoever asks for a field takes it, and `finish` refuses what is left."""

    def __init__(self, given: object, path: str, mistakes: list[Mistake]) -> None:
        self.path = path
        self.mistakes = mistakes
        self._given: dict[str, object] = {}
        self._as_written: dict[str, str] = {}
        self._is_object = isinstance(given, dict)
        self._asked: dict[str, str] = {}
        if not isinstance(given, dict):
            self.mistakes.append(Mistake(path or "(document)", _("This must be an object with named fields.")))
            return
        for name, value in given.items():
            self._keep(bare(name), name, value)

    def _keep(self, key: str, as_written: str, value: object) -> None:
        if key in self._given:
            path = f"{self.path}.{as_written}" if self.path else as_written
            self.mistakes.append(Mistake(path, another_name(self._as_written[key])))
            return
        self._given[key], self._as_written[key] = value, as_written

    def renamed(self, also: Mapping[str, str]) -> "Fields":
        """Return the same object with fields of other names, as `spelled` gives them, under ours."""
        for key in [key for key in self._given if key in also]:
            self._keep(key_of(also[key]), self._as_written.pop(key), self._given.pop(key))
        return self

    def opened(self, name: str) -> "Fields":
        """Return the same object with what stands in an object of its own taken out beside the rest."""
        inner = self._given.get(key_of(name))
        if isinstance(inner, dict):
            self._given.pop(key_of(name))
            outer = self._as_written.pop(key_of(name))
            for within, value in inner.items():
                self._keep(bare(within), f"{outer}.{within}", value)
        return self

    def __contains__(self, name: str) -> bool:
        return self._given.get(key_of(name)) is not None

    def at(self, name: str) -> str:
        """Return the path of a field, by its name as it is written."""
        as_written = self._as_written.get(key_of(name), name)
        return f"{self.path}.{as_written}" if self.path else as_written

    def refuse(self, name: str, message: Words) -> None:
        """Note what is wrong with a field."""
        self.mistakes.append(Mistake(self.at(name), str(message)))

    def raw(self, name: str) -> object:
        """Take a field as it is."""
        self._asked[key_of(name)] = name
        return self._given.get(key_of(name))

    def require(self, name: str) -> None:
        """Note that a field is missing."""
        if name not in self and self._is_object:
            self.refuse(name, _("Please fill this in."))

    def finish(self) -> None:
        """Refuse every field that nobody asked for, with the name that it may have meant."""
        for key, name in self._as_written.items():
            if key not in self._asked:
                close = get_close_matches(name, self._asked.values(), n=1)
                message = _("There is no such field.")
                self.refuse(name, f"{message} {_('Did you mean %s?') % close[0]}" if close else message)

    def text(self, name: str) -> str | None:
        """Take a text; a number is taken as it is written, blank is nothing."""
        value = self.raw(name)
        if isinstance(value, Decimal):
            return str(value)
        if value is None:
            return None
        try:
            return clean_text(name, value, longest=LONGEST_TEXT, shortest=0) or None
        except Invalid as refusal:
            self.refuse(name, refusal.message)
            return None

    def read[Read](self, name: str, read: Callable[[str], Read | None]) -> Read | None:
        """Take a field through a rule that refuses by raising Invalid."""
        value = self.raw(name)
        if value is None or (isinstance(value, str) and is_not_given(value)):
            return None
        try:
            return read(written(value))
        except Invalid as refusal:
            self.refuse(name, refusal.message)
            return None

    def number(self, name: str) -> Decimal | None:
        """Take a number."""
        return self.read(name, read_json_number)

    def share(self, name: str) -> Decimal | None:
        """Take a share from 0 to 1."""
        return self.read(name, read_share)

    def year(self, name: str) -> int | None:
        """Take a year."""
        return self.read(name, read_year)

    def day(self, name: str) -> date | None:
        """Take a date."""
        return self.read(name, _read_day)

    def is_so(self, name: str) -> bool | None:
        """Take yes or no; None is not said."""
        value = self.raw(name)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str) and is_not_given(value):
            return None
        self.refuse(name, _("This must be true, false or null."))
        return None

    def choice[Choice: StrEnum](self, name: str, choices: type[Choice]) -> Choice | None:
        """Take one of several names, in any case and with or without spaces, hyphens and underscores."""
        value = self.raw(name)
        found = _names(choices).get(bare(value)) if isinstance(value, str) else None
        is_given = value is not None and not (isinstance(value, str) and is_not_given(value))
        if found is None and is_given:
            self.refuse(name, _("This must be one of %(names)s.") % {"names": ", ".join(choices)})
        return found

    def one(self, name: str) -> "Fields | None":
        """Take an object."""
        value = self.raw(name)
        return None if value is None else Fields(value, self.at(name), self.mistakes)

    def each(self, name: str) -> Iterator["Fields"]:
        """Take a list of objects."""
        for number, item in enumerate(self.items(name)):
            yield Fields(item, f"{self.at(name)}[{number}]", self.mistakes)

    def items(self, name: str) -> list[object]:
        """Take a list as it is."""
        value = self.raw(name)
        if value is None or isinstance(value, list):
            return value or []
        self.refuse(name, _("This must be a list."))
        return []

    def texts(self, name: str) -> tuple[str, ...] | None:
        """Take a list of texts; None where there is no list."""
        if name not in self:
            self.raw(name)
            return None
        given = self.items(name)
        if not all(isinstance(one, str) and one.strip() for one in given):
            self.refuse(name, _("This must be a list of texts."))
            return None
        return tuple(str(one).strip() for one in given)


def written(value: object) -> str:
    """Return a JSON value as its number or text is written; Invalid for what is neither."""
    if isinstance(value, bool) or not isinstance(value, str | Decimal):
        raise Invalid("number-unread", _("This must be a number, or a text with one."))
    return str(value)


def read_json_number(text: str) -> Decimal | None:
    """
    Return a number: the decimal mark is a point, as JSON has it; text that might mean two numbers is refused.

    >>> read_json_number("1.234"), read_json_number("1,234,567"), read_json_number("12,5"), read_json_number("n/a")
    (Decimal('1.234'), Decimal('1234567'), Decimal('12.5'), None)
    """
    plain = text.strip()
    number = Decimal(plain) if JSON_NUMBER.fullmatch(plain) else read_number(plain)
    if number is not None and abs(number) >= LARGEST:
        raise Invalid("number-too-large", _("“%(text)s” is more than anybody emits or earns.") % {"text": plain[:40]})
    return number


def _read_day(text: str) -> date:
    try:
        if DAY.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise Invalid("day-unread", _("“%(text)s” is no date; write it as 2024-12-31.") % {"text": text.strip()[:40]})


def _names[Choice: StrEnum](choices: type[Choice]) -> dict[str, Choice]:
    return {bare(choice.value): choice for choice in choices}


def another_name(name: str) -> str:
    """Return what is wrong where a field stands by two of its names."""
    return _("This is another name of %(name)s; give one of them.") % {"name": name}
