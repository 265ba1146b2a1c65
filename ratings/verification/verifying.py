"""One signature of a mail against one key record, by dkimpy, which is told nothing but these two."""

import logging
import re

import dkim
from dkim.util import InvalidTagValueList, parse_tag_value

from ratings.verification.rules.signatures import SHORTEST_RSA, Signature

SILENT = logging.getLogger("verification.dkim")
"""Says nothing to nobody: what a library says about a mail may quote it."""
SILENT.propagate = False
SILENT.disabled = True


def flaw_under(mail: bytes, signature: Signature, record: bytes) -> str:
    """
    Return why a signature does not hold under a key, as a refusal's code; empty where it does.

    `mail` is straightened, `signature` one of its own without flaws, `record` a key record that can be used.
    Whether it has run out is for `flaw_of` to say, which knows when the mail came; the library only knows the present.
    """
    head, _gap, body = mail.partition(b"\r\n\r\n")
    try:
        checker = dkim.DKIM(head + b"\r\n\r\n", logger=SILENT, minkey=SHORTEST_RSA)
        checker.body = body
        holds = _holds(checker, signature, record)
    except dkim.ValidationError as error:
        return "body-changed" if str(error).startswith("body hash") else "signature-broken"
    except (dkim.DKIMException, InvalidTagValueList, ValueError, TypeError, KeyError, IndexError, AssertionError):
        return "signature-broken"
    return "" if holds else "signature-broken"


def _holds(checker: dkim.DKIM, signature: Signature, record: bytes) -> bool:
    """Do what the library's `verify` does, `x=` left out and the body made ready in linear time."""
    header = [one for one in checker.headers if one[0].lower() == b"dkim-signature"][signature.place]
    tags = parse_tag_value(header[1])
    dkim.validate_signature_fields({name: value for name, value in tags.items() if name != b"x"})
    names = [one.lower() for one in re.split(rb"\s*:\s*", tags[b"h"])]
    if signature.is_relaxed and checker.body.strip():
        # After this the body's simple form is its relaxed one; the library's own way takes quadratic time.
        checker.body = _without_loose_space(checker.body)
        tags[b"c"] = tags[b"c"].rpartition(b"/")[0] + b"/simple"
    return bool(checker.verify_sig(tags, names, header, lambda _name, **_options: record))


def _without_loose_space(body: bytes) -> bytes:
    """Return a body with runs of spaces as one and none at the ends of lines (RFC 6376, 3.4.4)."""
    body = body.replace(b"\t", b" ")
    # Each round halves the longest run: many times faster than an expression that stops at every space.
    while b"  " in body:
        body = body.replace(b"  ", b" ")
    return body.replace(b" \r\n", b"\r\n").removesuffix(b" ")
