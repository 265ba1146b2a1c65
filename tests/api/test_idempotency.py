import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from api.models import IdempotencyRecord
from api.tasks import forget_old_answers
from ratings.companies.models import Proposal
from tests.api.caller import Caller, is_problem
from tests.dashboards import story

KEY = {"Idempotency-Key": '"8e03978e-40d5-43dd"'}


def proposal(name: str = "Dune") -> dict[str, str]:
    return {"name": name, "website": f"https://{name.lower()}.example", "country": "DE"}


@pytest.mark.django_db
def test_the_same_key_is_answered_as_before() -> None:
    ana = Caller(story.customer())

    first = ana.post("companies", proposal(), KEY)
    Proposal.objects.update(name="changed since")
    again = ana.post("companies", proposal(), KEY)

    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert IdempotencyRecord.objects.count() == 1


@pytest.mark.django_db
def test_a_refusal_is_answered_as_before_too() -> None:
    ana = Caller(story.customer())
    body = proposal() | {"country": "Nowhere"}

    first, again = (ana.post("companies", body, KEY) for _ in range(2))

    assert is_problem(first, 422, field="country")
    assert is_problem(again, 422, field="country")
    assert first.json() == again.json()


@pytest.mark.django_db
def test_another_body_under_the_same_key_is_refused() -> None:
    ana = Caller(story.customer())
    ana.post("companies", proposal(), KEY)

    assert is_problem(ana.post("companies", proposal("Elm"), KEY), 422)
    assert Proposal.objects.count() == 1


@pytest.mark.django_db
def test_a_key_is_ones_own_and_of_one_address() -> None:
    ana, ben = Caller(story.customer()), Caller(story.customer())

    ana.post("companies", proposal(), KEY)

    assert ben.post("companies", proposal("Elm"), KEY).json()["name"] == "Elm"
    assert is_problem(ana.post("purchases", {"method": "x"}, KEY), 422, field="method")


@pytest.mark.django_db
def test_a_key_is_forgotten_after_a_day() -> None:
    ana = Caller(story.customer())
    ana.post("companies", proposal(), KEY)
    IdempotencyRecord.objects.update(made_at=timezone.now() - timedelta(hours=25))

    assert ana.post("companies", proposal("Elm"), KEY).json()["name"] == "Elm"


@pytest.mark.django_db
def test_neither_key_nor_answer_is_kept_in_clear() -> None:
    ana = Caller(story.customer())
    ana.post("companies", proposal("Marmot"), {"Idempotency-Key": '"order-4711-0815"'})

    kept = repr(list(IdempotencyRecord.objects.values()))
    assert "4711" not in kept
    assert "Marmot" not in kept


@pytest.mark.usefixtures("committed")
def test_the_beat_job_forgets_what_nobody_can_ask_for_again() -> None:
    ana = Caller(story.customer())
    ana.post("companies", proposal(), KEY)
    ana.post("companies", proposal("Elm"), {"Idempotency-Key": '"later"'})
    old = IdempotencyRecord.objects.order_by("id")[:1]
    IdempotencyRecord.objects.filter(pk__in=list(old.values_list("pk", flat=True))).update(
        made_at=timezone.now() - timedelta(hours=25)
    )

    forget_old_answers()

    assert IdempotencyRecord.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", '"', '"' + "x" * 256 + '"', "a b", '"ä"'])
def test_a_key_of_a_wrong_shape_is_refused(key: str) -> None:
    assert is_problem(Caller(story.customer()).post("companies", proposal(), {"Idempotency-Key": key}), 400)


@pytest.mark.usefixtures("committed")
def test_two_at_once_under_one_key_create_once() -> None:
    story.company("Acme")
    ana = story.customer()
    acme = story.company("Bolt")
    bought = story.purchase(acme, ana)
    caller = Caller(ana)
    body = {
        "purchase": bought.public_id,
        "experienced_on": f"{timezone.now():%Y-%m-%d}",
        "title": "Once",
        "body": "Only once.",
        "stars": {"overall": 3},
    }
    start, answers = threading.Barrier(4), []

    def send() -> None:
        start.wait()
        answers.append(caller.post("reviews", body, KEY))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert bought.__class__.objects.get(pk=bought.pk).review.public_id
    made: list[Any] = [answer.json() for answer in answers if answer.status_code == 201]
    assert made
    assert all(one == made[0] for one in made)
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert caller.post("reviews", body, KEY).json() == made[0]
