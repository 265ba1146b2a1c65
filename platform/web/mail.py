"""Mail while DEBUG: to the console and into files, where the mailbox page reads it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path
from typing import Any

import structlog
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

KEPT = 200

log = structlog.get_logger()


class StoredMail(BaseEmailBackend):
    """Writes each message to a file and to the log; option `folder` says where; the last 200 are kept."""

    def __init__(self, *, folder: str, **options: Any) -> None:
        super().__init__(**options)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store the messages; return how many."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            self._store(message)
        for old in _files(self.folder)[KEPT:]:
            old.unlink(missing_ok=True)
        return len(email_messages)

    def _store(self, message: EmailMessage) -> None:
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
        unfinished = self.folder / f"{name}.part"
        unfinished.write_bytes(message.message().as_bytes())
        # A reader must never see half a message.
        unfinished.rename(self.folder / f"{name}.eml")
        log.info("mail", to=", ".join(message.to), subject=message.subject, body=message.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One stored message; `name` is its place in the mailbox."""

    name: str
    sent_at: datetime
    recipients: str
    subject: str
    body: str


def letters(folder: Path) -> list[Letter]:
    """Return the stored messages, newest first, 200 at most."""
    return [_letter(file) for file in _files(folder)[:KEPT]]


def letter(folder: Path, name: str) -> Letter | None:
    """Return one stored message by its name, or None."""
    found = [file for file in _files(folder) if file.stem == name]
    return _letter(found[0]) if found else None


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.eml"), reverse=True)


def _letter(file: Path) -> Letter:
    message = message_from_bytes(file.read_bytes(), _class=ParsedMessage, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return Letter(
        name=file.stem,
        sent_at=datetime.strptime(file.stem.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        recipients=str(message["To"]),
        subject=str(message["Subject"]),
        body=str(body.get_content()) if body is not None else "",
    )
