"""The one table that turns signals into publish or hold. It sees no stars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ratings.moderation.screening.contacts import AccountNumbers, EmailAddresses, PhoneNumbers
from ratings.moderation.screening.detection import Detector, Signal, Text
from ratings.moderation.screening.duplicates import NearDuplicates
from ratings.moderation.screening.manners import Manners
from ratings.moderation.screening.promotion import Advertising, Links

DETECTORS: tuple[Detector, ...] = (
    EmailAddresses(),
    PhoneNumbers(),
    AccountNumbers(),
    Links(),
    Advertising(),
    Manners(),
    NearDuplicates(),
)

HOLD_FROM: Mapping[str, Decimal] = {
    "personal_data": Decimal("0.5"),
    "link": Decimal("0.5"),
    "advertising": Decimal("0.8"),
    "profanity": Decimal("0.8"),
    "abuse": Decimal("0.5"),
    "near_duplicate": Decimal("0.8"),
}
"""From which strength a signal of each kind puts the text before a person."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What screening says: `publish` or `hold`, and why."""

    decision: str
    signals: tuple[Signal, ...]


def screen(text: Text, detectors: Sequence[Detector] = DETECTORS) -> Verdict:
    """
    Return what screening says of a text.

    >>> screen(Text(title="Fine", body="Quick delivery, kind people.", language="en")).decision
    'publish'
    >>> screen(Text(title="Fine", body="Write to ana@shop.example", language="en")).decision
    'hold'
    """
    signals = tuple(signal for detector in detectors for signal in detector.detect(text))
    held = any(signal.strength >= HOLD_FROM[signal.kind] for signal in signals)
    return Verdict("hold" if held else "publish", signals)
