"""Mails that were forwarded as text: whoever forwards becomes their sender, and the signature of the first is lost."""

import re

from ratings.verification.rules.mails.folding import fold, visible

FIRST_SIGNS = 20_000
BLOCK_LINES = 7
FEWEST_NAMES = 3

SUBJECT = re.compile(r"^\s*(?:fwd?|fw|wg|tr|doorst|doorgest|rv|i|vs|pd|enc)\s?:", re.IGNORECASE)
MARK = re.compile(
    fold(
        r"^[-_=*\s>]*(begin )?(forwarded (message|email|mail)|weitergeleitete (nachricht|e-?mail|mail)"
        r"|message (transféré|réexpédié|transmis)|e-?mail transféré|doorgestuurd(e)? (bericht|e-?mail|mail)"
        r"|original(e)? (message|nachricht|e-?mail)|ursprüngliche (nachricht|e-?mail|mail)"
        r"|message (d'origine|original|initial)|oorspronkelijk(e)? (bericht|e-?mail))\s?[-_=*:\s]*$"
        r"|^[>\s]*(anfang der weitergeleiteten (nachricht|e-?mail)|début du message (transféré|réexpédié)"
        r"|begin doorgestuurd bericht|begin forwarded message)\s?:?$"
        r"|^[>\s]*(forwarded by|weitergeleitet von|transféré par|doorgestuurd door)\b"
    )
)
NAMES = (
    re.compile(r"^[>*\s]*(from|von|de|van|expediteur|afzender|absender)\s?:"),
    re.compile(r"^[>*\s]*(to|an|a|aan|destinataire|empfanger)\s?:"),
    re.compile(r"^[>*\s]*(date|sent|datum|gesendet|envoye|verzonden)\s?:"),
    re.compile(r"^[>*\s]*(subject|betreff|objet|sujet|onderwerp)\s?:"),
)


def is_inline_forward(*, subject: str, text: str) -> bool:
    """
    Tell whether a mail carries another one as text: by its mark, or by a block of its From, To, Date and Subject.

    >>> is_inline_forward(subject="WG: Rechnung", text="Von: Shop\\nGesendet: Montag\\nAn: Ana\\nBetreff: Rechnung\\n")
    True
    >>> is_inline_forward(subject="Fwd: Invoice", text="See the attached mail.")
    False
    """
    lines = [fold(line).strip() for line in visible(text[:FIRST_SIGNS]).splitlines()]
    is_marked = any(MARK.search(line) for line in lines)
    fewest = FEWEST_NAMES if SUBJECT.match(visible(subject)) else len(NAMES)
    return is_marked or any(
        NAMES[0].match(line) and _names_in(lines[place : place + BLOCK_LINES]) >= fewest
        for place, line in enumerate(lines)
    )


def _names_in(lines: list[str]) -> int:
    return sum(any(name.match(line) for line in lines) for name in NAMES)
