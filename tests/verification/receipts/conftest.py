"""The world that tests of signed mails play in."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.dashboards import story
from tests.verification.receipts.nameserver import NameServer
from tests.verification.receipts.signing import rsa_key
from tests.verification.receipts.world import World


@pytest.fixture
def world(committed: None, now: datetime, settings: LazySettings, tmp_path: Path) -> Iterator[World]:
    settings.MEDIA_ROOT = tmp_path
    with NameServer().running() as names:
        settings.DNS_RESOLVERS = [("127.0.0.1", names.port)]
        names.publish("acme.example", "k1", rsa_key().record)
        acme = story.company("Acme", domains=("acme.example",))
        yield World(names, acme, story.customer("ana@mail.example"), now, tmp_path / "proofs")
