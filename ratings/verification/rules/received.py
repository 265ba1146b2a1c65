"""A mail as it was received, read without trusting it: its critical headers, its text, its marks; no Django models."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime

from ratings.verification.rules.markup import text_of_html
from ratings.verification.rules.receipt_refusals import receipt_refusal

LARGEST_MAIL = 10 * 2**20
"""Bytes. Order mails are far smaller; with a bill attached they may come near."""
LARGEST_HEAD = 256 * 2**10
LONGEST_FIELD = 32 * 2**10
MOST_LINES = 250_000
MOST_PARTS = 60
LONGEST_TEXT = 200_000
MOST_ADDRESSES = 20
LONGEST_SENDER = 1000
LONGEST_RECIPIENTS = 10_000

ONCE = ("from", "to", "date", "subject", "message-id")
"""Headers that a receipt has exactly once: what the signature vouches for must not be there twice."""
AT_MOST_ONCE = ("sender", "reply-to", "content-type", "content-transfer-encoding", "mime-version")

FIELD = re.compile(rb"([\x21-\x39\x3b-\x7e]+):(.*)", re.DOTALL)
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
ADDRESS = re.compile(
    rf"{ATOM}(?:\.{ATOM})*@(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{{0,61}}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{{2,63}}"
)
SOLE_ADDRESS = re.compile(rf"(?:[^<>]*<(?P<inner>{ADDRESS.pattern})>|(?P<bare>{ADDRESS.pattern}))\s*(?:\([^()]*\))?")
CHARSETS = re.compile(
    r"(utf-?8|us-ascii|ascii|iso-?8859-\d{1,2}|latin-?1|windows-125\d|cp125\d|koi8-[ru])", re.IGNORECASE
)
PLAIN_LAYOUT = re.compile(
    r"text/plain\s*(;\s*(charset|format|delsp)\s*=\s*\"?(utf-?8|us-ascii|flowed|fixed|yes|no)\"?\s*)*"
)

type Fields = Sequence[tuple[str, bytes]]
"""Header fields in their order: name in lower case, value as it stands, folded and ending in CRLF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """
    What a mail says of itself; none of it is proved yet.

    Addresses are in lower case; `sent_at` is in UTC; `text` is its plain text, or the text of its HTML where that says
    more. `marks` holds `auto_replied`, `auto_generated`, `list`, `bulk`, `reply` and `resent` where headers say so.
    `counts` has the number of fields of each name in ONCE and AT_MOST_ONCE; `size` is in bytes.
    """

    from_address: str
    from_name: str
    to_addresses: tuple[str, ...]
    subject: str
    sent_at: datetime
    message_id: str
    text: str
    marks: frozenset[str]
    counts: Mapping[str, int]
    has_plain_layout: bool
    size: int


def straightened(raw: bytes) -> bytes:
    """
    Return a mail with CRLF line ends and without an mbox line in front; Invalid for what is no mail, or too large.

    A lone CR would be a line end to one reader of mails and none to another, and a NUL an end: both are refused.

    >>> straightened(b"From x@y Mon\\nFrom: a@b.example\\n\\nHello\\n")
    b'From: a@b.example\\r\\n\\r\\nHello\\r\\n'
    """
    if len(raw) > LARGEST_MAIL:
        raise receipt_refusal("mail-too-large")
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
    mail = raw.replace(b"\r\n", b"\n")
    if b"\r" in mail or b"\0" in mail:
        raise receipt_refusal("broken-lines")
    mail = mail.lstrip(b"\n")
    if mail.startswith(b"From "):
        mail = mail.partition(b"\n")[2]
    if mail.count(b"\n") > MOST_LINES:
        raise receipt_refusal("mail-too-large")
    return mail.replace(b"\n", b"\r\n")


def split_mail(mail: bytes) -> tuple[Fields, bytes]:
    """
    Return the header fields and the body of a straightened mail; Invalid for what is no mail.

    >>> split_mail(b"Subject: a\\r\\n b\\r\\n\\r\\nHello\\r\\n")
    ([('subject', b' a\\r\\n b\\r\\n')], b'Hello\\r\\n')
    """
    head, gap, body = mail.partition(b"\r\n\r\n")
    if not gap or len(head) > LARGEST_HEAD:
        raise receipt_refusal("not-a-mail" if not gap else "mail-too-large")
    fields = []
    for line in re.split(rb"\r\n(?![\t ])", head):
        found = FIELD.fullmatch(line)
        if found is None:
            raise receipt_refusal("not-a-mail")
        if len(line) > LONGEST_FIELD:
            raise receipt_refusal("mail-too-large")
        fields.append((found[1].decode("ascii").lower(), found[2] + b"\r\n"))
    return fields, body


def receive(mail: bytes) -> Received:
    """
    Read a straightened mail. Raises Invalid (field `file`) with a code out of receipt_refusals.

    >>> mail = b"From: Shop <a@shop.example>\\r\\nTo: ana@example.org\\r\\nDate: Fri, 20 Nov 2026 10:00:00 +0100\\r\\n"
    >>> found = receive(mail + b"Subject: Sent\\r\\nMessage-ID: <1@shop.example>\\r\\n\\r\\nOn its way\\r\\n")
    >>> found.from_address, found.to_addresses, found.sent_at.isoformat(), found.text
    ('a@shop.example', ('ana@example.org',), '2026-11-20T09:00:00+00:00', 'On its way')
    """
    return read_fields(*split_mail(mail), size=len(mail))


def read_fields(fields: Fields, body: bytes, *, size: int) -> Received:
    """Read a mail that `split_mail` has split. Raises Invalid (field `file`) with a code out of receipt_refusals."""
    counts = Counter(name for name, _value in fields if name in ONCE + AT_MOST_ONCE)
    _refuse_doubles(counts)
    first = dict(reversed(fields))
    address, name = _sender(_words(first["from"]))
    return Received(
        from_address=address,
        from_name=name,
        to_addresses=_recipients(_words(first["to"])),
        subject=_decoded(_words(first["subject"]))[:1000],
        sent_at=_moment(_words(first["date"])),
        message_id=_words(first["message-id"])[:998],
        text=_text(first, body),
        marks=_marks(first),
        counts=dict(counts),
        has_plain_layout=_has_plain_layout(first),
        size=size,
    )


def _refuse_doubles(counts: Mapping[str, int]) -> None:
    if counts.get("from", 0) > 1:
        raise receipt_refusal("two-senders")
    if any(counts.get(name, 0) > 1 for name in ONCE + AT_MOST_ONCE):
        raise receipt_refusal("doubled-header")
    if any(not counts.get(name) for name in ONCE):
        raise receipt_refusal("missing-header")


def _words(value: bytes) -> str:
    """Return a field's value unfolded; bytes that are no UTF-8 become replacement signs."""
    return re.sub(r"\r\n(?=[\t ])", "", value.decode("utf-8", "replace")).strip()


def _decoded(value: str) -> str:
    """Return a value with its encoded words (RFC 2047) read; as it stands where they cannot be."""
    if "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value


def _sender(value: str) -> tuple[str, str]:
    """
    Return the one address of a From field, and its display name.

    Exactly one address, and nothing that one program could take for another: no list, no group, no second `<`.
    """
    found = SOLE_ADDRESS.fullmatch(value) if len(value) <= LONGEST_SENDER else None
    if found is None:
        raise receipt_refusal("unclear-sender")
    address = found["inner"] or found["bare"]
    name = value[: found.start("inner") - 1] if found["inner"] else ""
    # `getaddresses` in its strict mode answers ('', '') for what it finds ambiguous.
    if [one for _name, one in getaddresses([value])] != [address]:
        raise receipt_refusal("unclear-sender")
    return address.lower(), _decoded(name.strip().strip('"'))[:200]


def _recipients(value: str) -> tuple[str, ...]:
    if len(value) > LONGEST_RECIPIENTS:
        raise receipt_refusal("many-recipients")
    try:
        found = [address for _name, address in getaddresses([value]) if address]
    except RecursionError as error:  # groups within groups
        raise receipt_refusal("many-recipients") from error
    if len(found) > MOST_ADDRESSES:
        raise receipt_refusal("many-recipients")
    return tuple(address.lower() for address in found if ADDRESS.fullmatch(address))


def _moment(value: str) -> datetime:
    try:
        sent = parsedate_to_datetime(value)
        return (sent.replace(tzinfo=UTC) if sent.tzinfo is None else sent).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError) as error:
        raise receipt_refusal("unclear-date") from error


def _marks(first: Mapping[str, bytes]) -> frozenset[str]:
    submitted = _words(first.get("auto-submitted", b"")).lower()
    precedence = _words(first.get("precedence", b"")).lower()
    said = {
        "auto_replied": submitted.startswith("auto-replied") or precedence == "auto_reply" or "x-autoreply" in first,
        "auto_generated": submitted.startswith("auto-generated"),
        "list": "list-id" in first or "list-post" in first or precedence == "list",
        "bulk": precedence in ("bulk", "junk"),
        "reply": "in-reply-to" in first,
        "resent": any(name.startswith("resent-") for name in first),
    }
    return frozenset(mark for mark, is_said in said.items() if is_said)


def _has_plain_layout(first: Mapping[str, bytes]) -> bool:
    """Tell whether the body reads the same without the fields that say how to read it."""
    layout = _words(first.get("content-type", b"text/plain")).lower()
    encoding = _words(first.get("content-transfer-encoding", b"7bit")).lower()
    return bool(PLAIN_LAYOUT.fullmatch(layout)) and encoding in ("7bit", "8bit")


def _text(first: Mapping[str, bytes], body: bytes) -> str:
    """Return what the body says; its own reader gets only the fields that tell how to read it, so that two readers
    of headers cannot disagree about where the body begins."""
    if body.lower().count(b"multipart/") > MOST_PARTS:
        raise receipt_refusal("nested-mail")
    head = b"".join(
        b"%s:%s" % (name.encode(), first[name])
        for name in ("content-type", "content-transfer-encoding")
        if name in first
    )
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(head + b"\r\n" + body)
        plain, html = _readable(message)
    except (MessageError, RecursionError, LookupError, ValueError) as error:
        raise receipt_refusal("not-a-mail") from error
    shown = text_of_html(html)
    return (shown if len(shown) > len(plain) else plain)[:LONGEST_TEXT]


def _readable(message: Message) -> tuple[str, str]:
    """Return the plain text and the HTML that a reader is shown; attached files and mails are not looked into."""
    plain: list[str] = []
    html: list[str] = []
    waiting: list[Message] = [message]
    for _number in range(MOST_PARTS):
        if not waiting:
            break
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart":
            children = part.get_payload()
            waiting[:0] = [one for one in children if isinstance(one, Message)] if isinstance(children, list) else []
        elif part.get_content_disposition() != "attachment":
            {"text/plain": plain, "text/html": html}.get(part.get_content_type(), []).append(_content(part))
    else:
        raise receipt_refusal("nested-mail")
    return "\n".join(plain).strip(), "\n".join(html)


def _content(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = str(part.get_content_charset("utf-8"))
    # Charsets that read ASCII as something else are ways to show one thing and sign another.
    return data.decode(charset if CHARSETS.fullmatch(charset) else "utf-8", "replace").replace("\r\n", "\n")


__all__ = ["AT_MOST_ONCE", "LARGEST_MAIL", "ONCE", "Received", "read_fields", "receive", "split_mail", "straightened"]
