"""Asking the DNS for DKIM keys: over UDP, by TCP where an answer is cut short, with the operator's resolvers."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver
from django.conf import settings

AT_UPLOAD = 4.0
"""Seconds that somebody waits at a page for the DNS, all signatures of a mail together."""
IN_BACKGROUND = 20.0
EACH_TRY = 1.2
ROUNDS = 3
EDNS_BYTES = 1232
"""What fits into one packet nearly everywhere (DNS flag day 2020)."""
MOST_RECORDS = 8

type Resolvers = Sequence[tuple[str, int]]


class Outcome(StrEnum):
    """How a question to the DNS ended."""

    FOUND = "found"
    ABSENT = "absent"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the DNS said: TXT records, that there is none, or nothing that can be relied on."""

    outcome: Outcome
    records: tuple[bytes, ...] = ()


class Patience:
    """How long all questions about one mail may take together."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    @property
    def seconds(self) -> float:
        """Return the seconds that are left, 0 where there are none."""
        return max(0.0, self._until - time.monotonic())


def look_up_key(*, domain: str, selector: str, patience: Patience) -> Answer:
    """Ask the resolvers of DNS_RESOLVERS in turn for a key's records; a server that fails is no answer."""
    try:
        name = dns.name.from_text(f"{selector}._domainkey.{domain}.")
    except dns.exception.DNSException:
        return Answer(Outcome.ABSENT)
    for resolver in _in_turn(settings.DNS_RESOLVERS or _of_system()):
        if not patience.seconds:
            break
        answer = _ask(name, *resolver, seconds=min(EACH_TRY, patience.seconds))
        if answer.outcome is not Outcome.SILENT:
            return answer
    return Answer(Outcome.SILENT)


def _in_turn(resolvers: Resolvers) -> Iterator[tuple[str, int]]:
    for _round in range(ROUNDS):
        yield from resolvers


def _of_system() -> Resolvers:
    try:
        return [(str(one), 53) for one in dns.resolver.Resolver().nameservers]
    except dns.resolver.NoResolverConfiguration:
        return []


def _ask(name: dns.name.Name, host: str, port: int, *, seconds: float) -> Answer:
    query = dns.message.make_query(name, dns.rdatatype.TXT, use_edns=0, payload=EDNS_BYTES)
    try:
        response, _by_tcp = dns.query.udp_with_fallback(query, host, timeout=seconds, port=port, ignore_unexpected=True)
        if response.rcode() == dns.rcode.NXDOMAIN:
            return Answer(Outcome.ABSENT)
        if response.rcode() != dns.rcode.NOERROR or not isinstance(response, dns.message.QueryMessage):
            return Answer(Outcome.SILENT)
        found = response.resolve_chaining().answer
    except (dns.exception.DNSException, OSError, EOFError):
        return Answer(Outcome.SILENT)
    records = tuple(b"".join(one.strings) for one in (found or []))[:MOST_RECORDS]
    keys = tuple(one for one in records if b"p=" in one)
    return Answer(Outcome.FOUND, keys) if keys else Answer(Outcome.ABSENT)
