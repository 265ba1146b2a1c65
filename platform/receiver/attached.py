"""The mails attached to a mail, byte for byte: a signature survives no re-assembling."""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser

from ratings.verification.rules.mails import is_inline_forward
from ratings.verification.rules.markup import text_of_html

MOST_PARTS = 60
DEEPEST = 5
LARGEST_HEAD = 256 * 2**10
LONGEST_TEXT = 50_000
MAIL_TYPES = ("message/rfc822", "message/global")
FILE_TYPES = ("application/octet-stream", "application/x-message", "text/plain", "application/eml")
A_MAIL = re.compile(rb"(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){3}")
HEAD = re.compile(
    rb"^(?:from|received|dkim-signature|return-path|delivered-to|message-id):", re.IGNORECASE | re.MULTILINE
)
FEWEST_HEADERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a mail carries: the mails attached to it as they were, and whether it has one pasted in as text."""

    mails: list[bytes]
    is_inline: bool
    is_automatic: bool


def carried_by(mail: bytes) -> Carried:
    """Return what a mail carries; for what is no mail, nothing."""
    mail = mail.replace(b"\r\n", b"\n")
    head, _body = _split(mail)
    mails: list[bytes] = []
    texts: list[str] = []
    for part, body in _parts(mail, 0):
        if (attached := _attached(part, body)) is not None:
            mails.append(attached)
        elif part.get_content_maintype() == "text":
            texts.append(_text(part, body))
    text = "\n".join(texts)
    return Carried(
        mails=mails,
        is_inline=not mails and is_inline_forward(subject=str(head.get("Subject", "")), text=text),
        is_automatic=str(head.get("Auto-Submitted", "no")).strip().lower() != "no" or "List-Id" in head,
    )


def _split(part: bytes) -> tuple[Message, bytes]:
    head, gap, body = part.partition(b"\n\n") if not part.startswith(b"\n") else (b"", b"\n", part[1:])
    if not gap or len(head) > LARGEST_HEAD:
        head, body = (b"", part) if len(head) > LARGEST_HEAD else (head, b"")
    return BytesHeaderParser(policy=policy.compat32).parsebytes(head + b"\n\n"), body


def _parts(mail: bytes, depth: int) -> Iterator[tuple[Message, bytes]]:
    """Give the leaves of a mail with their own bytes; attached mails are leaves."""
    waiting = [(mail, depth)]
    for _number in range(MOST_PARTS):
        if not waiting:
            return
        raw, level = waiting.pop(0)
        head, body = _split(raw)
        boundary = head.get_boundary()
        if head.get_content_maintype() == "multipart" and boundary and level < DEEPEST:
            waiting[:0] = [(one, level + 1) for one in _between(body, boundary.encode("ascii", "replace"))]
        else:
            yield head, body


def _between(body: bytes, boundary: bytes) -> list[bytes]:
    """Return the bytes of each part of a multipart body; the line end before a boundary belongs to the boundary."""
    pieces = re.split(rb"(?:^|\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\n|$)", body, maxsplit=2 * MOST_PARTS)
    parts = []
    for place in range(2, len(pieces), 2):
        if pieces[place - 1] is not None:
            break
        parts.append(pieces[place].removeprefix(b"\n"))
    return parts


def _attached(part: Message, body: bytes) -> bytes | None:
    """Return the mail that a part is, decoded where somebody encoded it; None for anything else."""
    kind = part.get_content_type()
    name = str(part.get_filename("")).lower()
    if kind not in MAIL_TYPES and not (name.endswith(".eml") or (kind in FILE_TYPES and part.get_filename())):
        return None
    data = _decoded(part, body).lstrip(b"\r\n")
    plain = data[:LARGEST_HEAD].replace(b"\r\n", b"\n")
    if not A_MAIL.match(plain) or len(HEAD.findall(plain)) < FEWEST_HEADERS:
        return None
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _decoded(part: Message, body: bytes) -> bytes:
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    try:
        if encoding == "base64":
            return base64.b64decode(b"".join(body.split()))
        if encoding == "quoted-printable":
            return quopri.decodestring(body)
    except (binascii.Error, ValueError):
        return b""
    return body


def _text(part: Message, body: bytes) -> str:
    text = _decoded(part, body).decode("utf-8", "replace")[:LONGEST_TEXT]
    return text_of_html(text) if part.get_content_subtype() == "html" else text
