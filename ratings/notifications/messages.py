"""Messages whose addresses in headers stay whole."""

from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
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


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", cast("type[BaseHeader]", AddressHeader))


class Message(EmailMessage):
    """An e-mail of ours; its subject is one line, whatever a name in it holds."""

    def message(self, *, policy: Any = default) -> Serialized:
        """Return the message as it goes over the wire."""
        self.subject = " ".join(self.subject.split())
        return super().message(policy=policy.clone(header_factory=HEADERS))
