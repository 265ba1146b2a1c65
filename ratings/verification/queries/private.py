"""Classes of private tokens, and what binds a token to its class."""

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Sum

from ratings.kernel.canonical import canonical_json
from ratings.verification.blind.privacypass import TokenChallenge
from ratings.verification.models import Group, Purchase, TokenClass, TokenDay

CLASSES_ON_A_PAGE = 100


def token_class(company_id: int, year: int, group: str) -> TokenClass | None:
    """Return the class of a company's customers, None where it has no key in the public log yet."""
    classes = TokenClass.objects.select_related("company")
    return classes.filter(company_id=company_id, year=year, group=group, leaf__isnull=False).first()


def token_class_by_key_id(key_id: bytes) -> TokenClass | None:
    """Return the class that a key belongs to, by the 32 bytes that a token names it with."""
    return TokenClass.objects.select_related("company").filter(key_id=key_id, leaf__isnull=False).first()


def classes_of_year(year: int, *, after: int) -> tuple[list[TokenClass], bool]:
    """Return a hundred classes whose keys stand in the log behind a leaf, by leaf, and whether there are more."""
    classes = TokenClass.objects.select_related("company").filter(year=year, leaf__gt=after)
    page = list(classes.exclude(revocation__isnull=False).order_by("leaf")[: CLASSES_ON_A_PAGE + 1])
    return page[:CLASSES_ON_A_PAGE], len(page) > CLASSES_ON_A_PAGE


def groups_with_tokens(company_id: int, *, year: int) -> list[str]:
    """Return the groups in which a company has a class, or may open one: a customer's proof is good for a token."""
    classes = set(TokenClass.objects.filter(company_id=company_id, year=year).values_list("group", flat=True))
    waiting = Purchase.objects.filter(
        company_id=company_id, state=Purchase.State.ACCEPTED, customer__isnull=False, review__isnull=True
    )
    return [
        group for group in (Group.CUSTOMER, Group.COMPANY) if group in classes or waiting.filter(group=group).exists()
    ]


def challenge_for(found: TokenClass) -> TokenChallenge:
    """
    Return the challenge that a class's tokens answer.

    The issuer signs blind and cannot see it, so the key binds; whoever redeems checks both.
    """
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    named = canonical_json(
        {"company": found.company.public_id, "group": found.group, "use": "private-review", "year": found.year}
    )
    return TokenChallenge(issuer_name=host, redemption_context=hashlib.sha256(named).digest(), origin_info=host)


def tokens_issued(token_class_id: int) -> int:
    """Return how many tokens a class has given out so far."""
    return TokenDay.objects.filter(token_class_id=token_class_id).aggregate(n=Sum("issued"))["n"] or 0
