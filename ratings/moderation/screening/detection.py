"""What screening reads and what it says. Nothing here knows stars, claims or money."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """
    A text to be screened, and what it is about.

    `similarity` is the highest Jaccard similarity with another author's text, 0 to 1.
    """

    title: str
    body: str
    language: str
    country: str = ""
    company_names: tuple[str, ...] = ()
    company_domains: tuple[str, ...] = ()
    similarity: Decimal = Decimal(0)

    @property
    def whole(self) -> str:
        """Return title and body with a line between; spans count characters of this."""
        return f"{self.title}\n{self.body}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One thing seen: its kind, its strength from 0 to 1, where in the text, and why, in plain words."""

    kind: str
    strength: Decimal
    explanation: str
    detector: str
    version: str
    start: int | None = None
    end: int | None = None


class Detector(Protocol):
    """Looks for one kind of thing in one text, without memory."""

    name: str
    version: str

    def detect(self, text: Text) -> list[Signal]: ...
