"""Personal and contact data, by patterns whose check digits are computed."""

import re
from collections.abc import Callable
from decimal import Decimal

from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import iban, luhn
from stdnum.exceptions import ValidationError

from ratings.moderation.screening.detection import Signal, Text

EMAIL = re.compile(r"[A-Z0-9._%+-]{1,64}@[A-Z0-9-]+(?:\.[A-Z0-9-]+)*\.[A-Z]{2,24}\b", re.IGNORECASE)
IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}\b")
SHORTEST_IBAN = 15
CARD = re.compile(r"\b[2-6](?:[ -]?[0-9]){12,18}\b")
CERTAIN = Decimal(1)


def _signal(detector: "EmailAddresses | AccountNumbers | PhoneNumbers", start: int, end: int, words: str) -> Signal:
    return Signal(
        kind="personal_data",
        strength=CERTAIN,
        start=start,
        end=end,
        explanation=words,
        detector=detector.name,
        version=detector.version,
    )


class EmailAddresses:
    """E-mail addresses."""

    name = "email_addresses"
    version = "1"

    def detect(self, text: Text) -> list[Signal]:
        """Return a signal for each address."""
        return [_signal(self, m.start(), m.end(), "An e-mail address.") for m in EMAIL.finditer(text.whole)]


class AccountNumbers:
    """Bank accounts (IBAN, ISO 13616) and payment cards (Luhn), only where the check digits fit."""

    name = "account_numbers"
    version = "1"

    def detect(self, text: Text) -> list[Signal]:
        """Return a signal for each number whose check digits fit."""
        return [
            *self._fitting(text.whole, IBAN, iban_length, "A bank account number."),
            *self._fitting(text.whole, CARD, card_length, "A payment card number."),
        ]

    def _fitting(
        self, text: str, pattern: re.Pattern[str], length_of: Callable[[str], int], words: str
    ) -> list[Signal]:
        return [
            _signal(self, m.start(), m.start() + length, words)
            for m in pattern.finditer(text)
            if (length := length_of(m.group()))
        ]


def iban_length(candidate: str) -> int:
    """
    Return how many characters from the start make an IBAN whose check digits fit, 0 for none.

    >>> iban_length("DE89 3704 0044 0532 0130 00 THANKS"), iban_length("DE88 3704 0044 0532 0130 00")
    (27, 0)
    """
    for end in range(len(candidate), SHORTEST_IBAN - 1, -1):
        if candidate[end - 1] == " ":
            continue
        try:
            iban.validate(candidate[:end])
        except ValidationError:
            continue
        return end
    return 0


def card_length(candidate: str) -> int:
    """
    Return the length of a payment card number whose Luhn digit fits, 0 for none.

    >>> card_length("4111 1111 1111 1111"), card_length("4111 1111 1111 1112")
    (19, 0)
    """
    digits = re.sub(r"[ -]", "", candidate)
    return len(candidate) if luhn.is_valid(digits) and len(set(digits)) > 1 else 0


class PhoneNumbers:
    """Telephone numbers that exist: international ones anywhere, national ones by the company's country."""

    name = "phone_numbers"
    version = "1"

    def detect(self, text: Text) -> list[Signal]:
        """Return a signal for each number of a valid length and prefix."""
        matches = PhoneNumberMatcher(text.whole, text.country or None, leniency=Leniency.STRICT_GROUPING)
        return [_signal(self, m.start, m.end, "A telephone number.") for m in matches]
