from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from ratings.journal.models import Pending


@pytest.mark.django_db
def test_a_ready_site_says_what_it_stands_on(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "redis": "ok", "follower": "ok"}


@pytest.mark.django_db
def test_a_follower_that_stands_still_is_seen(client: Client, now: datetime) -> None:
    Pending.objects.create(
        kind="review.submitted", is_public=False, subject="x", data={}, recorded_at=now - timedelta(days=3650)
    )

    assert client.get("/readyz").json()["follower"] == "behind"
    assert "evenhand_journal_pending 1.0" in client.get("/metrics").content.decode()


def test_health_asks_nobody(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


def test_pages_may_run_our_own_scripts_and_styles_only(client: Client) -> None:
    policy = client.get("/healthz")["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy


def test_a_weakness_can_be_reported(client: Client, settings: LazySettings) -> None:
    """RFC 9116: Contact and one Expires, less than a year ahead."""
    settings.PUBLIC_URL = "https://evenhand.example"

    answer = client.get("/.well-known/security.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == "mailto:security@localhost"
    assert timedelta(days=30) < datetime.fromisoformat(fields["Expires"]) - timezone.now() < timedelta(days=365)
    assert fields["Canonical"] == "https://evenhand.example/.well-known/security.txt"
