"""A raw mail examined: read, its signatures tried against the DNS and the archive of keys. Decides nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from ratings.kernel.refusals import Invalid
from ratings.verification.lookup import Outcome, Patience, look_up_key
from ratings.verification.models import DkimKey
from ratings.verification.rules.alignment import aligned_domain
from ratings.verification.rules.mails import Reading, is_inline_forward, read_mail
from ratings.verification.rules.receipt_refusals import OF_A_FORWARD, receipt_refusal
from ratings.verification.rules.receipts import date_flaw, key_covers
from ratings.verification.rules.received import Fields, Received, read_fields, split_mail, straightened
from ratings.verification.rules.signatures import (
    MOST_TRIED,
    Signature,
    covers_layout,
    flaw_of,
    read_key,
    signatures_of,
)
from ratings.verification.verifying import flaw_under

ARCHIVED = "archived-key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A mail as it was read, with the signatures that are worth trying, those aligned with its sender first."""

    mail: bytes
    fields: Fields
    received: Received
    reading: Reading
    candidates: tuple[Signature, ...]

    def is_layout_signed(self, signature: Signature) -> bool:
        """Tell whether nobody can have changed how the body is read since it was signed."""
        return self.received.has_plain_layout or covers_layout(signature, self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signature that holds, the key record under which it does, and what is to be kept in mind about it."""

    signature: Signature
    record: bytes
    flags: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Finding:
    """Which signatures hold, about which the DNS said nothing yet, and why the first other one does not hold."""

    signed: list[Signed] = field(default_factory=list)
    silent: list[Signature] = field(default_factory=list)
    flaw: str = ""


def examine(raw: bytes, *, now: datetime) -> Seen:
    """Read a mail and choose its signatures. Raises Invalid with a code out of receipt_refusals."""
    mail = straightened(raw)
    fields, body = split_mail(mail)
    received = read_fields(fields, body, size=len(mail))
    if flaw := date_flaw(received.sent_at, now=now):
        raise receipt_refusal(flaw)
    try:
        candidates = _candidates(fields, received, now=now)
    except Invalid as refusal:
        raise unsigned(refusal.code, received) from refusal
    return Seen(mail=mail, fields=fields, received=received, reading=read_mail(received), candidates=candidates)


def unsigned(code: str, received: Received) -> Invalid:
    """Return the refusal of a mail no signature of which holds; one that carries another as text is told so."""
    is_forward = code in OF_A_FORWARD and is_inline_forward(subject=received.subject, text=received.text)
    return receipt_refusal("forwarded-inline" if is_forward else code)


def _candidates(fields: Fields, received: Received, *, now: datetime) -> tuple[Signature, ...]:
    found = signatures_of(fields)
    # In the order of the mail, aligned ones first: `sorted` keeps the order of equals.
    in_turn = sorted(found, key=lambda one: not is_aligned(one, received))
    good = [one for one in in_turn if not flaw_of(one, now=now)]
    if not good:
        raise receipt_refusal(flaw_of(in_turn[0], now=now))
    return tuple(good[:MOST_TRIED])


def is_aligned(signature: Signature, received: Received) -> bool:
    """Tell whether the domain that signed is that of the sender."""
    return bool(aligned_domain(signing_domain=signature.domain, from_address=received.from_address))


def try_signatures(seen: Seen, *, seconds: float, now: datetime) -> Finding:
    """Try the signatures until one holds that is the sender's own; the DNS is asked for so many seconds in all."""
    finding = Finding()
    patience = Patience(seconds)
    for signature in seen.candidates:
        answer = look_up_key(domain=signature.domain, selector=signature.selector, patience=patience)
        if answer.outcome is Outcome.SILENT:
            finding.silent.append(signature)
            continue
        signed, flaw = _tried(seen, signature, answer.records, now=now)
        if signed is None:
            finding.flaw = finding.flaw or flaw
            continue
        finding.signed.append(signed)
        if is_aligned(signature, seen.received):
            break
    return finding


def _tried(seen: Seen, signature: Signature, records: tuple[bytes, ...], *, now: datetime) -> tuple[Signed | None, str]:
    """Return the signature with the key under which it holds, or the flaw of the first key."""
    signed, flaw = _under_any(seen, signature, records)
    if signed is None and flaw not in ("body-changed", "key-testing", "key-revoked"):
        archived = tuple(archived_records(signature, sent_at=seen.received.sent_at))
        found, _flaw = _under_any(seen, signature, archived)
        # A short key may have been computed from its public half since it was replaced.
        if found is not None and "short-key" not in found.flags:
            return Signed(signature=signature, record=found.record, flags=(*found.flags, ARCHIVED)), ""
    note_records(signature, records, is_new=signed is not None, now=now)
    return signed, flaw or "no-key"


def _under_any(seen: Seen, signature: Signature, records: tuple[bytes, ...]) -> tuple[Signed | None, str]:
    first = ""
    for record in records:
        key = read_key(record, signature)
        flaw = key.flaw or flaw_under(seen.mail, signature, record)
        if not flaw:
            return Signed(signature=signature, record=record, flags=key.flags), ""
        first = first or flaw
    return None, first


def archived_records(signature: Signature, *, sent_at: datetime) -> Iterator[bytes]:
    """Yield the keys that the DNS had when a mail was dated; none where it has been revoked there since."""
    kept = list(DkimKey.objects.filter(domain=signature.domain, selector=signature.selector).order_by("-last_seen_at"))
    records = [(one, one.record.encode()) for one in kept]
    if any(read_key(record, signature).flaw == "key-revoked" for _one, record in records):
        return
    for one, record in records:
        if key_covers(first_seen_at=one.first_seen_at, last_seen_at=one.last_seen_at, sent_at=sent_at):
            yield record


def note_records(signature: Signature, records: tuple[bytes, ...], *, is_new: bool, now: datetime) -> None:
    """Keep what the DNS has for a domain and selector: a new key where a signature holds under it, else known names."""
    name = {"domain": signature.domain, "selector": signature.selector}
    if is_new or DkimKey.objects.filter(**name).exists():
        for record in records:
            keep_key(domain=signature.domain, selector=signature.selector, record=record, now=now)


def keep_key(*, domain: str, selector: str, record: bytes, now: datetime) -> DkimKey | None:
    """Write down that the DNS has a record now; None for one that is no text."""
    if not record.isascii() or b"\0" in record:
        return None
    key, is_new = DkimKey.objects.get_or_create(
        domain=domain,
        selector=selector,
        record_hash=hashlib.sha256(record).hexdigest(),
        defaults={"record": record.decode(), "first_seen_at": now, "last_seen_at": now},
    )
    if not is_new:
        DkimKey.objects.filter(pk=key.pk, last_seen_at__lt=now).update(last_seen_at=now)
    return key
