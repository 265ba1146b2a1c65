"""
How long a signed mail takes from its bytes to its verdict, the DNS left out: read, verified, judged, not written.

`receipts()` returns figures; it needs Django's settings, and no database.
"""

import base64
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from ratings.verification.examining import Seen, examine
from ratings.verification.rules.receipts import worth_of
from ratings.verification.rules.signatures import read_key
from ratings.verification.verifying import flaw_under

ROUNDS = 200
ROWS = 15
STYLE = "font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:20px;color:#333333;=\r\npadding:0 12px;" * 8
GOAL_MS = 50.0
COVERED = [b"from", b"to", b"date", b"subject", b"message-id", b"content-type", b"mime-version"]


def receipts(*, rounds: int = ROUNDS) -> dict[str, float]:
    """
    Return figures by name: milliseconds of processor time per mail (median and 99th percentile) for RSA-2048 and
    Ed25519, mails per second on one core, and the goal.
    """
    figures: dict[str, float] = {"goal_ms": GOAL_MS}
    for name, check in checks_by_key().items():
        times = _timed(check, rounds)
        figures[f"{name}_median_ms"] = round(statistics.median(times), 3)
        figures[f"{name}_p99_ms"] = round(sorted(times)[int(len(times) * 0.99)], 3)
        figures[f"{name}_per_second"] = round(1000 * len(times) / sum(times), 1)
    return figures


def checks_by_key() -> dict[str, Callable[[], object]]:
    """Return what checks one signed mail, by the kind of key that signed it."""
    return {
        "rsa2048": partial(_verdict, *_by_rsa()),
        "ed25519": partial(_verdict, *_by_ed25519()),
    }


def _timed(call: Callable[[], object], rounds: int) -> list[float]:
    call()
    times = []
    for _round in range(rounds):
        began = time.process_time()
        call()
        times.append((time.process_time() - began) * 1000)
    return times


def _verdict(mail: bytes, record: bytes) -> Seen:
    seen = examine(mail, now=datetime.now(UTC))
    (signature,) = seen.candidates
    flaw = read_key(record, signature).flaw or flaw_under(seen.mail, signature, record)
    worth = worth_of(seen.received, seen.reading, sender_kind="own", is_layout_signed=seen.is_layout_signed(signature))
    if flaw or worth.shows != "dispatch":
        raise AssertionError(f"the measured mail proves nothing: {flaw or worth}")
    return seen


def _mail() -> bytes:
    """Return a mail of 28 kB such as shops send: plain text, and HTML with its looks in every cell of fifteen rows."""
    plain = "Hello Ana,\r\n\r\nyour order number 4711-0815 has been dispatched.\r\n"
    row = f'<tr><td style=3D"{STYLE}">Mug, blue</td><td style=3D"{STYLE}">12.00 EUR</td></tr>\r\n'
    parts = (
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n--b\r\nContent-Type: text/html; "
        f"charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><body><p>{plain}</p><table>\r\n"
        f"{row * ROWS}</table></body></html>\r\n--b--\r\n"
    )
    head = (
        "From: Acme <orders@acme.example>\r\nTo: ana@mail.example\r\n"
        f"Date: {format_datetime(datetime.now(UTC))}\r\nSubject: Your order 4711-0815 has been dispatched\r\n"
        'Message-ID: <m1@acme.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="b"\r\n'
    )
    return f"{head}\r\n{parts}".encode()


def _by_rsa() -> tuple[bytes, bytes]:
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return _signed(pem, b"rsa-sha256"), b"v=DKIM1; k=rsa; p=" + base64.b64encode(der)


def _by_ed25519() -> tuple[bytes, bytes]:
    key = ed25519.Ed25519PrivateKey.generate()
    record = b"v=DKIM1; k=ed25519; p=" + base64.b64encode(key.public_key().public_bytes_raw())
    return _signed(base64.b64encode(key.private_bytes_raw()), b"ed25519-sha256"), record


def _signed(key: bytes, algorithm: bytes) -> bytes:
    mail = _mail()
    signature: bytes = dkim.sign(
        mail,
        b"k1",
        b"acme.example",
        key,
        signature_algorithm=algorithm,
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=COVERED,
    )
    return signature + mail
