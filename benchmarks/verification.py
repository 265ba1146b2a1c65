"""
How long a proof takes to check, and how many a core checks in a second.

Goals, for the check alone: a purchase token under 5 ms, a signed receipt under 50 ms without DNS, 100 checks per second
and core. What a whole command takes, which also writes the proof and commits it, is told beside them. One
process measures; the servers that it asks run beside it.
"""

import json
import secrets
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

django.setup()

from accounts.models import User  # noqa: E402
from benchmarks.figures import Figures, print_table, summary  # noqa: E402
from benchmarks.verification_receipts import checks_by_key  # noqa: E402
from ratings.companies.commands import Particulars, open_company  # noqa: E402
from ratings.kernel.actor import Actor  # noqa: E402
from ratings.verification.commands import redeem_purchase_token, register_key  # noqa: E402
from ratings.verification.commands.numbers import order_subject  # noqa: E402
from ratings.verification.rules import check_signature, read_token, thumbprint  # noqa: E402
from ratings.verification.rules.keys import base64url  # noqa: E402

GOALS = {"token_ms": 5.0, "receipt_ms": 50.0, "per_second": 100.0}
COMMAND = "whole command"
TOKENS = 1000
QUICK = 50
OPERATOR = Actor.operator()

type Measure = Callable[[int], Mapping[str, Figures]]
"""Takes how many proofs to check; returns rows by name, each with per_second, p50_ms, p99_ms and n."""


def timed(calls: Sequence[Callable[[], object]]) -> Figures:
    """
    Return the figures of calls made one after the other; the first tenth warms up and is not counted.

    `cpu_ms` and `per_core` are of the time that this process worked: what others do on the machine is not in them.
    """
    warm = len(calls) // 10
    for call in calls[:warm]:
        call()
    latencies = []
    begun, worked = time.perf_counter(), time.process_time()
    for call in calls[warm:]:
        start = time.perf_counter()
        call()
        latencies.append(time.perf_counter() - start)
    seconds, busy = time.perf_counter() - begun, time.process_time() - worked
    return summary(latencies, seconds) | {
        "cpu_ms": round(busy / len(latencies) * 1000, 2),
        "per_core": round(len(latencies) / busy, 1),
    }


def tokens(n: int) -> Mapping[str, Figures]:
    """Measure a purchase token: its check alone, and the whole command that writes what it proves."""
    now = datetime.now(UTC)
    particulars = Particulars(name="Till", country="DE", sector="47.91", domains=("till.example",))
    company = open_company(particulars=particulars, actor=OPERATOR, now=now)
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    register_key(company_id=company.pk, key=base64url(public), actor=OPERATOR, now=now)
    signed = [_signed(key, company.slug, order_subject(company.pk, f"T-{number}"), now) for number in range(n)]
    customers = [Actor.customer(User.objects.create_user(f"c{number}@till.example").pk) for number in range(n)]

    def check(token: str) -> None:
        read_token(token)
        check_signature(token, public_key=public)

    return {
        "token, check": timed([lambda token=token: check(token) for token in signed]),  # type: ignore[misc]
        "token, whole command": timed(
            [
                lambda token=token, customer=customer: redeem_purchase_token(token=token, actor=customer, now=now)  # type: ignore[misc]
                for token, customer in zip(signed, customers, strict=True)
            ]
        ),
    }


def receipts(n: int) -> Mapping[str, Figures]:
    """Measure a signed receipt from its bytes to its verdict, DNS and database left out, for each kind of key."""
    return {f"receipt, {name}": timed([check] * n) for name, check in checks_by_key().items()}


def _signed(key: Ed25519PrivateKey, company: str, subject: str, now: datetime) -> str:
    kid = thumbprint(key.public_key().public_bytes_raw())
    issued, expires = now.timestamp(), (now + timedelta(days=90)).timestamp()
    claims = {"iss": company, "sub": subject, "iat": int(issued), "exp": int(expires), "jti": secrets.token_hex(16)}
    said = ".".join(base64url(json.dumps(part).encode()) for part in ({"alg": "EdDSA", "kid": kid}, claims))
    return f"{said}.{base64url(key.sign(said.encode()))}"


MEASURES: tuple[Measure, ...] = (tokens, receipts)
"""What is measured, one function for each kind of proof."""


def main(argv: Sequence[str]) -> dict[str, Any]:
    """Measure all kinds of proofs; `--quick` checks few of each."""
    n = QUICK if "--quick" in argv else TOKENS
    rows: dict[str, Figures] = {}
    for measure in MEASURES:
        rows |= measure(n)
    print_table("verification, one core", rows)
    held = {
        name: row["cpu_ms"] < GOALS["token_ms" if name.startswith("token") else "receipt_ms"]
        and row["per_core"] >= GOALS["per_second"]
        for name, row in rows.items()
        if not name.endswith(COMMAND)
    }
    return {"proofs": rows, "goals": GOALS, "held": held}


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(main(sys.argv[2:]), indent=2) + "\n")
