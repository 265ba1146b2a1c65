"""Asking for private tokens as a customer does, with the real signer behind."""

from datetime import datetime

import pytest

from accounts.models import User
from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Refused
from ratings.verification import queries
from ratings.verification.blind import privacypass
from ratings.verification.blind.privacypass import AskedToken
from ratings.verification.commands import (
    ISSUER,
    issue_private_token,
    open_token_class,
)
from ratings.verification.models import Purchase, TokenClass


def open_class(company: Company, now: datetime, group: str = "customer") -> TokenClass:
    return open_token_class(company_id=company.pk, group=group, actor=ISSUER, now=now)


def ask(found: TokenClass) -> AskedToken:
    return privacypass.ask_token(privacypass.decode_public_key(bytes(found.public_key)), queries.challenge_for(found))


def issue(purchase: Purchase, asked: AskedToken, by: User, now: datetime) -> bytes:
    return issue_private_token(
        purchase_id=purchase.pk, request=asked.request.encode(), actor=Actor.customer(by.pk), now=now
    )


def code_of(purchase: Purchase, asked: AskedToken, by: User, now: datetime) -> str:
    with pytest.raises(Refused) as refused:
        issue(purchase, asked, by, now)
    return refused.value.code
