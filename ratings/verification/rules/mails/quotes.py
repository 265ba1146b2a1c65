"""What in a mail is its sender's own word: not what it quotes, and not what it echoes of what a stranger has typed."""

import re
from dataclasses import dataclass

from ratings.verification.rules.mails.folding import fold

MOST_LINES = 3000
HEADER_BLOCK = 6

QUOTED_FROM = re.compile(
    fold(
        r"^(on\b.{5,160}\bwrote|am\b.{5,160}\bschrieb\b.{0,120}|le\b.{5,160}\ba écrit|op\b.{5,160}\bschreef\b.{0,120})"
        r"\s?:?$|^(-{2,}|_{5,})\s*(original message|ursprüngliche nachricht|message d'origine|oorspronkelijk bericht)"
        r"|^(-{2,}\s*)?(begin )?(forwarded message|weitergeleitete nachricht|message (transféré|réexpédié|transmis)"
        r"|doorgestuurd bericht)\b"
        r"|^(anfang der weitergeleiteten nachricht|début du message (transféré|réexpédié)|begin doorgestuurd bericht)"
    )
)
HEADER_NAMES = (
    re.compile(r"^\**(from|von|de|van)\s?:\**\s?\S"),
    re.compile(
        r"^\**(sent|date|gesendet|datum|envoye|verzonden|to|an|a|aan|subject|betreff|objet|onderwerp)\s?:\**\s?\S"
    ),
)
_MESSAGE = (
    r"(message|enquiry|inquiry|request|question|comment|feedback|e-?mail|nachricht|anfrage|mitteilung|anliegen|frage"
    r"|eintrag|demande|commentaire|courriel|bericht|vraag|aanvraag|opmerking|verzoek)s?"
)
ECHO = re.compile(
    fold(
        rf"\b(your|ihre?|deine?|votre|ton|ta|uw|je|jouw)( \w+)? {_MESSAGE}\b[^:.!?]{{0,30}}:"
        rf"|^{_MESSAGE}( text| body)?\s?:"
        r"|\b(you|sie|du|vous|u|je) (wrote|asked|said|schrieben|schriebst|avez écrit|schreef|vroeg)\b[^.!?]{0,20}:"
        rf"|\b(copy of (your|the)|kopie (ihrer|deiner|van je|van uw|van jouw)|copie de votre) {_MESSAGE}"
        r"|\b(submitted|entered|sent) the following|\bfolgende(n|s)? (nachricht|anfrage|mitteilung)"
        r"|\ble message suivant|\bhet volgende bericht"
    )
)
NOTE = re.compile(
    fold(
        r"\b(your note|(note|message|instructions?) (to|for) (the )?(seller|merchant|shop|courier|driver)|gift message"
        r"|(delivery|order|customer|special) (notes?|instructions?|comments?|requests?)|grußbotschaft|geschenknachricht"
        r"|lieferhinweise?|(ihre|deine)? ?(bemerkung|anmerkung|notiz)(en)?|kommentar|mitteilung an|nachricht an"
        r"|message (cadeau|au vendeur|pour le)|votre message (au|à|pour)|instructions de livraison|remarques?"
        r"|bericht aan|opmerking(en)?|cadeauboodschap|bezorginstructies?|notitie)\b[^:.!?]{0,60}:"
    )
)
GREETING = re.compile(
    r"^(dear|hello|hi|hey|hallo|hoi|dag|beste|geachte|guten (tag|morgen|abend)|good (morning|day|evening)|liebe[rs]?"
    r"|lieber|sehr geehrte[rs]?|moin|servus|bonjour|bonsoir|chere?|madame|monsieur|salut)\b[^,!:.]*[,!:.]?",
    re.IGNORECASE,
)
NAVIGATION = re.compile(r"[|·•]")
FEWEST_LINKS = 2


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The lines that are the sender's own; `has_echo` where it repeats what somebody has written to it."""

    lines: list[str]
    has_echo: bool


def own_words(text: str) -> OwnWords:
    """
    Return the sender's own lines of a visible text: no quotation, echo, note of a buyer, greeting or row of links.

    >>> own_words("Thank you for writing.\\n\\nYour message:\\nOrder 123 was delivered")
    OwnWords(lines=['Thank you for writing.', '', ''], has_echo=True)
    >>> own_words("We look into it.\\nOn 1 May 2026, Mallory wrote:\\n> Order 123 was delivered").lines
    ['We look into it.']
    """
    lines = text.splitlines()[:MOST_LINES]
    kept: list[str] = []
    for place, line in enumerate(lines):
        folded = fold(line).strip()
        if _begins_quotation(folded, lines, place):
            return OwnWords(kept, has_echo=True)
        note = NOTE.search(folded)
        if note or ECHO.search(folded):
            # What comes after it may be anybody's words, however they are laid out.
            return OwnWords([*kept, _before(line, note or ECHO.search(folded))], has_echo=note is None)
        if not folded.startswith(">") and len(NAVIGATION.findall(line)) < FEWEST_LINKS:
            kept.append(GREETING.sub("", line.strip()))
    return OwnWords(kept, has_echo=any(fold(line).startswith(">") for line in lines))


def _before(line: str, found: re.Match[str] | None) -> str:
    """Return what stands in the line before a sign; the folded line may be shorter, never longer."""
    return line[: found.start()].strip() if found else line


def _begins_quotation(folded: str, lines: list[str], place: int) -> bool:
    following = fold(lines[place + 1]).strip() if place + 1 < len(lines) else ""
    if QUOTED_FROM.search(folded) or (folded.startswith(("on ", "am ", "le ", "op ")) and _wraps(folded, following)):
        return True
    if not HEADER_NAMES[0].match(folded):
        return False
    block = [fold(line).strip() for line in lines[place + 1 : place + HEADER_BLOCK]]
    return sum(bool(HEADER_NAMES[1].match(line)) for line in block) >= FEWEST_LINKS


def _wraps(folded: str, following: str) -> bool:
    return bool(following) and following.endswith(":") and bool(QUOTED_FROM.search(f"{folded} {following}"))
