"""A PostgreSQL of any version, as far as its greeting goes, played from the protocol's description."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SSL_REQUEST = 80877103
GSS_REQUEST = 80877104


@contextmanager
def old_server(version: str) -> Iterator[int]:
    """Greet every client as this version, then answer nothing; yields the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_serve, args=(listener, version), daemon=True).start()
        yield listener.getsockname()[1]


def _serve(listener: socket.socket, version: str) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_greet, args=(client, version), daemon=True).start()


def _greet(client: socket.socket, version: str) -> None:
    with client, suppress(ConnectionError):  # it may be hung up on at any moment
        while (code := _startup_code(client)) in {SSL_REQUEST, GSS_REQUEST}:
            client.sendall(b"N")
        if code is None:
            return
        parameters = {"server_version": version, "client_encoding": "UTF8", "server_encoding": "UTF8"}
        parameters |= {"TimeZone": "UTC", "standard_conforming_strings": "on", "DateStyle": "ISO, MDY"}
        client.sendall(_message(b"R", struct.pack("!i", 0)))
        for name, value in parameters.items():
            client.sendall(_message(b"S", f"{name}\0{value}\0".encode()))
        client.sendall(_message(b"K", struct.pack("!ii", 1, 1)) + _message(b"Z", b"I"))
        while client.recv(4096):
            # Every question is refused, so that nobody waits.
            fields = b"SERROR\0C0A000\0Mthis server only greets\0\0"
            client.sendall(_message(b"E", fields) + _message(b"Z", b"I"))


def _startup_code(client: socket.socket) -> int | None:
    head = client.recv(8)
    if len(head) < 8:
        return None
    length, code = struct.unpack("!ii", head)
    if length > 8:
        client.recv(length - 8)
    return int(code)


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body
