import pytest
from django.utils import timezone

from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.moderation.commands import Judgement, decide_case, open_case
from tests.api.caller import Caller, is_problem
from tests.dashboards import story

pytestmark = pytest.mark.django_db
WORDS = "The text holds a private telephone number of a person."


def test_a_decision_is_told_with_its_reasons_and_appealed_once(acme: Company) -> None:
    ana, mod = story.customer(), story.customer()
    review = story.review(acme, 1, by=ana, at=timezone.now())
    moderator = Actor.moderator(mod.pk)
    case = open_case(review_id=review.pk, actor=moderator, now=timezone.now())
    judgement = Judgement(action="remove", ground="personal_data", words=WORDS)
    decision = decide_case(case=case.public_id, judgement=judgement, actor=moderator, now=timezone.now())
    address = f"decisions/{decision.public_id}"

    told = Caller().get(address).json()
    assert told["statement"]["decision_facts"]
    assert (told["action"], told["ground"], told["appeal"]) == ("remove", "personal_data", None)
    assert str(mod.pk) not in str(told.get("decided_by", ""))

    reasons = {"reasons": "The number is the company's own hotline, printed on its site."}
    assert is_problem(Caller().post(f"{address}/appeal", reasons), 401)
    assert is_problem(Caller(story.customer()).post(f"{address}/appeal", reasons), 403)
    assert is_problem(Caller(ana).post(f"{address}/appeal", {"reasons": ""}), 422, field="reasons")
    assert Caller(ana).post(f"{address}/appeal", reasons).json()["state"] == "open"
    assert is_problem(Caller(ana).post(f"{address}/appeal", reasons), 409)
    assert Caller().get(address).json()["appeal"] == "open"


def test_a_decision_that_does_not_exist_is_not_found() -> None:
    assert is_problem(Caller().get("decisions/" + "a" * 26), 404)
    assert is_problem(Caller().get("decisions/1"), 404)
