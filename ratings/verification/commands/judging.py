"""An examined mail judged: which signature counts, for which company, and what is kept of that."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from ratings.kernel.hashes import keyed_hash, newest_key_id
from ratings.verification.commands.placing import Place, place_of
from ratings.verification.examining import Finding, Seen, Signed, is_aligned, keep_key, unsigned
from ratings.verification.models import DkimKey
from ratings.verification.rules.receipts import Worth, worth_of
from ratings.verification.rules.signatures import Signature

CHECKS = ("signature", "body", "headers", "recipient", "date", "unused")
"""What has been checked of every mail whose signature holds, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A mail with the signature that counts, under its key where the DNS has answered, and what it is worth."""

    seen: Seen
    signature: Signature
    signed: Signed | None
    place: Place
    worth: Worth


def judge(seen: Seen, finding: Finding, *, company_id: int | None) -> Judged:
    """
    Choose the signature that counts: one that holds for a known sender, else one that the DNS still owes us, else one
    that holds for an unknown sender. Raises Invalid, Refused.
    """
    if not finding.signed and not finding.silent:
        raise unsigned(finding.flaw, seen.received)
    holding = [(one, place_of(seen, one.signature, company_id=company_id)) for one in finding.signed]
    for signed, place in holding:
        if place.is_known:
            return _judged(seen, signed.signature, signed, place)
    owed = [one for one in finding.silent if not holding or is_aligned(one, seen.received)]
    if owed:
        return _judged(seen, owed[0], None, place_of(seen, owed[0], company_id=company_id))
    signed, place = holding[0]
    return _judged(seen, signed.signature, signed, place)


def _judged(seen: Seen, signature: Signature, signed: Signed | None, place: Place) -> Judged:
    worth = worth_of(
        seen.received, seen.reading, sender_kind=place.kind, is_layout_signed=seen.is_layout_signed(signature)
    )
    return Judged(seen=seen, signature=signature, signed=signed, place=place, worth=worth)


def content_of(seen: Seen) -> str:
    """
    Return what every signature that is taken vouches for as one line: the same mail under another Message-ID, with
    other spaces or said to be in another charset is the same mail.
    """
    _head, _gap, body = seen.mail.partition(b"\r\n\r\n")
    digest = hashlib.sha256(b" ".join(body.split())).hexdigest()
    received = seen.received
    subject = " ".join(received.subject.split())
    return " ".join(
        (received.from_address, ",".join(received.to_addresses), received.sent_at.isoformat(), subject, digest)
    )


def receipt_fields(judged: Judged, *, now: datetime) -> dict[str, object]:
    signature, signed, place = judged.signature, judged.signed, judged.place
    doubts = () if judged.seen.is_layout_signed(signature) else ("layout-unsigned",)
    return {
        "signing_domain": signature.domain,
        "selector": signature.selector,
        "sender": place.sender,
        "checks": [*CHECKS, place.kind] if signed and place.kind else list(CHECKS) if signed else [],
        "flags": sorted({*(signed.flags if signed else ()), *judged.seen.received.marks, *doubts}),
        "message_hash": keyed_hash("message", judged.seen.received.message_id),
        "content_hash": keyed_hash("mail", content_of(judged.seen)),
        "hash_key_id": newest_key_id(),
        "checked_at": now,
    }


def kept_key(judged: Judged, *, now: datetime) -> DkimKey | None:
    """Return the row of the key under which a signature holds; one out of the archive is not seen now."""
    if judged.signed is None:
        return None
    name = {"domain": judged.signature.domain, "selector": judged.signature.selector}
    digest = hashlib.sha256(judged.signed.record).hexdigest()
    known = DkimKey.objects.filter(record_hash=digest, **name).first()
    return known or keep_key(record=judged.signed.record, now=now, **name)
