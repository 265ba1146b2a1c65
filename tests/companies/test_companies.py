"""Companies are opened once, proposals decided once, and people refused."""

from datetime import datetime

import pytest

from accounts.models import User
from ratings.companies.commands import (
    Particulars,
    accept_proposal,
    open_company,
    propose_company,
    refuse_proposal,
)
from ratings.companies.models import Company, Domain, Proposal
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, Invalid, Refused
from tests.dashboards import story
from tests.together import at_once, refusals

OPERATOR = Actor.operator()
LEI = "5493001KJTIIGC8Y1R12"


def acme(**changes: object) -> Particulars:
    return Particulars(**({"name": "Acme", "country": "DE", "website": "https://acme.example"} | changes))  # type: ignore[arg-type]


def test_a_company_is_opened_once_by_two_callers(committed: None, now: datetime) -> None:
    outcomes = at_once(*[lambda: open_company(particulars=acme(lei=LEI), actor=OPERATOR, now=now)] * 2)

    assert refusals(outcomes) == ["known"]
    assert Company.objects.count() == 1


def test_a_name_is_one_line(committed: None, now: datetime) -> None:
    opened = open_company(particulars=acme(name="Acme\r\nBcc: eve@mail.example\u2028 Ltd"), actor=OPERATOR, now=now)

    assert opened.name == "Acme Bcc: eve@mail.example Ltd"


def test_two_companies_of_one_name_at_once_have_slugs_of_their_own(committed: None, now: datetime) -> None:
    at_once(
        *[
            lambda n=n: open_company(particulars=acme(website=f"https://acme{n}.example"), actor=OPERATOR, now=now)
            for n in range(2)
        ]
    )

    assert sorted(Company.objects.values_list("slug", flat=True)) == ["acme", "acme-2"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"country": "Atlantis"}, "country"),
        ({"website": "nonsense"}, "website"),
        ({"website": "http://127.0.0.1/"}, "website"),
        ({"sector": "shops"}, "sector"),
        ({"lei": "213800KUD8LXJWSQ9D15"}, "lei"),
        ({"lei": "5493001KJTIIGC8Y1R"}, "lei"),
        ({"legal_form": "Einzelunternehmen"}, "legal_form"),
        ({"category": "SOLE_PROPRIETOR"}, "legal_form"),
    ],
)
def test_bad_particulars_name_their_field(committed: None, now: datetime, changes: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        open_company(particulars=acme(**changes), actor=OPERATOR, now=now)

    assert list(refusal.value.fields) == [field]
    assert not Company.objects.exists()


def test_one_domain_is_proposed_once_by_two_callers(committed: None, now: datetime) -> None:
    actors = [Actor.customer(story.customer().pk) for _ in range(2)]

    at_once(*[lambda by=by: propose_company(particulars=acme(), actor=by, now=now) for by in actors])

    assert Proposal.objects.count() == 1


def test_a_proposal_is_accepted_once_with_a_register_number(committed: None, now: datetime) -> None:
    proposal = propose_company(particulars=acme(), actor=Actor.customer(story.customer().pk), now=now)
    with pytest.raises(Invalid):
        accept_proposal(proposal_id=proposal.pk, particulars=acme(), actor=OPERATOR, now=now)
    found = acme(register_code="DE-HRB", register_number="12345")

    outcomes = at_once(
        *[lambda: accept_proposal(proposal_id=proposal.pk, particulars=found, actor=OPERATOR, now=now)] * 2
    )

    assert refusals(outcomes) == ["already-decided"]
    assert Domain.objects.get().company == Company.objects.get()


def test_a_proposal_is_refused_once_with_a_reason(committed: None, now: datetime) -> None:
    proposal = propose_company(particulars=acme(), actor=Actor.customer(story.customer().pk), now=now)

    outcomes = at_once(
        *[lambda: refuse_proposal(proposal_id=proposal.pk, reason="a-person", actor=OPERATOR, now=now)] * 2
    )

    assert refusals(outcomes) == ["already-decided"]


def test_a_listed_company_is_not_proposed_again(committed: None, now: datetime) -> None:
    open_company(particulars=acme(), actor=OPERATOR, now=now)

    with pytest.raises(Refused, match="listed already"):
        propose_company(
            particulars=acme(name="Acme Shop", website="https://www.acme.example/shop"),
            actor=Actor.customer(story.customer().pk),
            now=now,
        )


def test_customers_open_no_companies_and_strangers_decide_no_proposals(committed: None, now: datetime) -> None:
    ana = Actor.customer(story.customer().pk)
    proposal = propose_company(particulars=acme(), actor=ana, now=now)

    with pytest.raises(Forbidden):
        open_company(particulars=acme(), actor=ana, now=now)
    with pytest.raises(Forbidden):
        refuse_proposal(proposal_id=proposal.pk, reason="not-found", actor=ana, now=now)
    with pytest.raises(Forbidden):
        propose_company(particulars=acme(), actor=Actor.system("x"), now=now)
    assert not User.objects.filter(role="operator").exists()
