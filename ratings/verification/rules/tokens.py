"""Purchase tokens: compact JWS (RFC 7515) that a company's own system signs with Ed25519 (RFC 8037), read strictly."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from django.utils.translation import gettext as _
from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry

from ratings.kernel.refusals import Invalid, Refused, invalid_field
from ratings.verification.rules.keys import KEY_NAME, base64url

LONGEST_TOKEN = 4096
LEEWAY = timedelta(minutes=2)
LONGEST_LIFE = timedelta(days=400)
LAST_MOMENT = 253_402_300_799
"""The last second of the year 9999."""
ALGORITHM = "EdDSA"
SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
HEADER_MEMBERS = frozenset({"alg", "kid", "typ"})
CLAIMS = ("iss", "sub", "iat", "exp", "jti")
TEXT_CLAIMS = {
    "iss": re.compile(r"[A-Za-z0-9_-]{1,80}"),
    "sub": re.compile(r"[A-Za-z0-9_-]{43}"),
    "jti": re.compile(r"[A-Za-z0-9._:-]{1,128}"),
}


class _Pinned(JWSRegistry):
    """
    EdDSA and nothing else, whatever a header says.

    RFC 9864 would have it called Ed25519 now, of which the library warns at each look-up; only Ed25519 keys are
    registered, so the older name, which every tool writes, leaves nothing open here.
    """

    def get_alg(self, name: str) -> Any:
        """Return the one algorithm. Raises UnsupportedAlgorithmError."""
        if name != ALGORITHM:
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[ALGORITHM]


PINNED = _Pinned()


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """
    What a token says: which key signed it, and the five claims.

    `iss` is the company's slug or public id, `sub` the order number as the company hides it, `jti` the token's name.
    """

    kid: str
    iss: str
    sub: str
    issued_at: datetime
    expires_at: datetime
    jti: str


def _refused(words: str) -> Invalid:
    return invalid_field("token", f"{words} {other_ways()}")


def other_ways() -> str:
    """Return what would work instead of a token, in words."""
    return _("Ask the company for a new one, or show the purchase by an order mail, a bill or a photo of the receipt.")


def read_token(text: str) -> Token:
    """
    Return what a token says, before its signature is looked at; nothing in it can be believed yet.

    Raises Invalid (`token`), naming what is wrong with its form.
    """
    if len(text) > LONGEST_TOKEN:
        raise _refused(_("This is too long for a purchase token."))
    if not SHAPE.fullmatch(text):
        raise _refused(_("This is no purchase token; it may have been cut off when it was copied."))
    header, payload, _signature = text.split(".")
    kid = _checked_header(_members(header, "header"))
    claims = _members(payload, "payload")
    _check_claims(claims)
    return Token(
        kid=kid,
        iss=claims["iss"],
        sub=claims["sub"],
        jti=claims["jti"],
        issued_at=datetime.fromtimestamp(claims["iat"], UTC),
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
    )


def _members(part: str, name: str) -> Mapping[str, Any]:
    """Return a part's JSON object; a name that stands twice would be read one way here and another way elsewhere."""
    try:
        data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        members = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_refuse_constant)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise _refused(_("The token's %(part)s is not one JSON object.") % {"part": name}) from error
    if not isinstance(members, dict) or base64url(data) != part:
        raise _refused(_("The token's %(part)s is not one JSON object.") % {"part": name})
    return members


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name stands twice")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _checked_header(header: Mapping[str, Any]) -> str:
    if header.get("alg") != ALGORITHM:
        raise _refused(_("The token is not signed by EdDSA."))
    if not header.keys() <= HEADER_MEMBERS or header.get("typ", "JWT") != "JWT":
        raise _refused(_("The token's header may hold alg, kid and typ (JWT) only."))
    kid = header.get("kid")
    if not isinstance(kid, str) or not KEY_NAME.fullmatch(kid):
        raise _refused(_("The token does not name its key (kid)."))
    return kid


def _check_claims(claims: Mapping[str, Any]) -> None:
    missing = [name for name in CLAIMS if name not in claims]
    if missing:
        raise _refused(_("The token lacks: %(names)s.") % {"names": ", ".join(missing)})
    if len(claims) > len(CLAIMS):
        raise _refused(_("The token says more than it may: only %(names)s.") % {"names": ", ".join(CLAIMS)})
    wrong = [name for name, shape in TEXT_CLAIMS.items() if not _is_text(claims[name], shape)]
    wrong += [name for name in ("iat", "exp") if type(claims[name]) is not int or not 0 <= claims[name] <= LAST_MOMENT]
    if wrong or not _is_canonical(claims["sub"]):
        words = _("These claims of the token are not what they must be: %(names)s.")
        raise _refused(words % {"names": ", ".join(wrong or ["sub"])})


def _is_text(value: object, shape: re.Pattern[str]) -> bool:
    return isinstance(value, str) and shape.fullmatch(value) is not None


def _is_canonical(subject: str) -> bool:
    """Tell whether 43 characters are the only way to write their 32 bytes, so that an order has one name."""
    return base64url(base64.urlsafe_b64decode(subject + "=")) == subject


def check_signature(text: str, *, public_key: bytes) -> None:
    """Raise Invalid (`token`) unless the key has signed the token, by EdDSA and nothing else."""
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": base64url(public_key)})
    try:
        jws.deserialize_compact(text, key, registry=PINNED)
    except (JoseError, ValueError) as error:
        raise _refused(_("The token's signature is wrong: its key did not sign it, or it was changed.")) from error


def check_times(token: Token, *, not_before: datetime, retires_at: datetime | None, now: datetime) -> None:
    """
    Raise Invalid or Refused (`token-not-yet`, `token-expired`, `key-not-valid`) unless now is within the token's life.

    A key is valid for what was signed from `not_before` until `retires_at`, so that a receipt printed before a
    rotation is good after it.
    """
    if not timedelta(0) < token.expires_at - token.issued_at <= LONGEST_LIFE:
        words = _("The token ends before it begins, or more than %(days)d days later.")
        raise _refused(words % {"days": LONGEST_LIFE.days})
    if token.issued_at > now + LEEWAY:
        raise Refused("token-not-yet", _("The token was issued in the future.") + " " + other_ways())
    if token.expires_at <= now:
        raise Refused("token-expired", _("The token has expired.") + " " + other_ways())
    if token.issued_at < not_before - LEEWAY or (retires_at is not None and token.issued_at >= retires_at):
        words = _("The token was issued when its key was not valid.")
        raise Refused("key-not-valid", f"{words} {other_ways()}")
