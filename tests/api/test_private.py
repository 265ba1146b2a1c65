"""Private reviews over the API: no cookie, no bearer, a key instead."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis
from django.conf import LazySettings
from django.core.cache import caches
from django.core.mail import EmailMessage
from django.test import Client

from api.models import IdempotencyRecord
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.moderation.commands import Judgement, decide_case, open_case
from ratings.moderation.models import Appeal, Decision
from ratings.replies.commands import accept_reply, post_reply
from ratings.replies.models import Reply
from ratings.reviews.commands import write_waiting_reviews
from ratings.reviews.models import PrivateSubmission, Review
from ratings.verification.models import SpentToken, TokenClass
from tests.api.caller import Caller, is_problem
from tests.dashboards import story
from tests.together import at_once
from tests.verification import tokens


@pytest.fixture
def of_class(committed: None) -> TokenClass:
    return tokens.token_class(story.company("Acme"))


class Holder(Caller):
    """Somebody with the key of a review, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.key = tokens.new_key()
        self.hash = hashlib.sha256(self.key).hexdigest()
        self.headers["Authorization"] = f"ReviewKey {tokens.base64url(self.key)}"


def today() -> datetime:
    return datetime.now(UTC)


def redeem(given: str, **more: str) -> Any:
    return Caller().post("purchases", {"method": "private", "token": given, **more})


def submit(holder: Holder, of: TokenClass, **changes: object) -> str:
    """Redeem a token and send a review; return its id."""
    purchase = redeem(tokens.token(of)).json()["id"]
    day = (today() - timedelta(days=9)).date().isoformat()
    body = tokens.review_body(purchase, holder.hash, experienced_on=day, **changes)
    answer = Caller().post("reviews", body)
    assert answer.status_code == 201, answer.content
    assert answer.json() == {"id": answer.json()["id"], "state": "submitted", "revision": 1}
    found: str = answer.json()["id"]
    return found


def published(holder: Holder, of: TokenClass, **changes: object) -> str:
    review = submit(holder, of, **changes)
    write_waiting_reviews(now=today() + timedelta(days=3))
    drain(clock=today)
    return review


def test_a_token_buys_a_purchase_without_any_sign_of_who_asks(of_class: TokenClass) -> None:
    answer = redeem(tokens.token(of_class), company="acme")

    assert answer.status_code == 201
    assert answer.json() == {
        "id": SpentToken.objects.get().pk, "state": "accepted", "method": "private", "group": "customer",
        "company": "acme", "review": None, "shows": "", "refusal": "", "refusal_detail": "", "backs": None,
        "needs_second_proof": False, "second_proof_due_at": None, "due_at": None, "files_kept": False,
    }  # fmt: skip
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert not IdempotencyRecord.objects.exists()


def test_a_request_that_says_whose_account_it_is_is_refused(of_class: TokenClass) -> None:
    eva = story.customer()
    signed_in = Caller()
    signed_in.client.force_login(eva)
    body = {"method": "private", "token": tokens.token(of_class)}

    for caller in (Caller(eva), signed_in):
        assert is_problem(caller.post("purchases", body), 400)
        assert caller.post("purchases", body).json()["code"] == "linked"
        assert caller.post("reviews", tokens.review_body("a" * 26, "ab" * 32)).json()["code"] == "linked"
    signed_in.headers["Authorization"] = f"ReviewKey {tokens.base64url(tokens.new_key())}"
    assert signed_in.get("mailbox").json()["code"] == "linked"
    assert not SpentToken.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"method": "private"}, "token"),
        ({"method": "private", "token": "x"}, "token"),
        ({"method": "private", "token": 7}, "token"),
        ({"method": "private", "token": None}, "token"),
        ({"method": "private", "token": "é" * 472}, "token"),
        ({"method": "private", "token": "x", "customer": "ana"}, "customer"),
    ],
)
def test_bad_tokens_name_their_field(of_class: TokenClass, body: dict[str, object], field: str) -> None:
    assert is_problem(Caller().post("purchases", body), 422, field=field)


def test_a_token_for_another_company_and_a_spent_one_are_refused(of_class: TokenClass) -> None:
    story.company("Bolt")
    given = tokens.token(of_class)

    assert is_problem(redeem(given, company="bolt"), 422, field="company")
    assert redeem(given).status_code == 201
    spent = redeem(given)
    assert is_problem(spent, 409)
    assert spent.json()["code"] == "token-spent"


def test_two_who_present_one_token_at_once_get_one_purchase(of_class: TokenClass) -> None:
    given = tokens.token(of_class)

    answers = at_once(*[lambda: redeem(given).status_code] * 3)

    assert sorted(answers) == [201, 409, 409]  # type: ignore[type-var]


def test_a_lost_answer_is_repaired_by_the_same_request(of_class: TokenClass) -> None:
    body = {"method": "private", "token": tokens.token(of_class)}
    headers = {"Idempotency-Key": '"one"'}
    first = Caller().post("purchases", body, headers)
    holder = Holder()
    review = tokens.review_body(first.json()["id"], holder.hash)

    again = Caller().post("purchases", body, headers)
    sent = [Caller().post("reviews", review, headers) for _ in range(2)]

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert [one.status_code for one in sent] == [201, 201]
    assert sent[0].json() == sent[1].json()
    assert is_problem(Caller().post("reviews", review), 409)
    assert is_problem(Caller().post("purchases", body), 409)
    assert is_problem(Caller().post("purchases", body, {"Idempotency-Key": '"bad'}), 400)
    assert PrivateSubmission.objects.count() == 1
    assert not IdempotencyRecord.objects.exists()


def test_strangers_are_told_what_they_lack_before_their_body_is_judged(of_class: TokenClass) -> None:
    for address in ("purchases", "reviews"):
        assert is_problem(Caller().post(address, b"{"), 401)
        assert is_problem(Caller(story.customer()).post(address, b"{"), 400)
    assert is_problem(Caller().post("reviews", {"purchase": "a" * 26}), 401)


@pytest.mark.parametrize(
    "said",
    ["ReviewKey", "ReviewKey x", f"ReviewKey {'a' * 43}", f"ReviewKey {'é' * 43}", "reviewkey " + "A" * 44,
     f"ReviewKey  {'a' * 43}", "Basic eDp5"],
)  # fmt: skip
def test_a_key_that_opens_nothing_is_not_let_in(of_class: TokenClass, said: str) -> None:
    submit(Holder(), of_class)

    answer = Caller().get("mailbox", headers={"Authorization": said.encode().decode("latin-1")})

    assert is_problem(answer, 401)
    assert answer["WWW-Authenticate"].split()[0] == ("Bearer" if said.startswith("Basic") else "ReviewKey")


def test_without_a_key_there_is_no_mailbox(of_class: TokenClass) -> None:
    assert is_problem(Caller().get("mailbox"), 401)
    assert is_problem(Caller(story.customer()).get("mailbox"), 401)
    assert is_problem(Caller().send("PUT", "mailbox/address", {"email": "a@x.eu"}), 401)


def test_what_waits_is_read_revised_and_withdrawn_with_its_key(of_class: TokenClass) -> None:
    holder, other = Holder(), Holder()
    review, others = submit(holder, of_class), submit(other, of_class)

    seen = holder.get(f"reviews/{review}")
    assert (seen.status_code, seen.json()["state"], seen.json()["title"]) == (200, "submitted", "Arrived")
    assert seen.json()["group"] == "customer"
    assert {seen["Cache-Control"], holder.get("mailbox")["Cache-Control"]} == {"no-store"}
    mailbox = holder.get("mailbox").json()
    assert (mailbox["waits"], mailbox["may_revise"], mailbox["may_withdraw"]) == (True, True, True)
    assert is_problem(Caller().get(f"reviews/{review}"), 404)
    assert is_problem(other.get(f"reviews/{review}"), 404)
    changes = {"title": "Anew"}
    assert is_problem(holder.send("PATCH", f"reviews/{review}", changes), 428)
    assert is_problem(other.send("PATCH", f"reviews/{review}", changes, {"If-Match": '"1"'}), 403)
    revised = holder.send("PATCH", f"reviews/{review}", changes, {"If-Match": seen["ETag"]})
    assert (revised.json()["revision"], revised["ETag"]) == (2, '"2"')
    assert is_problem(holder.send("PATCH", f"reviews/{review}", changes, {"If-Match": seen["ETag"]}), 412)
    assert is_problem(holder.post(f"reviews/{review}/outcome", {"outcome": "resolved"}), 409)

    assert holder.send("DELETE", f"reviews/{review}").status_code == 204

    assert is_problem(holder.get("mailbox"), 401)
    assert PrivateSubmission.objects.get().pk == others


def test_the_whole_life_of_a_private_review(of_class: TokenClass) -> None:
    holder = Holder()
    review = published(holder, of_class)
    ben = story.customer()
    public = Caller().get(f"reviews/{review}").json()
    assert (public["state"], public["method"], public["group"], public["counted"]) == (
        "published", "private", "customer", True,
    )  # fmt: skip

    row = Review.objects.get(public_id=review)
    speaker = Actor.representative(ben.pk, company_id=row.company_id, team_role="owner")
    reply = post_reply(review=review, part="service", position="fixed", body="You are Ana of Street 5.",
                       actor=speaker, now=today())  # fmt: skip
    accept_reply(reply_id=reply.pk, actor=story.SYSTEM, now=today())
    seen = holder.get("mailbox").json()
    assert (seen["reply"]["state"], seen["reply"]["body"]) == ("preview", "You are Ana of Street 5.")
    assert seen["reply"]["public_from"] > today().isoformat()
    assert is_problem(Holder().post(f"replies/{reply.public_id}/objection"), 401)
    assert is_problem(Caller(ben).post(f"replies/{reply.public_id}/objection"), 403)
    objected = holder.post(f"replies/{reply.public_id}/objection", headers={"Idempotency-Key": '"o"'})
    assert (objected.status_code, objected.json()["state"]) == (201, "held")
    assert holder.post(f"replies/{reply.public_id}/objection", headers={"Idempotency-Key": '"o"'}).status_code == 201
    assert Reply.objects.get().state == "held"

    assert holder.post(f"reviews/{review}/outcome", {"outcome": "partly"}).status_code == 201
    etag = holder.get("mailbox")["ETag"]
    revised = holder.send("PATCH", f"reviews/{review}", {"stars": {"overall": 2}}, {"If-Match": etag})
    assert revised.json()["revision"] == 2
    drain(clock=today)
    assert Caller().get(f"reviews/{review}").json()["stars"]["service"]["overall"] == 2

    judge = Actor.moderator(story.customer().pk)
    case = open_case(review_id=row.pk, actor=judge, now=today())
    judgement = Judgement(action="remove", ground="abuse", words="It abuses the people who work there.")
    decide_case(case=case.public_id, judgement=judgement, actor=judge, now=today())
    (decision,) = holder.get("mailbox").json()["decisions"]
    assert decision["statement"]["decision_facts"] == "It abuses the people who work there."
    assert decision["appeal_open_until"] > today().date().isoformat()
    reasons = {"reasons": "It says what happened and abuses nobody."}
    appeal = holder.post(f"decisions/{decision['id']}/appeal", reasons)
    assert (appeal.status_code, Appeal.objects.get().lodged_by_id) == (201, None)
    (decision,) = holder.get("mailbox").json()["decisions"]
    assert (decision["appeal"], decision["appeal_open_until"]) == ("open", None)
    assert holder.send("DELETE", f"reviews/{review}").status_code == 204
    assert is_problem(holder.send("DELETE", f"reviews/{review}"), 409)
    assert holder.get("mailbox").json()["review"]["state"] == "withdrawn"


def test_the_key_of_one_review_does_nothing_to_another(of_class: TokenClass) -> None:
    holder, other = Holder(), Holder()
    published(holder, of_class)
    review = published(other, of_class, body="Another text altogether, about a lamp that never came.")
    judge = Actor.moderator(story.customer().pk)
    case = open_case(review_id=Review.objects.get(public_id=review).pk, actor=judge, now=today())
    judgement = Judgement(action="remove", ground="abuse", words="It abuses the people who work there.")
    decide_case(case=case.public_id, judgement=judgement, actor=judge, now=today())
    decision = Decision.objects.get().public_id

    answers = [
        holder.send("PATCH", f"reviews/{review}", {"title": "x"}, {"If-Match": '"1"'}),
        holder.send("DELETE", f"reviews/{review}"),
        holder.post(f"reviews/{review}/outcome", {"outcome": "resolved"}),
        holder.post(f"decisions/{decision}/appeal", {"reasons": "It says what happened and abuses nobody."}),
    ]

    assert [one.status_code for one in answers] == [403] * 4


def test_letters_go_where_the_holder_wished_and_nowhere_after(
    of_class: TokenClass, mailoutbox: list[EmailMessage]
) -> None:
    holder = Holder()
    review = published(holder, of_class, email="ana@mail.example", locale="en")

    (letter,) = [one for one in mailoutbox if one.to == ["ana@mail.example"]]
    assert review in letter.body
    assert holder.get("mailbox").json()["has_address"] is True
    assert is_problem(holder.send("PUT", "mailbox/address", {"email": "nobody"}), 422, field="email")
    assert holder.send("PUT", "mailbox/address", {"email": ""}).json() == {"has_address": False}
    judge = Actor.moderator(story.customer().pk)
    case = open_case(review_id=Review.objects.get().pk, actor=judge, now=today())
    judgement = Judgement(action="remove", ground="abuse", words="It abuses the people who work there.")
    decide_case(case=case.public_id, judgement=judgement, actor=judge, now=today())
    drain(clock=today)
    assert len([one for one in mailoutbox if one.to == ["ana@mail.example"]]) == 1


def test_the_letter_with_a_decision_leads_to_the_mailbox(of_class: TokenClass, mailoutbox: list[EmailMessage]) -> None:
    published(Holder(), of_class, email="ana@mail.example", locale="de")
    judge = Actor.moderator(story.customer().pk)
    case = open_case(review_id=Review.objects.get().pk, actor=judge, now=today())
    judgement = Judgement(action="remove", ground="abuse", words="It abuses the people who work there.")
    decide_case(case=case.public_id, judgement=judgement, actor=judge, now=today())
    drain(clock=today)

    letter = [one for one in mailoutbox if one.to == ["ana@mail.example"]][-1]

    assert "/private/" in letter.body
    assert "/me/" not in letter.body


def test_a_strangers_address_is_not_written_down(of_class: TokenClass, settings: LazySettings) -> None:
    settings.API_RATE_LIMITS = {"reads": (3, 60), "writes": (3, 60)}
    caches["process"].clear()
    holder = Holder()
    with redis.from_url(settings.REDIS_URL) as valkey:
        before = set(valkey.keys("*"))

        answers = [redeem("x").status_code for _ in range(4)]
        reads = [holder.get("mailbox").status_code for _ in range(4)]

        assert set(valkey.keys("*")) - before == set()
    assert answers == [422, 422, 422, 429]
    assert reads == [401, 401, 401, 429]
    caches["process"].clear()


def test_the_document_tells_of_the_key_and_every_state(of_class: TokenClass) -> None:
    document: Any = json.loads(Client().get("/api/v1/openapi.json").content)

    assert "reviewKey" in document["components"]["securitySchemes"]
    assert "PrivateReviewBodyRequest" in document["components"]["schemas"]
    assert "MailboxShape" in document["components"]["schemas"]
    assert {"/api/v1/mailbox", "/api/v1/mailbox/address", "/api/v1/replies/{reply}/objection"} <= set(document["paths"])
