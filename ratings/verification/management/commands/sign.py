"""`manage.py sign`: the process that alone holds the keys of private tokens."""

import ctypes
import os
import resource
import signal
import stat
import sys
from pathlib import Path
from threading import Thread
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ratings.verification.blind.signer import Signer

PR_SET_DUMPABLE = 4


class Command(BaseCommand):
    help = "Sign blinded messages of private tokens until told to stop; alone holds their keys."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        keep_memory_private()
        socket = Path(settings.SIGNER_SOCKET)
        prepare_folder(socket.parent)
        try:
            signer = Signer(socket, Path(settings.SIGNER_KEYS))
        except BlockingIOError as error:
            raise CommandError(f"Another signer holds the keys in {settings.SIGNER_KEYS}; end that one.") from error
        except OSError as error:
            raise CommandError(f"The signer cannot start: {error}.") from error

        def end(number: int, frame: FrameType | None) -> None:
            # From another thread: shutdown waits for the loop that this handler has interrupted.
            Thread(target=signer.shutdown).start()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        self.stderr.write(f"The signer listens at {socket}.")
        with signer:
            signer.serve_forever(poll_interval=0.1)


def prepare_folder(folder: Path) -> None:
    """Make the socket's folder for its owner alone; CommandError where others could put a socket of theirs there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    is_ours = os.getuid() in {0, found.st_uid}
    if folder.is_symlink() or not is_ours or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise CommandError(f"{folder} can be written by others; give SIGNER_SOCKET a folder of its own.")


def keep_memory_private() -> None:
    """Leave no core file, and let no other process of this user read the keys from memory (Linux)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
