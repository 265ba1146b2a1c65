"""Where the embedded servers keep their files below a data folder."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

# sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included.
LONGEST_SOCKET_PATH = 100
POSTGRES_PORT = 5432
DATABASE = "evenhand"
DEFAULT_ADDRESS = "http://localhost:8000"
DATABASE_USER = "postgres"


@dataclass(frozen=True)
class Layout:
    """The paths of one data folder."""

    data: Path

    @property
    def postgres(self) -> Path:
        return self.data / "postgres"

    @property
    def valkey(self) -> Path:
        return self.data / "valkey"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def locks(self) -> Path:
        return self.data / "locks"

    @property
    def address(self) -> Path:
        """Where `up` serves, or last did: for commands beside it, whose links lead there."""
        return self.data / "address"

    @property
    def sockets(self) -> Path:
        """The folder of the sockets; a short one elsewhere where the data folder's own name is too long."""
        own = self.data / "run"
        if len(os.fsencode(own / f".s.PGSQL.{POSTGRES_PORT}")) <= LONGEST_SOCKET_PATH:
            return own
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return Path("/tmp") / f"evenhand-{os.getuid()}-{name}"  # noqa: S108 - checked for its owner before use

    @property
    def postgres_socket(self) -> Path:
        return self.sockets / f".s.PGSQL.{POSTGRES_PORT}"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def signer_socket(self) -> Path:
        return self.sockets / "signer.sock"


def address_of_up(data: Path) -> str:
    """Return where `up` serves this data folder, or last did; its default address where it never has."""
    try:
        return Layout(data).address.read_text().strip() or DEFAULT_ADDRESS
    except OSError:
        return DEFAULT_ADDRESS
