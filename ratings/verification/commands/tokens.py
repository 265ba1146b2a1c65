"""Proving a purchase by a token that the company's own system signed."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ratings.claims.models import Representative
from ratings.companies.models import Company, Slug
from ratings.companies.queries import surviving
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.hashes import keyed_hash
from ratings.kernel.refusals import Forbidden, Refused, invalid_field
from ratings.verification.commands.numbers import hashes_of_subject
from ratings.verification.commands.verdicts import SHOWN, VERIFICATION, accept_purchase, begin_purchase, order_shown
from ratings.verification.models import Method, Purchase, Shows, SigningKey, SpentPurchaseToken
from ratings.verification.rules import Token, check_signature, check_times, other_ways, read_token

SHARE = "SELECT * FROM verification_signingkey WHERE id = %s FOR SHARE"


@transaction.atomic
def redeem_purchase_token(*, token: str, actor: Actor, now: datetime, company: str = "") -> Purchase:
    """
    Prove a purchase by its token (compact JWS), once; `company`, a slug, is the only one it may be from where given.

    Raises Invalid (`token`), Forbidden (`own-company`), Refused (`token-used`, `token-expired`, `token-not-yet`,
    `key-not-valid`, `key-revoked`, `order-shown`, `too-old`).
    """
    if actor.kind is not ActorKind.CUSTOMER or actor.user_id is None:
        raise Forbidden("not-a-customer", _("Only a customer can show a purchase."))
    said, key = check_token(token, now=now, company=company)
    # Shared, so that customers do not wait for each other, but none passes while the key is being revoked.
    _refuse_revoked(SigningKey.objects.raw(SHARE, [key.pk])[0])
    company_id = surviving(key.company)
    _refuse_own({key.company_id, company_id}, actor.user_id)
    _refuse_used(key.company_id, said, actor.user_id)
    try:
        begun = begin_purchase(
            company_id=company_id,
            customer_id=actor.user_id,
            method=Method.PURCHASE_TOKEN,
            now=now,
            **_order_named(key.company, said),
        )
    except Refused:
        _refuse_used(key.company_id, said, actor.user_id)  # it was redeemed at the same moment
        raise
    spent = SpentPurchaseToken(company_id=key.company_id, key=key, purchase=begun, spent_at=now)
    spent.jti_hash = _hash_of(key.company_id, said)
    spent.save(force_insert=True)
    issued_on = min(said.issued_at, now).date()
    return accept_purchase(
        purchase_id=begun.pk, actor=VERIFICATION, shows=Shows.ORDER, last_event_on=issued_on, now=now
    )


def check_token(token: str, *, now: datetime, company: str = "") -> tuple[Token, SigningKey]:
    """
    Return what a token says and the key that signed it, having checked all but whether it was used; changes nothing.

    Raises Invalid (`token`), Refused.
    """
    said = read_token(token.strip())
    company_id = _company_named(said.iss)
    keys = SigningKey.objects.select_related("company").filter(kid=said.kid)
    key = keys.filter(company_id=company_id).first() if company_id is not None else None
    if key is None:
        words = _("The token names a company or a key that is not registered here.")
        raise invalid_field("token", f"{words} {other_ways()}")
    check_signature(token.strip(), public_key=bytes(key.public_key))
    if company and _company_named(company) not in (company_id, surviving(key.company)):
        words = _("This token is from %(company)s and shows no purchase from anybody else.")
        raise invalid_field("token", words % {"company": key.company.name})
    _refuse_revoked(key)
    check_times(said, not_before=key.not_before, retires_at=key.retires_at, now=now)
    return said, key


def _order_named(company: Company, said: Token) -> dict[str, Any]:
    """Return how a token names its order: hidden by the key of the company that made it, also where that was merged."""
    if company.merged_into_id is None or not said.sub:
        return {"order_subject": said.sub}
    hashes = hashes_of_subject(company.pk, said.sub)
    pages = [company.pk, company.merged_into_id]
    if Purchase.objects.filter(company_id__in=pages, order_hash__in=hashes, state__in=SHOWN).exists():
        raise order_shown()
    return {"order_hash": hashes[0]}


def _company_named(name: str) -> int | None:
    """Return the id of the company of a slug, present or former, or of a public id; None where there is none."""
    return (
        Slug.objects.filter(slug=name).values_list("company_id", flat=True).first()
        or Company.objects.filter(public_id=name).values_list("pk", flat=True).first()
    )


def _refuse_revoked(key: SigningKey) -> None:
    if key.revoked_at is not None:
        words = _("The company has revoked the key that signed this token.")
        raise Refused("key-revoked", f"{words} {other_ways()}")


def _refuse_own(company_ids: set[int], user_id: int) -> None:
    """Refuse the company's own people: they hold the means to make tokens, and what they write has a connection."""
    if Representative.objects.filter(company_id__in=company_ids, user_id=user_id).exists():
        words = _(
            "You speak for this company here, and its own people cannot show purchases by its tokens. Show yours by an"
            " order mail or a bill; the review is labelled with your connection and not counted."
        )
        raise Forbidden("own-company", words)


def _refuse_used(company_id: int, said: Token, user_id: int) -> None:
    proved = spent_by(company_id, said)
    if proved is None:
        return
    if proved.customer_id == user_id:
        raise Refused("token-used", _("You have used this token already; your purchase is on your page."))
    words = _("This token has been used already; each can be used once.")
    raise Refused("token-used", f"{words} {other_ways()}")


def spent_by(company_id: int, said: Token) -> Purchase | None:
    """Return the purchase that a token has proved, None where it has not been used."""
    return Purchase.objects.filter(token__company_id=company_id, token__jti_hash=_hash_of(company_id, said)).first()


def _hash_of(company_id: int, said: Token) -> bytes:
    """Return what is kept of a token's name; its key is never rotated, so that no token comes back."""
    return keyed_hash(f"jti:{company_id}", said.jti, key_id=min(settings.HASH_KEYS))
