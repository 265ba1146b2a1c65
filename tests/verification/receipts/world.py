"""A small world around one name server: Acme, which signs its mails, and Ana, its customer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from accounts.models import User
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Refusal
from ratings.verification.commands import show_receipt
from ratings.verification.models import Purchase, SealedFile
from tests.dashboards import story
from tests.verification.receipts.nameserver import NameServer
from tests.verification.receipts.signing import rsa_key


@dataclass
class World:
    """The DNS of the test, a company whose key `k1` is in it, a customer, the time, and where files are kept."""

    names: NameServer
    acme: Company
    ana: User
    now: datetime
    files: Path

    def show(self, raw: bytes, *, by: User | None = None, company: Company | None = None) -> Purchase:
        """Show a mail, as Ana unless somebody else is named."""
        actor = Actor.customer((by or self.ana).pk)
        return show_receipt(mail=raw, company_id=company.pk if company else None, actor=actor, now=self.now)

    def refusal(self, raw: bytes, *, by: User | None = None, company: Company | None = None) -> str:
        """Return the code with which a mail is refused, nothing having been written."""
        before = Purchase.objects.count(), SealedFile.objects.count()
        with pytest.raises(Refusal) as refusal:
            self.show(raw, by=by, company=company)
        assert (Purchase.objects.count(), SealedFile.objects.count()) == before
        assert refusal.value.message
        return refusal.value.code


@contextmanager
def a_world(*, now: datetime, files: Path) -> Iterator[World]:
    """Run a name server that knows Acme's key `k1`, and open Acme and Ana's account."""
    with NameServer().running() as names:
        names.publish("acme.example", "k1", rsa_key().record)
        acme = story.company("Acme", domains=("acme.example",))
        yield World(names, acme, story.customer("ana@mail.example"), now, files)
