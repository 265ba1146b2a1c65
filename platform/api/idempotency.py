"""`Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a request sent twice is done once."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

from django.db import connection, transaction
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.bodies import fingerprint
from api.models import IdempotencyRecord
from api.problems import MEDIA_TYPE, Problem, as_response
from ratings.kernel.hashes import hashes_of, keyed_hash, seal, unseal
from ratings.kernel.refusals import Refusal

KEPT_FOR = timedelta(hours=24)
KEY_SHAPE = re.compile(r'"([\x20-\x21\x23-\x5b\x5d-\x7e]{1,255})"|([A-Za-z0-9._:+/=-]{1,255})')
KEPT_HEADERS = ("Location", "ETag")
PURPOSE = "idempotency"


def answered_once(request: Request, *, account: int, now: datetime, answer: Callable[[], Response]) -> Response:
    """
    Return the answer, or the one given before to the same key; without a key just the answer.

    What it writes and the record commit together. Raises Problem (400 for a key of a wrong shape, 409 while the first
    request runs, 422 for another request under the same key).
    """
    said = request.headers.get("Idempotency-Key")
    if said is None:
        return answer()
    key, route = clean_key(said), f"{request.method} {request.path}"[:200]
    with transaction.atomic():
        _hold(f"{account} {route} {key}")
        IdempotencyRecord.objects.filter(account=account, route=route, made_at__lt=now - KEPT_FOR).delete()
        known = IdempotencyRecord.objects.filter(account=account, route=route, key__in=_hashed(key)).first()
        mark = fingerprint(request).hex()
        if known is not None:
            return _again(known, mark)
        response = _answer_or_refusal(request, answer)
        IdempotencyRecord.objects.create(
            account=account,
            route=route,
            key=keyed_hash(PURPOSE, key).hex(),
            fingerprint=keyed_hash(PURPOSE, mark),
            status=response.status_code,
            headers={name: response[name] for name in KEPT_HEADERS if response.has_header(name)},
            sealed_body=seal(json.dumps(response.data)),
            made_at=now,
        )
    return response


def clean_key(said: str) -> str:
    """
    Return the key of a header, a quoted string or a bare token; Problem (400) for anything else.

    >>> clean_key('"8e03978e-40d5"'), clean_key("8e03978e-40d5")
    ('8e03978e-40d5', '8e03978e-40d5')
    """
    found = KEY_SHAPE.fullmatch(said.strip())
    if found is None:
        sentence = _("Idempotency-Key is a quoted string of up to 255 visible ASCII characters.")
        raise Problem(400, "idempotency-key", sentence)
    return found[1] or found[2]


def _hold(name: str) -> None:
    digest = hashlib.sha256(name.encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], "big", signed=True)])
        (mine,) = cursor.fetchone()
    if not mine:
        sentence = _("The first request with this key is still being answered; try again in a moment.")
        raise Problem(409, "in-progress", sentence, headers={"Retry-After": "1"})


def forget_answers(*, now: datetime) -> int:
    """Forget the answers that nobody can ask for again; return how many there were."""
    forgotten, _by_model = IdempotencyRecord.objects.filter(made_at__lt=now - KEPT_FOR).delete()
    return forgotten


def _hashed(key: str) -> list[str]:
    return [one.hex() for one in hashes_of(PURPOSE, key)]


def _again(known: IdempotencyRecord, mark: str) -> Response:
    if bytes(known.fingerprint) not in hashes_of(PURPOSE, mark):
        sentence = _("This Idempotency-Key was sent with another request before; take a new one.")
        raise Problem(422, "idempotency-key-reused", sentence)
    content_type = MEDIA_TYPE if known.status >= HTTPStatus.BAD_REQUEST else None
    body = json.loads(unseal(bytes(known.sealed_body)))
    return Response(body, status=known.status, headers=known.headers, content_type=content_type)


def _answer_or_refusal(request: Request, answer: Callable[[], Response]) -> Response:
    """Return the answer; a refusal is one too, and what it had begun to write is undone."""
    try:
        with transaction.atomic():
            return answer()
    except (Refusal, Problem) as refusal:
        return as_response(refusal, in_body=True, instance=request.path)
