"""Whether the process lives, whether the site can serve, and its figures: for supervisors, never for people."""

from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from ratings.journal.models import Cursor, Entry, Parked, Pending

LONGEST_WAIT = timedelta(seconds=30)
SERVICE_UNAVAILABLE = 503


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """
    Say whether the site can serve, with 503 where it cannot.

    Without Redis it serves, slower; with a follower behind it serves, later: both are said and refuse nothing.
    """
    database = _database()
    state = {
        "database": database,
        "redis": _redis(),
        "follower": _follower() if database == "ok" else "unknown",
    }
    return JsonResponse(state, status=200 if database == "ok" else SERVICE_UNAVAILABLE)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return the journal's figures in Prometheus' text format, read anew at each call."""
    registry = CollectorRegistry()
    pending = Gauge("evenhand_journal_pending", "Entries without a position yet", registry=registry)
    parked = Gauge("evenhand_journal_parked", "Entries that a reactor gave up on", registry=registry)
    behind = Gauge("evenhand_follower_behind", "Entries not read yet", ["follower"], registry=registry)
    head = Entry.objects.order_by("-position").values_list("position", flat=True).first() or 0
    pending.set(Pending.objects.count())
    parked.set(Parked.objects.count())
    for cursor in Cursor.objects.order_by("name"):
        behind.labels(cursor.name).set(head - cursor.position)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "down"
    return "ok"


def _redis() -> str:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as client:
            client.ping()
    except redis.RedisError:
        return "down"
    return "ok"


def _follower() -> str:
    oldest = Pending.objects.order_by("id").values_list("recorded_at", flat=True).first()
    return "behind" if oldest and timezone.now() - oldest > LONGEST_WAIT else "ok"
