"""Redeeming a private token: by nobody who is known, once."""

import base64
import binascii
import hashlib
import re
from datetime import datetime
from hmac import compare_digest

from django.db import transaction
from django.utils.translation import gettext as _

from ratings.companies.models import Company, Slug
from ratings.companies.queries import surviving
from ratings.kernel.ids import base32, new_public_id
from ratings.kernel.refusals import Refused, invalid_field
from ratings.verification.blind.privacypass import Token, TokenError, decode_public_key, verify_token
from ratings.verification.models import RevokedClass, SpentToken, TokenClass
from ratings.verification.queries import challenge_for, token_class_by_key_id
from ratings.verification.rules import is_class_over, refusal_detail

ID_BYTES = 16
BASE64URL = re.compile("[A-Za-z0-9_-]+")


@transaction.atomic
def redeem_token(*, token: str, now: datetime, company: str = "", request_key: str = "") -> SpentToken:
    """
    Redeem a private token (base64url of RFC 9577's 354 bytes) and return what a review can be written under.

    Nothing is kept of when, from where or by whom, but the day. `company` is the slug that the token is presented
    for, where one is. A request that was lost is repaired by sending it again with the same `request_key`: the id is
    made of key and token then, so that nothing need be remembered of the request.

    Raises Invalid (`token`, `company`), Refused (`token-spent`, `token-expired`, `class-revoked`).
    """
    given = _decoded(token)
    found = _class_of(given)
    if company and not _is_page_of(company, found.company):
        words = _("This proof is for %(name)s; it proves nothing about another company.")
        raise invalid_field("company", words % {"name": found.company.name})
    if is_class_over(found.year, now=now):
        raise Refused("token-expired", _("This token is of a year too long ago; show a purchase of this or last year."))
    if RevokedClass.objects.filter(token_class=found).exists():
        raise class_revoked()
    token_hash = hashlib.sha256(given.signed_input).digest()
    spent = SpentToken(
        id=_repeatable_id(given, request_key) if request_key else new_public_id(),
        token_hash=token_hash,
        token_class=found,
        spent_on=now.date(),
    )
    # A conflict that the database reports as an error would stand in its log, with the time.
    SpentToken.objects.bulk_create([spent], ignore_conflicts=True)
    if not SpentToken.objects.filter(pk=spent.pk, token_hash=token_hash).exists():
        raise Refused(
            "token-spent",
            _("This token has been used, and each is good for one review. If it was you, the review's key opens it."),
        )
    return spent


def _is_page_of(slug: str, company: Company) -> bool:
    """Tell whether a slug, present or former, leads to a company or to the one that it was merged into."""
    return Slug.objects.filter(slug=slug.lower(), company_id__in=[company.pk, surviving(company)]).exists()


def class_revoked() -> Refused:
    """Return the refusal of a token, or of what it proved, whose class was revoked after it was taken."""
    return Refused("class-revoked", refusal_detail("class-revoked"))


def _decoded(token: str) -> Token:
    """Read a token. Raises Invalid (`token`)."""
    said = token.strip().rstrip("=")
    words = _("This is no private token: paste or choose the whole of what you were given.")
    if not BASE64URL.fullmatch(said):
        raise invalid_field("token", words)
    try:
        return Token.decode(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
    except (TokenError, binascii.Error) as error:
        raise invalid_field("token", words) from error


def _class_of(token: Token) -> TokenClass:
    """Return the class that a token was signed for, having checked key, challenge and signature. Raises Invalid."""
    found = token_class_by_key_id(token.token_key_id)
    if found is None:
        raise invalid_field("token", _("This token was not signed by a key of ours; take a new one on your page."))
    if not compare_digest(token.challenge_digest, challenge_for(found).digest):
        raise invalid_field("token", _("This token was made for another company or another place; take a new one."))
    try:
        verify_token(token, decode_public_key(bytes(found.public_key)))
    except TokenError as error:
        raise invalid_field("token", _("The signature of this token is not good; take a new one.")) from error
    return found


def _repeatable_id(token: Token, request_key: str) -> str:
    return base32(hashlib.sha256(b"redemption\x00" + token.signed_input + request_key.encode()).digest()[:ID_BYTES])
