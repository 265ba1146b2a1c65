"""Texts made comparable: what a reader sees, without what writers vary; and the sentences that it falls into."""

import html
import re
import unicodedata

INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
APOSTROPHES = "\u2019\u2018\u00b4\u0060"
DASHES = "\u2010\u2011\u2012\u2013"
SPELLINGS = str.maketrans(
    {**dict.fromkeys(APOSTROPHES, "'"), **dict.fromkeys(DASHES, "-"), "œ": "oe", "æ": "ae", "Œ": "OE", "Æ": "AE"}
)
SAID_BY_OTHERS = re.compile(r"\"[^\"]{1,300}\"|“[^”“]{1,300}[”“]|„[^“”„]{1,300}[“”]|«[^»]{1,300}»|»[^«]{1,300}«")
UMLAUT = re.compile("([aou])e")
LONG_LINE = 50
ABBREVIATION = re.compile(
    r"nr|no|num|ref|st|dr|mrs?|ms|art|bzw|inkl|incl|zzgl|evtl|ggf|ca|tel|hr|z|b|u|a|d|h|vgl|p|ltd|inc|co"
    r"|(?:bestell|auftrags|rechnungs|buchungs|kunden|bestel|order|factuur|boekings|klant)nr"
    r"|janv?|f[ée]vr?|feb|aug|sept?|o[ck]t|nov|de[cz]|m[oiae]|d[io]|fr|s[ao]|lun|mar|mer|jeu|ven|sam|dim|wo|vr|z[ao]"
)
LONGEST_COUNT = 2
SENTENCE_END = re.compile(r"[.!?…][.!?…\"')\]]{0,5}\s+")
LONGEST_WORD = 30


def visible(text: str) -> str:
    """
    Return a text as a reader sees it: entities read, soft hyphens and other invisible signs gone (NFKC).

    >>> visible("Best&auml;tigung ver\\u00adsandt"), visible("a&amp;b")
    ('Bestätigung versandt', 'a&b')
    """
    return unicodedata.normalize("NFKC", INVISIBLE.sub("", html.unescape(text)).translate(SPELLINGS))


def fold(text: str) -> str:
    """
    Return a visible text without case, accents and the difference between umlauts and their spellings.

    >>> fold("BESTÄTIGUNG") == fold("Bestaetigung") == fold("bestatigung"), fold("Reçu n° 4")
    (True, 'recu n° 4')
    """
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return UMLAUT.sub(r"\1", text.casefold())


def even(text: str) -> str:
    """
    Return a text of the same length without case and accents, so that places in it are places in the original.

    >>> even("Numéro BÜ-1")
    'numero bu-1'
    """
    if text.isascii():
        return text.lower()
    return "".join(unicodedata.normalize("NFKD", sign)[0].lower()[:1] or sign for sign in text)


def sentences(lines: list[str]) -> list[str]:
    """
    Return the sentences of lines; a line that was only wrapped goes on in the next.

    >>> sentences(["Your order No. 123 has", "been sent. Thanks!", "", "Total", "Sum"])
    ['Your order No. 123 has been sent.', 'Thanks!', 'Total', 'Sum']
    """
    found: list[str] = []
    for paragraph in _paragraphs(lines):
        found += _split(paragraph)
    return found


def _paragraphs(lines: list[str]) -> list[str]:
    paragraphs: list[str] = []
    previous = ""
    for line in (one.strip() for one in lines):
        goes_on = line[:1].islower() or (len(previous) >= LONG_LINE and previous[-1] not in ".!?:|")
        if previous and line and goes_on:
            paragraphs[-1] += f" {line}"
        elif line:
            paragraphs.append(line)
        previous = line
    return paragraphs


def _split(paragraph: str) -> list[str]:
    found = []
    start = 0
    for end in SENTENCE_END.finditer(paragraph):
        before = paragraph[max(start, end.start() - LONGEST_WORD) : end.start()]
        word = before.rsplit(maxsplit=1)[-1].strip("(").casefold() if before.strip() else ""
        is_short_number = word.isdigit() and len(word) <= LONGEST_COUNT
        if ABBREVIATION.fullmatch(word) or is_short_number:
            continue
        found.append(paragraph[start : end.end()].strip())
        start = end.end()
    return [*found, paragraph[start:].strip()] if paragraph[start:].strip() else found


def without_sayings(sentence: str) -> str:
    """
    Return a sentence without what stands in quotation marks: a product's name, or what somebody else has said.

    >>> without_sayings('Your request "My order was delivered" was received')
    'Your request … was received'
    """
    return SAID_BY_OTHERS.sub("…", sentence)
