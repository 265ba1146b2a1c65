"""`manage.py receive_mail`: take order mails behind a mail server of one's own."""

import asyncio
import logging
import signal
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from receiver.door import serve

DEFAULT = ("127.0.0.1", 2525)


class Command(BaseCommand):
    help = "Take order mails by SMTP at the accounts' receiving addresses, behind your mail server, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        host, port = settings.RECEIPTS_LISTEN or DEFAULT
        parser.add_argument("--host", default=host, help=f"address to listen on ({host})")
        parser.add_argument("--port", type=int, default=port, help=f"port to listen on ({port})")

    def handle(self, *args: object, host: str, port: int, **options: object) -> None:
        if not settings.RECEIPTS_ADDRESS:
            raise CommandError("RECEIPTS_ADDRESS: set it to an address such as receipts@ratings.example.", returncode=2)
        if not 0 < port < 2**16:
            raise CommandError("--port is a number from 1 to 65535.", returncode=2)
        # aiosmtpd logs commands, and so addresses.
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)
        try:
            asyncio.run(self._serve(host, port))
        except OSError as error:
            raise CommandError(f"cannot listen on {host}:{port} ({error.strerror}).", returncode=1) from error

    async def _serve(self, host: str, port: int) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await serve(host, port, stop=stop, ready=lambda: self._say(host, port))

    def _say(self, host: str, port: int) -> None:
        self.stderr.write(f"Taking order mails for {settings.RECEIPTS_ADDRESS} at {host}:{port}")
