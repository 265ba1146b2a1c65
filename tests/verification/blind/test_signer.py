"""The signer, as the process of its own that it is."""

import resource
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from ratings.kernel.ids import new_public_id
from ratings.verification.blind import privacypass, rsabssa, signer
from ratings.verification.blind.privacypass import TokenChallenge, TokenResponse, verify_token
from ratings.verification.blind.signer import Operation, Status, as_message
from ratings.verification.blind.signer_client import NotSignedError, SignerClient, SignerDownError
from tests.conftest import running, wait_for_signer

CHALLENGE = TokenChallenge(issuer_name="ratings.example")


@dataclass
class Running:
    """A signer of a test's own."""

    process: subprocess.Popen[bytes]
    data: Path
    client: SignerClient

    @property
    def keys(self) -> Path:
        return self.data / "signer"


@contextmanager
def started(data: Path) -> Iterator[Running]:
    path = data / "run" / "signer.sock"
    with running("manage.py", "sign", EVENHAND_DATA=str(data), SIGNER_SOCKET=str(path)) as process:
        wait_for_signer(path, process)
        yield Running(process, data, SignerClient(path))


@pytest.fixture(scope="module")
def own() -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="signer-") as folder, started(Path(folder)) as one:
        yield one


@pytest.fixture
def label() -> str:
    return f"{new_public_id()}-2026-customer"


def raw(client: SignerClient, data: bytes) -> bytes:
    """Send bytes as they are; return all that comes back."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(10)
        line.connect(str(client.socket))
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        with line.makefile("rb") as stream:
            return stream.read()


def test_a_token_is_signed_by_a_process_that_never_sees_it(own: Running, label: str) -> None:
    spki = own.client.public_key(label)
    public = privacypass.decode_public_key(spki)
    asked = privacypass.ask_token(public, CHALLENGE)

    signed = own.client.sign(label, spki, asked.request.blinded_message)

    verify_token(asked.finish(TokenResponse(blind_signature=signed)), public)


def test_two_who_ask_for_a_key_at_once_get_the_same(own: Running, label: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(own.client.public_key, [label] * 8))

    assert len(keys) == 1
    assert own.client.public_key(label) in keys


def test_every_class_has_a_key_of_its_own(own: Running) -> None:
    company = new_public_id()

    keys = {
        own.client.public_key(f"{company}-{year}-{group}") for year in (2026, 2027) for group in ("customer", "company")
    }

    assert len(keys) == 4


def test_what_is_not_below_the_modulus_is_not_signed_and_says_so(own: Running, label: str) -> None:
    spki = own.client.public_key(label)

    with pytest.raises(NotSignedError):
        own.client.sign(label, spki, b"\xff" * 256)


def test_a_key_that_is_not_the_signers_is_not_used(own: Running, label: str) -> None:
    other = own.client.public_key(f"{new_public_id()}-2026-customer")

    with pytest.raises(SignerDownError, match=str(int(Status.NO_SUCH_KEY))):
        own.client.sign(label, other, bytes(256))
    own.client.public_key(label)
    with pytest.raises(SignerDownError, match=str(int(Status.OTHER_KEY))):
        own.client.sign(label, other, bytes(256))
    assert not list(own.keys.glob(f"{label}*.tmp"))


@pytest.mark.parametrize(
    "question",
    [
        b"",
        b"\x01",
        b"\x01\x00",
        b"\x01\x05abc",
        bytes([Operation.KEY, 12]) + b"../master.ke",
        bytes([Operation.KEY, 40]) + b"a" * 26 + b"-2026-personal",
        bytes([Operation.KEY, 40]) + b"a" * 26 + b"-2026-customer" + b"more",
        bytes([Operation.SIGN, 40]) + b"a" * 26 + b"-2026-customer" + bytes(287),
        bytes([Operation.SIGN, 40]) + b"a" * 26 + b"-2026-customer" + bytes(289),
        bytes([3, 40]) + b"a" * 26 + b"-2026-customer",
        bytes([Operation.KEY, 40]) + "é".encode() * 13 + b"-2026-customer",
    ],
)
def test_what_is_no_question_is_answered_with_malformed(own: Running, question: bytes) -> None:
    before = sorted(own.keys.iterdir())

    assert raw(own.client, as_message(question)) == as_message(bytes([Status.MALFORMED]))
    assert sorted(own.keys.iterdir()) == before


@pytest.mark.parametrize("data", [b"", b"\x00", b"\xff\xff", b"\x00\x09abc", as_message(bytes(1025))])
def test_what_is_no_message_is_hung_up_on_and_the_next_is_served(own: Running, data: bytes, label: str) -> None:
    assert raw(own.client, data) == b""
    assert own.client.public_key(label)


def test_only_its_user_may_ask_it_and_read_its_files(own: Running, label: str) -> None:
    own.client.public_key(label)

    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    assert mode(own.client.socket) == 0o600
    assert mode(own.keys) == 0o700
    assert {mode(path) for path in own.keys.glob("*.key")} == {0o600}


def test_a_key_file_holds_nothing_that_a_public_key_would_find(own: Running, label: str) -> None:
    public = privacypass.decode_public_key(own.client.public_key(label))

    sealed = (own.keys / f"{label}.key").read_bytes()

    assert public.n.to_bytes(256) not in sealed
    assert len((own.keys / "master.key").read_bytes()) == 32


def test_it_leaves_no_core_file(own: Running) -> None:
    assert resource.prlimit(own.process.pid, resource.RLIMIT_CORE) == (0, 0)


def test_a_key_file_put_in_anothers_place_is_not_taken(own: Running, label: str) -> None:
    spki = own.client.public_key(label)
    other = f"{label[:26]}-2025-customer"
    (own.keys / f"{other}.key").write_bytes((own.keys / f"{label}.key").read_bytes())

    with pytest.raises(SignerDownError, match=str(int(Status.FAILED))):
        own.client.sign(other, spki, bytes(256))


def test_a_second_signer_on_the_same_keys_is_refused(own: Running) -> None:
    other = own.data / "run" / "other.sock"
    with running("manage.py", "sign", EVENHAND_DATA=str(own.data), SIGNER_SOCKET=str(other)) as second:
        assert second.wait(60) == 1
    assert not other.exists()


def test_one_that_is_killed_comes_back_with_its_keys(label: str) -> None:
    with tempfile.TemporaryDirectory(prefix="signer-") as folder:
        with started(Path(folder)) as first:
            spki = first.client.public_key(label)
            blinded = privacypass.ask_token(privacypass.decode_public_key(spki), CHALLENGE).request.blinded_message
            signed = first.client.sign(label, spki, blinded)
            first.process.send_signal(signal.SIGKILL)
            first.process.wait(10)
            with pytest.raises(SignerDownError):
                first.client.sign(label, spki, blinded)

        with started(Path(folder)) as second:
            assert second.client.public_key(label) == spki
            assert second.client.sign(label, spki, blinded) == signed
            second.process.terminate()
            assert second.process.wait(15) == 0
        assert not second.client.socket.exists()


def test_a_signer_without_its_master_key_does_not_start_over(label: str) -> None:
    with tempfile.TemporaryDirectory(prefix="signer-") as folder:
        with started(Path(folder)) as first:
            first.client.public_key(label)
        (first.keys / "master.key").unlink()

        with running("manage.py", "sign", EVENHAND_DATA=folder, SIGNER_SOCKET=f"{folder}/run/s") as second:
            assert second.wait(60) == 1
        assert not (first.keys / "master.key").exists()


@contextmanager
def impostor(folder: Path, reply: bytes | None) -> Iterator[SignerClient]:
    """Play a signer that answers every question with the same bytes, or never."""
    path = folder / "impostor.sock"
    with socket.socket(socket.AF_UNIX) as server, ThreadPoolExecutor(1) as pool:
        server.bind(str(path))
        server.listen()

        def serve() -> None:
            line, _ = server.accept()
            with line:
                if reply is None:
                    line.recv(4096)
                    line.recv(1)  # until the other side gives up
                else:
                    line.recv(4096)
                    line.sendall(reply)

        pool.submit(serve)
        yield SignerClient(path)


@pytest.mark.parametrize("length", [0, 255, 256, 257])
def test_a_wrong_signature_is_not_taken_from_the_signer(tmp_path: Path, own: Running, label: str, length: int) -> None:
    spki = own.client.public_key(label)

    wrong = as_message(bytes([Status.OK]) + bytes([7]) * length)

    with impostor(tmp_path, wrong) as client, pytest.raises(SignerDownError):
        client.sign(label, spki, bytes([0, 9] * 128))


@pytest.mark.parametrize("reply", [b"", b"\x00", as_message(b""), as_message(b"\x00"), as_message(b"\x00key")])
def test_a_key_that_is_none_is_not_taken_from_the_signer(tmp_path: Path, label: str, reply: bytes) -> None:
    with impostor(tmp_path, reply) as client, pytest.raises(SignerDownError):
        client.public_key(label)


def test_a_signer_that_is_silent_is_given_up_on(tmp_path: Path, own: Running, label: str) -> None:
    spki = own.client.public_key(label)

    began = time.monotonic()
    with impostor(tmp_path, None) as silent, pytest.raises(SignerDownError):
        SignerClient(silent.socket, seconds_to_sign=0.2).sign(label, spki, bytes(256))
    assert time.monotonic() - began < 5


def test_the_private_exponent_is_only_used_in_constant_time() -> None:
    """`powmod_sec` is the one place that sees d; nothing of Python's own pow does."""
    assert "powmod_sec" in rsabssa.blind_sign.__code__.co_names
    assert "key.d" not in Path(rsabssa.__file__).read_text().replace("gmpy2.powmod_sec(masked, key.d, public.n)", "")
    assert "pow(" not in Path(signer.__file__).read_text()
