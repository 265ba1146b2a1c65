"""Who the embedded servers run as: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from embedded.stop import Stop

SERVER_USER = "evenhand"


@dataclass(frozen=True)
class Identity:
    """The user and group that own the servers' files and processes."""

    uid: int
    gid: int

    def owns(self, path: Path) -> None:
        """Give a folder to this user, for nobody else."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.is_symlink() or path.stat().st_uid not in {self.uid, os.getuid()}:
            raise Stop(f"{path} belongs to somebody else; remove it or name another folder with --data DIR.")
        path.chmod(0o700)
        if os.getuid() == 0:
            os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> None:
        """Let this user pass through the folders above a path, as far as they are ours to open."""
        if os.getuid() != 0 or self.uid == 0:
            return
        for folder in reversed(path.resolve().parents):
            mode = folder.stat().st_mode
            if not mode & stat.S_IXOTH:
                folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def server_identity() -> Identity:
    """Return ourselves, or for root a user of the servers' own, made where there is none."""
    if os.getuid() != 0:
        return Identity(os.getuid(), os.getgid())
    try:
        found = pwd.getpwnam(SERVER_USER)
    except KeyError:
        _make_user()
        found = pwd.getpwnam(SERVER_USER)
    return Identity(found.pw_uid, found.pw_gid)


def _make_user() -> None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        line = f"As root the embedded servers need a user named {SERVER_USER!r}: make one, or start as another user."
        raise Stop(line)
    arguments = [
        "--system",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        SERVER_USER,
    ]
    made = subprocess.run([useradd, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    # 9: the name exists by now; another start was faster.
    if made.returncode not in {0, 9}:
        raise Stop(f"The user {SERVER_USER!r} for the embedded servers cannot be made: {made.stderr.strip()}")
