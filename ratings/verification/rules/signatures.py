"""What a DKIM signature (RFC 6376) and its key record say, and what is wrong with them; no network, no clock."""

import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from dkim import DKIMException, evaluate_pk
from dkim.util import InvalidTagValueList, parse_tag_value

from ratings.companies.rules import HOST_SHAPE
from ratings.verification.rules.receipt_refusals import receipt_refusal
from ratings.verification.rules.received import Fields

MOST_SIGNATURES = 10
"""Signatures in one mail. Two or three are usual: the shop's, and that of the service that sends for it."""
MOST_TRIED = 4
LONGEST_BLANK = 200
COVERED = frozenset({"from", "to", "date", "subject"})
"""What a signature has to cover, besides the whole body."""
LAYOUT = frozenset({"content-type", "content-transfer-encoding"})
ALGORITHMS = {"rsa-sha256": "rsa", "ed25519-sha256": "ed25519"}
"""Signature algorithms that are taken (RFC 8301, RFC 8463) with the kind of key that each needs."""
SHORTEST_RSA = 1024
GOOD_RSA = 2048
LONGEST_RSA = 8192
LONGEST_EXPONENT = 64
LARGEST_RECORD = 4096
SELECTOR = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,126}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """
    One DKIM-Signature field: `place` counts them from the top, from 0; `covers` has header names in lower case.

    `identity_domain` is that of `i=`; `is_relaxed` tells whether the body is canonicalised so.
    """

    place: int
    domain: str
    selector: str
    algorithm: str
    covers: frozenset[str]
    has_length: bool
    signed_at: datetime | None
    expires_at: datetime | None
    identity_domain: str
    is_relaxed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a key record says: `flaw` is a refusal's code, empty for a key that can be used; sizes are in bits."""

    flaw: str = ""
    bits: int = 0
    flags: tuple[str, ...] = field(default=())


def signatures_of(fields: Sequence[tuple[str, bytes]]) -> list[Signature]:
    """
    Return the signatures of a mail that can be read. Raises Invalid where there is none, or a heap of them.

    >>> value = b" v=1; a=rsa-sha256; d=Shop.example; s=k1;\\r\\n h=From:To; bh=YQ==; b=YQ==\\r\\n"
    >>> [(one.domain, one.selector, sorted(one.covers)) for one in signatures_of([("dkim-signature", value)])]
    [('shop.example', 'k1', ['from', 'to'])]
    """
    values = [value for name, value in fields if name == "dkim-signature"]
    if not values:
        raise receipt_refusal("no-signature")
    if len(values) > MOST_SIGNATURES:
        raise receipt_refusal("many-signatures")
    found = [_signature(place, value) for place, value in enumerate(values)]
    readable = [one for one in found if one is not None]
    if not readable:
        raise receipt_refusal("signature-broken")
    return readable


def _signature(place: int, value: bytes) -> Signature | None:
    # Its reader goes back and forth in white space: quadratic where there is much of it.
    if re.search(rb"\s{%d}" % LONGEST_BLANK, value):
        return None
    try:
        tags = {name.decode("ascii"): text.decode("ascii") for name, text in parse_tag_value(value).items()}
        domain = tags["d"].lower().encode("idna").decode("ascii")
        names = frozenset(name.strip().lower() for name in tags["h"].split(":"))
        signature = Signature(
            place=place,
            domain=domain,
            selector=tags["s"].lower(),
            algorithm=tags["a"].lower(),
            covers=names,
            has_length="l" in tags,
            signed_at=_moment(tags.get("t")),
            expires_at=_moment(tags.get("x")),
            identity_domain=tags.get("i", f"@{domain}").rpartition("@")[2].lower(),
            is_relaxed=tags.get("c", "").lower().endswith("/relaxed"),
        )
    except (InvalidTagValueList, KeyError, ValueError, OverflowError, OSError):
        return None
    is_host = HOST_SHAPE.fullmatch(domain) and SELECTOR.fullmatch(signature.selector)
    return signature if is_host and tags.get("v", "1") == "1" else None


def _moment(seconds: str | None) -> datetime | None:
    if seconds is None:
        return None
    if not seconds.isdecimal():
        raise ValueError(seconds)
    return datetime.fromtimestamp(int(seconds), UTC)


def flaw_of(signature: Signature, *, now: datetime) -> str:
    """
    Return why a signature proves nothing however good its key is, as a refusal's code; empty where nothing is wrong.

    SHA-1 is refused (RFC 8301), a length too: what comes after it anybody may have written (RFC 6376, 8.2). `now` is
    when the mail came to us: a signature does not run out while it waits for the DNS.
    """
    if signature.algorithm not in ALGORITHMS:
        return "weak-signature"
    if signature.has_length:
        return "part-signed"
    if not signature.covers >= COVERED:
        return "header-unsigned"
    if signature.expires_at is not None and signature.expires_at <= now:
        return "signature-expired"
    is_backwards = signature.signed_at and signature.expires_at and signature.expires_at < signature.signed_at
    return "signature-broken" if is_backwards else ""


def read_key(record: bytes, signature: Signature) -> Key:
    """
    Read a key record (RFC 6376, 3.6.1; RFC 8463) as this signature would use it.

    >>> signature = signatures_of([("dkim-signature", b"a=ed25519-sha256;d=a.example;s=k;h=from;bh=;b=")])[0]
    >>> read_key(b"v=DKIM1; k=ed25519; p=", signature).flaw, read_key(b"v=spf1 -all", signature).flaw
    ('key-revoked', 'key-unreadable')
    >>> read_key(b"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", signature)
    Key(flaw='', bits=256, flags=())
    """
    try:
        tags = {name.decode(): text.decode() for name, text in parse_tag_value(record[:LARGEST_RECORD]).items()}
        if tags.get("v", "DKIM1") != "DKIM1" or "p" not in tags:
            return Key(flaw="key-unreadable")
        if not tags["p"]:
            return Key(flaw="key-revoked")
        if flaw := _use_flaw(tags, signature):
            return Key(flaw=flaw)
        public, bits, _kind, _is_report = evaluate_pk(b"key", record)
    except (DKIMException, InvalidTagValueList, binascii.Error, ValueError, KeyError, TypeError, IndexError):
        return Key(flaw="key-unreadable")
    if tags.get("k", "rsa") == "ed25519":
        return Key(bits=256)
    return _rsa(bits, int(public["publicExponent"]))


def _use_flaw(tags: dict[str, str], signature: Signature) -> str:
    """Return what a usable key's own tags forbid: RFC 6376 leaves `t=y`, `h=` and `s=` to the verifier."""
    flags = _listed(tags.get("t", ""))
    if "y" in flags:
        return "key-testing"
    is_right_kind = ALGORITHMS.get(signature.algorithm) == tags.get("k", "rsa")
    is_for_mail = {"*", "email"} & _listed(tags.get("s", "*"))
    is_strict = "s" in flags and signature.identity_domain != signature.domain
    if not is_right_kind or not is_for_mail or is_strict or "sha256" not in _listed(tags.get("h", "sha256")):
        return "key-for-else"
    return ""


def _listed(value: str) -> set[str]:
    return {one.strip().lower() for one in value.split(":")}


def _rsa(bits: int, exponent: int) -> Key:
    if bits < SHORTEST_RSA:
        return Key(flaw="key-short", bits=bits)
    if bits > LONGEST_RSA or exponent.bit_length() > LONGEST_EXPONENT:
        return Key(flaw="key-unreadable", bits=bits)
    return Key(bits=bits, flags=("short-key",) if bits < GOOD_RSA else ())


def covers_layout(signature: Signature, fields: Fields) -> bool:
    """Tell whether the fields that say how the body is read are signed, as far as there are any."""
    return {name for name, _value in fields if name in LAYOUT} <= signature.covers
