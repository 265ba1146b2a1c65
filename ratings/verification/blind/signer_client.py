"""Asking the signer, from the processes that hold no keys."""

import hashlib
import socket
from dataclasses import dataclass
from pathlib import Path

from ratings.verification.blind import privacypass
from ratings.verification.blind.privacypass import TokenError
from ratings.verification.blind.rsabssa import BlindSignatureError, checked
from ratings.verification.blind.signer import Operation, Status, as_message, read_message


class SignerDownError(Exception):
    """The signer does not run, does not answer in time, or answers what cannot be right; nothing was signed for us."""


class NotSignedError(Exception):
    """The signer runs and refuses: what was sent cannot be signed by this key."""


@dataclass(frozen=True, slots=True)
class SignerClient:
    """The signer behind a socket; who waits longer than this is better told to come back."""

    socket: Path
    seconds_to_sign: float = 5.0
    seconds_to_make: float = 15.0

    def public_key(self, label: str) -> bytes:
        """Return the public key of a class (DER), made where there is none. Raises SignerDownError."""
        key = self._ask(Operation.KEY, label, b"", seconds=self.seconds_to_make)
        try:
            privacypass.decode_public_key(key)
        except TokenError as error:
            raise SignerDownError(f"the signer's key is none: {error}") from error
        return key

    def sign(self, label: str, public_key: bytes, blinded_message: bytes) -> bytes:
        """
        Return the blind signature of a message by the key of a class, checked here once more.

        Raises SignerDownError, NotSignedError (not below the modulus).
        """
        public = privacypass.decode_public_key(public_key)
        named = hashlib.sha256(public_key).digest()
        signature = self._ask(Operation.SIGN, label, named + blinded_message, seconds=self.seconds_to_sign)
        try:
            checked(int.from_bytes(signature), int.from_bytes(blinded_message), public)
        except BlindSignatureError as error:
            raise SignerDownError("the signer's signature is wrong") from error
        return signature

    def _ask(self, operation: Operation, label: str, rest: bytes, *, seconds: float) -> bytes:
        name = label.encode()
        answer = self._exchange(bytes([operation, len(name)]) + name + rest, seconds)
        if answer[0] == Status.NOT_SIGNED:
            raise NotSignedError
        if answer[0] != Status.OK:
            raise SignerDownError(f"the signer says {answer[0]}")
        return answer[1:]

    def _exchange(self, question: bytes, seconds: float) -> bytes:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(seconds)
                line.connect(str(self.socket))
                line.sendall(as_message(question))
                with line.makefile("rb") as stream:
                    answer = read_message(stream)
        except OSError as error:
            raise SignerDownError(f"the signer cannot be asked: {error}") from error
        if not answer:
            raise SignerDownError("the signer hung up")
        return answer
