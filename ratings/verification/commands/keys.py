"""The keys that companies sign purchase tokens with: registered, retired, revoked, each in public."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ratings.companies.models import Company
from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.refusals import Forbidden, NotFound, Refused, invalid_field
from ratings.verification.models import SigningKey
from ratings.verification.rules import KEY_NAME, MOST_ACTIVE_KEYS, read_public_key, thumbprint

KEEPERS = ("owner", "manager")
"""The roles of a team that may change its keys."""


@transaction.atomic
def register_key(
    *, company_id: int, key: str, actor: Actor, now: datetime, kid: str = "", not_before: datetime | None = None
) -> SigningKey:
    """
    Register a public key (PEM, JWK or base64url); its name is its thumbprint where none is given.

    Raises Invalid (`key`, `kid`, `not_before`), Refused (`key-known`, `name-taken`, `too-many-keys`), Forbidden,
    NotFound.
    """
    _refuse_others(company_id, actor)
    raw = read_public_key(key)
    name = kid.strip() or thumbprint(raw)
    if not KEY_NAME.fullmatch(name):
        raise invalid_field("kid", _("A key's name has 1 to 64 letters, digits, dots, dashes and underscores."))
    if not_before is not None and not_before < now:
        raise invalid_field("not_before", _("A key is valid from now or later, not from a moment that has passed."))
    # Two who register at once would both find room for one more.
    if not Company.objects.select_for_update(no_key=True).filter(pk=company_id).exists():
        raise NotFound("no-such-company", _("There is no such company."))
    _refuse_known(company_id, raw, name, now=now)
    try:
        with transaction.atomic():
            made = SigningKey.objects.create(
                company_id=company_id,
                kid=name,
                thumbprint=thumbprint(raw),
                public_key=raw,
                added_at=now,
                added_by_id=actor.user_id,
                not_before=not_before or now,
            )
    except IntegrityError as error:  # another company was a moment faster with the same key
        raise _known_elsewhere() from error
    record(
        "key.registered", company_id=company_id, subject=made.thumbprint, now=now, valid_from=_moment(made.not_before)
    )
    return made


def _refuse_others(company_id: int, actor: Actor) -> None:
    if not (actor.kind is ActorKind.OPERATOR or actor.speaks_for(company_id, roles=KEEPERS)):
        raise Forbidden("not-your-keys", _("Only an owner or manager of the company's page changes its keys."))


def _refuse_known(company_id: int, raw: bytes, name: str, *, now: datetime) -> None:
    known = SigningKey.objects.filter(thumbprint=thumbprint(raw)).first()
    if known is not None and known.company_id != company_id:
        raise _known_elsewhere()
    if known is not None:
        raise Refused("key-known", _("This key is registered already. A key that was revoked or retired stays that."))
    own = SigningKey.objects.filter(company_id=company_id)
    if own.filter(kid=name).exists():
        raise Refused("name-taken", _("Another key of yours has this name; give this one another."))
    if (
        own.filter(Q(retires_at__isnull=True) | Q(retires_at__gt=now), revoked_at__isnull=True).count()
        >= MOST_ACTIVE_KEYS
    ):
        words = _("You have %(n)d valid keys, which is the most; retire or revoke one first.")
        raise Refused("too-many-keys", words % {"n": MOST_ACTIVE_KEYS})


def _known_elsewhere() -> Refused:
    return Refused(
        "key-known", _("This key is in use elsewhere; every company needs a pair of its own. Make a new one.")
    )


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


@transaction.atomic
def retire_key(*, company_id: int, kid: str, retires_at: datetime, actor: Actor, now: datetime) -> SigningKey:
    """
    Say until when a key signs; what it signed before stays good, so that old and new overlap in a rotation.

    Raises Invalid (`retires_at`), Refused (`key-revoked`, `key-retired`), Forbidden, NotFound.
    """
    found = _lock(company_id, kid, actor)
    if found.retires_at is not None and found.retires_at <= now:
        raise Refused("key-retired", _("This key is retired already."))
    if retires_at < now:
        raise invalid_field("retires_at", _("A key is retired now or later, not at a moment that has passed."))
    found.retires_at = retires_at
    found.save(update_fields=["retires_at"])
    record("key.retired", company_id=company_id, subject=found.thumbprint, now=now, valid_until=_moment(retires_at))
    return found


@transaction.atomic
def revoke_key(*, company_id: int, kid: str, actor: Actor, now: datetime) -> SigningKey:
    """
    Take a key back at once and for good: tokens that it signed prove nothing any more. What was proved stands.

    Raises Refused (`key-revoked`), Forbidden, NotFound.
    """
    found = _lock(company_id, kid, actor)
    found.revoked_at = now
    found.save(update_fields=["revoked_at"])
    record("key.revoked", company_id=company_id, subject=found.thumbprint, now=now)
    return found


def _lock(company_id: int, kid: str, actor: Actor) -> SigningKey:
    _refuse_others(company_id, actor)
    found = SigningKey.objects.select_for_update(no_key=True).filter(company_id=company_id, kid=kid).first()
    if found is None:
        raise NotFound("no-such-key", _("This company has no key of that name."))
    if found.revoked_at is not None:
        raise Refused("key-revoked", _("This key is revoked already."))
    return found
