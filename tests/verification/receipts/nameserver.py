"""A name server on loopback that says what a test wants: keys, nothing, errors, cut answers, or nothing for a while."""

import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

POLL = 0.05


class Mood(StrEnum):
    """How the server treats questions."""

    ANSWERS = "answers"
    SILENT = "silent"
    FAILS = "fails"
    CUTS = "cuts"
    SLOW = "slow"


class NameServer:
    """Answers TXT questions over UDP and TCP on one port of 127.0.0.1; what it has no records for does not exist."""

    def __init__(self) -> None:
        self.records: dict[str, list[bytes]] = {}
        self.aliases: dict[str, str] = {}
        self.mood = Mood.ANSWERS
        self.asked: Counter[str] = Counter()
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        self._ended = threading.Event()

    def publish(self, domain: str, selector: str, *records: str) -> None:
        """Serve these key records, and no others, for a selector."""
        self.records[f"{selector}._domainkey.{domain}"] = [one.encode() for one in records]

    def withdraw(self, domain: str, selector: str) -> None:
        """Take a selector's name out of the DNS."""
        del self.records[f"{selector}._domainkey.{domain}"]

    @contextmanager
    def running(self) -> Iterator["NameServer"]:
        """Serve until the block ends."""
        threads = [threading.Thread(target=one, daemon=True) for one in (self._serve_udp, self._serve_tcp)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            for thread in threads:
                thread.join(5)
            self._udp.close()
            self._tcp.close()

    def _serve_udp(self) -> None:
        self._udp.settimeout(POLL)
        while not self._ended.is_set():
            try:
                packet, caller = self._udp.recvfrom(4096)
            except TimeoutError:
                continue
            answer = self._answer(packet, by_udp=True)
            if answer is not None:
                self._udp.sendto(answer, caller)

    def _serve_tcp(self) -> None:
        self._tcp.settimeout(POLL)
        while not self._ended.is_set():
            try:
                connection, _caller = self._tcp.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(2)
                (length,) = struct.unpack("!H", connection.recv(2))
                answer = self._answer(connection.recv(length), by_udp=False)
                if answer is not None:
                    connection.sendall(struct.pack("!H", len(answer)) + answer)

    def _answer(self, packet: bytes, *, by_udp: bool) -> bytes | None:
        query = dns.message.from_wire(packet)
        name = query.question[0].name.to_text().rstrip(".").lower()
        self.asked[f"{'udp' if by_udp else 'tcp'} {name}"] += 1
        response = dns.message.make_response(query)
        if self.mood is Mood.SILENT:
            return None
        if self.mood is Mood.SLOW:
            time.sleep(0.3)
        if self.mood is Mood.FAILS:
            response.set_rcode(dns.rcode.SERVFAIL)
        elif self.mood is Mood.CUTS and by_udp:
            response.flags |= dns.flags.TC
        else:
            self._fill(response, name)
        return response.to_wire(max_size=65535)

    def _fill(self, response: dns.message.Message, name: str) -> None:
        owner = f"{name}."
        if name in self.aliases:
            response.answer.append(dns.rrset.from_text(owner, 60, "IN", "CNAME", f"{self.aliases[name]}."))
            name, owner = self.aliases[name], f"{self.aliases[name]}."
        if name not in self.records:
            response.set_rcode(dns.rcode.NXDOMAIN)
            return
        for record in self.records[name]:
            pieces = [record[start : start + 255] for start in range(0, len(record), 255)] or [b""]
            text = " ".join('"' + piece.decode().replace('"', '\\"') + '"' for piece in pieces)
            response.answer.append(dns.rrset.from_text(owner, 60, "IN", "TXT", text))
