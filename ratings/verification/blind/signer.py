"""
The signer: the one process that holds the private keys of token classes. It signs what it is shown, and sees nothing.

It listens on a unix socket that its user alone may open. A message is a length (two bytes, big-endian) and that many
bytes; one question and one answer a connection:

    question   operation (1 byte), length of the label (1 byte), the label, then for SIGN key id (32) and message (256)
    answer     status (1 byte), then for KEY the public key (DER), for SIGN the blind signature (256)

A label is `<company's public id>-<year>-<group>`. KEY makes the key where there is none. There is no other operation:
nothing deletes, lists or exports.
"""

import fcntl
import os
import re
import socketserver
from contextlib import suppress
from enum import IntEnum
from io import BufferedIOBase
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import BoundedSemaphore, Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ratings.verification.blind import privacypass
from ratings.verification.blind.rsabssa import BlindSignatureError, PrivateKey, PublicKey, blind_sign

LABEL = re.compile(r"[a-z2-7]{26}-[0-9]{4}-(customer|company)")
KEY_BITS = 2048
NONCE_BYTES = 12
MASTER_BYTES = 32
LENGTH_BYTES = 2
LONGEST_MESSAGE = 1024
SECONDS_TO_SPEAK = 5
MOST_AT_ONCE = 32


class Operation(IntEnum):
    """What a signer can be asked."""

    KEY = 1
    SIGN = 2


class Status(IntEnum):
    """How a signer answers."""

    OK = 0
    MALFORMED = 1
    NO_SUCH_KEY = 2
    OTHER_KEY = 3
    NOT_SIGNED = 4
    FAILED = 5


class SignerError(Exception):
    """A question that the signer cannot answer."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.name)
        self.status = status


class KeyStore:
    """Private keys in a folder of our own, one file each, sealed (AES-256-GCM) with the key in `master.key`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._folder = folder
        self._making = Lock()
        self._only = (folder / "lock").open("ab")
        fcntl.flock(self._only, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not any(folder.glob("*.key")):
            self._write("master.key", os.urandom(MASTER_BYTES))
        self._master = AESGCM((folder / "master.key").read_bytes())

    def close(self) -> None:
        """Let another signer have the folder."""
        self._only.close()

    def key(self, label: str) -> PrivateKey | None:
        """Return the key of a class, None where it has none. Raises SignerError for a damaged file."""
        try:
            sealed = (self._folder / f"{label}.key").read_bytes()
        except FileNotFoundError:
            return None
        try:
            der = self._master.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], label.encode())
        except InvalidTag as error:
            raise SignerError(Status.FAILED) from error
        # Sealed by us, so it is the key that we made: a check would cost more than a signature.
        private = serialization.load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True)
        assert isinstance(private, rsa.RSAPrivateKey)
        numbers = private.private_numbers()
        return PrivateKey(PublicKey(numbers.public_numbers.n, numbers.public_numbers.e), numbers.d)

    def key_or_new(self, label: str) -> PrivateKey:
        """Return the key of a class, made first where there is none: callers at once get the same."""
        with self._making:
            return self.key(label) or self._make(label)

    def _make(self, label: str) -> PrivateKey:
        private = rsa.generate_private_key(65537, KEY_BITS)
        der = private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        nonce = os.urandom(NONCE_BYTES)
        self._write(f"{label}.key", nonce + self._master.encrypt(nonce, der, label.encode()))
        made = self.key(label)
        assert made is not None
        return made

    def _write(self, name: str, data: bytes) -> None:
        """Write a file whole or not at all, and on the disk before anybody hears of its key."""
        with NamedTemporaryFile(dir=self._folder, prefix=".", delete_on_close=False) as draft:
            draft.write(data)
            draft.flush()
            os.fsync(draft.fileno())
            os.link(draft.name, self._folder / name)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def answer(store: KeyStore, question: bytes) -> bytes:
    """Return the answer to one question, its status in front."""
    try:
        return bytes([Status.OK]) + _answered(store, question)
    except SignerError as error:
        return bytes([error.status])
    except BlindSignatureError:
        return bytes([Status.NOT_SIGNED])


def _answered(store: KeyStore, question: bytes) -> bytes:
    operation, label, rest = _parts(question)
    if operation == Operation.KEY and not rest:
        return privacypass.encode_public_key(store.key_or_new(label).public)
    if operation != Operation.SIGN or len(rest) != privacypass.KEY_ID_BYTES + privacypass.KEY_BYTES:
        raise SignerError(Status.MALFORMED)
    key = store.key(label)
    if key is None:
        raise SignerError(Status.NO_SUCH_KEY)
    if privacypass.key_id(key.public) != rest[: privacypass.KEY_ID_BYTES]:
        raise SignerError(Status.OTHER_KEY)
    return blind_sign(key, rest[privacypass.KEY_ID_BYTES :])


def _parts(question: bytes) -> tuple[int, str, bytes]:
    if len(question) < LENGTH_BYTES:
        raise SignerError(Status.MALFORMED)
    operation, end = question[0], 2 + question[1]
    label = question[2:end].decode("ascii", errors="replace")
    if len(question) < end or not LABEL.fullmatch(label):
        raise SignerError(Status.MALFORMED)
    return operation, label, question[end:]


def read_message(stream: BufferedIOBase) -> bytes | None:
    """Return the next message of a stream, None where it ends early or is longer than any of ours."""
    length = int.from_bytes(prefix := stream.read(LENGTH_BYTES))
    if len(prefix) < LENGTH_BYTES or length > LONGEST_MESSAGE:
        return None
    message = stream.read(length)
    return message if len(message) == length else None


def as_message(data: bytes) -> bytes:
    """Return data with its length in front."""
    return len(data).to_bytes(LENGTH_BYTES) + data


class Question(socketserver.StreamRequestHandler):
    """One connection: one question, one answer. What is not a question is hung up on."""

    timeout = SECONDS_TO_SPEAK
    server: "Signer"

    def handle(self) -> None:
        """Answer; who goes away meanwhile, or speaks too slowly, is left."""
        with suppress(OSError), self.server.places:
            question = read_message(self.rfile)
            if question is not None:
                self.wfile.write(as_message(answer(self.server.store, question)))


class Signer(socketserver.ThreadingUnixStreamServer):
    """Answers on a socket until it is shut down; who holds the keys' folder is the only one there is."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, socket: Path, keys: Path) -> None:
        self.store = KeyStore(keys)
        self.places = BoundedSemaphore(MOST_AT_ONCE)
        self._socket = socket
        # Of a signer that was killed: we hold the lock, so nobody listens there.
        socket.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            super().__init__(str(socket), Question)
        finally:
            os.umask(before)

    def server_close(self) -> None:
        """Stop listening, take the socket away, and let go of the keys."""
        super().server_close()
        self._socket.unlink(missing_ok=True)
        self.store.close()
