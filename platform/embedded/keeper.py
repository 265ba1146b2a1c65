"""
The process that owns one embedded server: `python -m embedded.keeper NAME DATA [volatile]`.

It starts the server, says `ready` on its standard output, and stops the server when nobody uses it any more:
users hold a shared lock, which the kernel takes from them even when they are killed. No command is the server's
parent, so a command that ends takes it from nobody else.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from embedded.identity import server_identity
from embedded.layout import Layout
from embedded.locks import Lock
from embedded.services import SERVICES, Service, as_user
from embedded.stop import Stop
from embedded.tether import end_with_parent

SECONDS_TO_START = 60
SECONDS_TO_STOP = 30
SECONDS_BETWEEN_LOOKS = 0.1


def keep(name: str, layout: Layout, *, volatile: bool) -> None:
    """Run one server for as long as anybody uses it; Stop where it cannot be started."""
    held = Lock(layout.locks / f"{name}.keeper")
    held.take()
    identity = server_identity()
    service = SERVICES[name](layout, identity, volatile)
    identity.owns(service.folder)
    identity.owns(layout.sockets)
    for path in (service.folder, layout.sockets, service.programs / "any"):
        identity.reaches(path)
    service.prepare()
    with ExitStack() as stack:
        log = stack.enter_context((layout.logs / f"{name}.log").open("ab"))
        server = subprocess.Popen(  # noqa: S603 - our own program
            service.arguments(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            preexec_fn=partial(end_with_parent, os.getpid(), service.stop_signal),  # noqa: PLW1509 - no threads here
            **as_user(identity),
        )
        stack.callback(_stop, server, service)
        _wait_until_ready(service, server, layout.logs / f"{name}.log")
        _say("ready")
        _wait_until_unused(server, Lock(layout.locks / f"{name}.users"))
    # Before the users' lock, which goes with the process: whoever gets that one must see that we are gone.
    held.close()


def _wait_until_ready(service: Service, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not service.is_ready():
        if server.poll() is not None or time.monotonic() > deadline:
            last = log.read_text(errors="replace").strip().splitlines()[-1:]
            raise Stop(f"The embedded {log.stem} does not start: {''.join(last)} (see {log}).")
        time.sleep(0.02)


def _wait_until_unused(server: subprocess.Popen[bytes], users: Lock) -> None:
    # Newcomers wait for this lock, held until the server is down, and then start another keeper.
    while server.poll() is None and not users.try_to_take():
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _stop(server: subprocess.Popen[bytes], service: Service) -> None:
    if server.poll() is None:
        server.send_signal(service.stop_signal)
    try:
        server.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    # Nobody reads on after this, and writing to a closed pipe would end us.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def main(arguments: list[str]) -> int:
    """Keep one server; print one line and return 1 where it cannot be started."""
    # A Ctrl-C at the terminal is for the commands; the servers go when these have gone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        keep(
            arguments[0],
            Layout(Path(arguments[1])),
            volatile="volatile" in arguments[2:],
        )
    except (Stop, OSError) as error:
        _say(str(error).replace("\n", " "))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
