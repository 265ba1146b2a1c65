"""Profanity, slurs and threats: a signal to a person, never a verdict. Offline lists find swearing, not hate."""

import re
from decimal import Decimal

from ratings.moderation.screening.detection import Signal, Text

SWEARING = re.compile(
    r"\b(?:fuck\w*|motherfuck\w*|shit(?:ty|s|head)?|bullshit|cunts?|assholes?|arseholes?|bastards?|bitch(?:es)?|"
    r"wankers?|dickheads?|pricks?|twats?|whores?|"
    r"scheiß\w*|scheiss\w*|arschloch|arschlöcher|wichser|hurensöhne?|fotze\w*|fick\w*|drecks\w+|"
    r"putain|merde|connards?|connasses?|salopes?|enculés?|encule\w*|fils de pute|"
    r"kut\w*|klootza(?:k|kken)|hoer(?:en)?|eikels?|godverdomme|teringlijers?|kankerlijers?)\b",
    re.IGNORECASE,
)
SLURS = re.compile(
    r"\b(?:n[i1]gg(?:er|a)s?|fagg?(?:ot)?s?|trann(?:y|ies)|retards?|kikes?|spics?|chinks?|pak[i1]s?|"
    r"neger|kanaken?|zigeuner|schwuchteln?|untermenschen?|bougnoules?|youpins?|sale (?:arabe|juif|noir)|tarlouzes?|"
    r"nikkers?|flikkers?)\b",
    re.IGNORECASE,
)
THREATS = re.compile(
    r"\b(?:(?:i|we)(?:'ll| will|'m going to| am going to| should)? "
    r"(?:kill|burn|shoot|stab|hurt|beat) (?:you|them|him|her|everyone)|"
    r"(?:you|they|he|she) (?:should|deserves? to|will|must) (?:die|be (?:killed|shot|hanged))|"
    r"ich (?:bringe?|werde) (?:dich|euch|sie|ihn) (?:um|umbringen|töten)|"
    r"je vais (?:te|vous|le|la|les) (?:tuer|brûler|frapper)|"
    r"ik (?:maak|ga) (?:je|jullie|hem|haar) (?:dood|vermoorden|kapot))\b",
    re.IGNORECASE,
)
EACH_SWEARWORD = Decimal("0.4")


class Manners:
    """Swearing, slurs and threats in English, German, French and Dutch."""

    name = "manners"
    version = "1"

    def detect(self, text: Text) -> list[Signal]:
        """Return a signal for each slur and threat, and for each swearword, the stronger the more there are."""
        whole = text.whole
        swearing = list(SWEARING.finditer(whole))
        strength = min(EACH_SWEARWORD * len(swearing), Decimal(1))
        return [
            *(self._signal("profanity", m, strength, "A swearword.") for m in swearing),
            *(
                self._signal("abuse", m, Decimal(1), "A word that insults a group of people.")
                for m in SLURS.finditer(whole)
            ),
            *(self._signal("abuse", m, Decimal(1), "A threat.") for m in THREATS.finditer(whole)),
        ]

    def _signal(self, kind: str, found: re.Match[str], strength: Decimal, words: str) -> Signal:
        return Signal(
            kind=kind,
            strength=strength,
            start=found.start(),
            end=found.end(),
            explanation=words,
            detector=self.name,
            version=self.version,
        )
