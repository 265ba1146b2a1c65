"""A mail that somebody showed, as plain text: who wrote to whom, when, on what, and the words. Nothing is fetched."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

LONGEST_HEADER = 500
LONGEST_TEXT = 20_000
LARGEST_READ = 2 * 2**20
"""Bytes of a mail that are read; an order mail's words stand at its beginning."""
HEADERS = ("From", "To", "Date", "Subject")
UNSEEN = ("head", "script", "style", "title", "template")
BREAKS = ("br", "p", "div", "tr", "li", "h1", "h2", "h3", "table")
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class MailText:
    """Headers as (name, value) in a fixed order, and the words; `is_cut` where there are more."""

    headers: list[tuple[str, str]]
    text: str
    is_cut: bool


def mail_text(data: bytes) -> MailText:
    """
    Return a mail as plain text, its text part, else its HTML part without what is no text.

    >>> shown = mail_text(b"From: Acme <shop@acme.example>\\nSubject: Your order\\n\\nThank you.\\n")
    >>> shown.headers, shown.text
    ([('From', 'Acme <shop@acme.example>'), ('Subject', 'Your order')], 'Thank you.')
    """
    message = message_from_bytes(data[:LARGEST_READ], _class=EmailMessage, policy=policy.default)
    words = _words(message)
    return MailText(
        headers=[(name, value) for name in HEADERS for value in _values(message, name)],
        text=words[:LONGEST_TEXT],
        is_cut=len(words) > LONGEST_TEXT or len(data) > LARGEST_READ,
    )


def _values(message: EmailMessage, name: str) -> list[str]:
    """Return every header of a name, for a second From is a reason to look twice."""
    try:
        values = message.get_all(name, [])
    except Exception:  # noqa: BLE001 - the parser of headers stumbles over hostile ones in many ways
        values = ["?"]
    return [" ".join(CONTROLS.sub("", str(value)[:LONGEST_HEADER]).split()) for value in values[:3]]


def _words(message: EmailMessage) -> str:
    try:
        part = message.get_body(preferencelist=("plain", "html"))
        content = str(part.get_content()) if part is not None else ""
        is_html = part is not None and part.get_content_subtype() == "html"
    except Exception:  # noqa: BLE001 - an unknown charset, a broken encoding: shown as it came
        content, is_html = message.as_bytes()[:LONGEST_TEXT].decode("ascii", "replace"), False
    return CONTROLS.sub("", _without_markup(content) if is_html else content).strip()


def _without_markup(html: str) -> str:
    reader = _Words()
    reader.feed(html[:LARGEST_READ])
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).splitlines())
    return re.sub("\n{3,}", "\n\n", "\n".join(lines))


class _Words(HTMLParser):
    """Collects the words of an HTML text, with line ends where blocks begin."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block."""
        self._unseen += tag in UNSEEN
        self.words.append("\n" if tag in BREAKS else " ")

    def handle_endtag(self, tag: str) -> None:
        """End a block."""
        self._unseen = max(0, self._unseen - (tag in UNSEEN))

    def handle_data(self, data: str) -> None:
        """Keep words that are seen."""
        if not self._unseen:
            self.words.append(data)
