"""Messages whose headers arrive as they were written."""

from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry, UniqueUnstructuredHeader, UnstructuredHeader
from email.message import EmailMessage as Serialized
from email.policy import EmailPolicy, default
from typing import Any, cast

from django.core.mail import EmailMessage


class AddressHeader(UnstructuredHeader):
    """
    A header that holds a web address, on one line however long that is.

    Python would cut it at 78 characters into encoded words (RFC 2047), which no mail program decodes there.
    """

    name: str
    max_count = 1

    def fold(self, *, policy: EmailPolicy) -> str:
        """Return the header as it is written; ValueError where it is no plain ASCII or too long (RFC 5322, 2.1.1)."""
        line = f"{self.name}: {self}"
        if not line.isascii() or not line.isprintable() or len(line) > 998:  # noqa: PLR2004 - the RFC's number
            raise ValueError("not an address that a header can hold")
        return f"{line}{policy.linesep}"


class SubjectHeader(UniqueUnstructuredHeader):
    """
    A subject whose words keep one space between them, and none before the first.

    Python would write the space twice where it cuts the line before or after an encoded word (RFC 2047), or after the
    header's name.
    """

    name: str

    def fold(self, *, policy: EmailPolicy) -> str:
        """Return the header as it is written: plain where it can be, else encoded as a whole."""
        said = Header(str(self), header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {said}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", cast("type[BaseHeader]", AddressHeader))
HEADERS.map_to_type("subject", cast("type[BaseHeader]", SubjectHeader))


class Message(EmailMessage):
    """An e-mail of ours; its subject is one line, whatever a name in it holds."""

    def message(self, *, policy: Any = default) -> Serialized:
        """Return the message as it goes over the wire."""
        self.subject = " ".join(self.subject.split())
        return super().message(policy=policy.clone(header_factory=HEADERS))
