"""Links, and words that sell."""

import re
from decimal import Decimal

from ratings.moderation.screening.detection import Signal, Text

LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"')]+", re.IGNORECASE)
BARE = re.compile(
    r"(?<![@\w.-])(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|shop|online|site|store|io|co|me|ly|xyz|top|ru|cn|"
    r"de|fr|nl|be|at|ch|eu|uk|es|it|pl|us)\b(?:/[^\s<>\"')]*)?",
    re.IGNORECASE,
)
SELLING = re.compile(
    r"\b(?:(?:promo|discount|voucher|referral|coupon)[ -]?codes?\b|use (?:my|the) code|click (?:here|the link)|"
    r"(?:call|text|txt|sms|reply|dm|message|whatsapp|telegram|contact) (?:me|us|now|to \d{4,})|"
    r"(?:free|win|won|claim|guaranteed|urgent).{0,40}\b(?:prize|cash|gift ?card|award|bonus|ringtone|entry)|"
    r"earn (?:money|up to|\S{0,3}\d)|make money|investment opportunity|bitcoin|crypto ?currency|forex|"
    r"(?:recover(?:ed|y)?|hack(?:er|ed)).{0,60}\b(?:funds?|bitcoin|whatsapp|telegram)|"
    r"visit (?:our|my) (?:site|website|shop|page|profile)|buy (?:now|cheap)|limited offer|"
    r"rabatt-?code|gutschein-?code|gutscheincode|jetzt (?:kaufen|bestellen|anrufen)|besuchen sie (?:unsere|meine)|"
    r"schreib(?:t|en sie)? mir|geld verdienen|"
    r"code promo|code de réduction|cliquez ici|contactez[ -]moi|gagnez de l'argent|visitez (?:notre|mon) site|"
    r"kortingscode|klik hier|bezoek onze|geld verdienen|neem contact met mij)",
    re.IGNORECASE,
)


class Links:
    """Web addresses; the company's own name or domain is not one."""

    name = "links"
    version = "1"

    def detect(self, text: Text) -> list[Signal]:
        """Return a signal for each address: certain with a scheme or www, weaker for a bare domain."""
        whole = text.whole
        full = [m.span() for m in LINK.finditer(whole)]
        bare = [
            m.span()
            for m in BARE.finditer(whole)
            if not any(start <= m.start() < end for start, end in full) and not _is_own(m.group(), text)
        ]
        return [
            *(self._signal(span, Decimal(1), "A link.") for span in full),
            *(self._signal(span, Decimal("0.6"), "A web address.") for span in bare),
        ]

    def _signal(self, span: tuple[int, int], strength: Decimal, words: str) -> Signal:
        return Signal(
            kind="link",
            strength=strength,
            start=span[0],
            end=span[1],
            explanation=words,
            detector=self.name,
            version=self.version,
        )


def _is_own(address: str, text: Text) -> bool:
    host = address.lower().partition("/")[0].removeprefix("www.")
    names = {name.lower() for name in text.company_names}
    return host in names or any(host == d or host.endswith(f".{d}") for d in text.company_domains)


class Advertising:
    """Phrases that sell or lure, in English, German, French and Dutch."""

    name = "advertising"
    version = "1"

    def detect(self, text: Text) -> list[Signal]:
        """Return a signal for each phrase; one alone is weak, two are not."""
        found = list(SELLING.finditer(text.whole))
        strength = Decimal("0.5") if len(found) == 1 else Decimal("0.9")
        return [
            Signal(
                kind="advertising",
                strength=strength,
                start=m.start(),
                end=m.end(),
                explanation="A phrase that advertises or lures.",
                detector=self.name,
                version=self.version,
            )
            for m in found
        ]
