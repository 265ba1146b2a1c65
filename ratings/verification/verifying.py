"""One signature of a mail against one key record, by dkimpy, which is told nothing but these two."""

import logging
import re

import dkim

from ratings.verification.rules.signatures import SHORTEST_RSA, Signature

SILENT = logging.getLogger("verification.dkim")
"""Says nothing to nobody: what a library says about a mail may quote it."""
SILENT.propagate = False
SILENT.disabled = True


def flaw_under(mail: bytes, signature: Signature, record: bytes) -> str:
    """
    Return why a signature does not hold under a key, as a refusal's code; empty where it does.

    `mail` is straightened, `signature` one of its own without flaws, `record` a key record that can be used.
    """
    checker = dkim.DKIM(mail, logger=SILENT, minkey=SHORTEST_RSA)
    if signature.is_relaxed:
        # The library's own way of dropping white space takes quadratic time; after this there is none to drop.
        checker.body = _without_loose_space(checker.body)
    try:
        holds = checker.verify(idx=signature.place, dnsfunc=lambda _name, **_options: record)
    except dkim.ValidationError as error:
        return "body-changed" if str(error).startswith("body hash") else "signature-broken"
    except (dkim.DKIMException, ValueError, TypeError, KeyError, IndexError, AssertionError):
        return "signature-broken"
    return "" if holds else "signature-broken"


def _without_loose_space(body: bytes) -> bytes:
    """Return a body with runs of spaces as one and none at the ends of lines (RFC 6376, 3.4.4)."""
    return b"\r\n".join(re.sub(rb"[\t ]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n"))
