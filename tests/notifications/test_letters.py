"""Who is told what, in their language, once."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from accounts.models import User
from ratings.claims.commands import add_representative
from ratings.journal.models import Parked
from ratings.journal.resident import drain
from ratings.kernel.actor import Actor
from ratings.moderation.commands import Judgement, decide_case
from ratings.moderation.models import Case
from ratings.notifications.commands import send_once
from ratings.notifications.letters import Text, decided
from ratings.notifications.models import Letter
from ratings.replies.commands import post_reply
from ratings.reviews.commands import Draft, submit_review
from ratings.reviews.models import Review
from ratings.verification.commands import OrderLine, accept_invitation, register_orders
from tests.dashboards import story
from tests.together import at_once

OPERATOR = Actor.operator()


def kept() -> list[tuple[str, str]]:
    return [(message.to[0], str(message.subject)) for message in mail.outbox]


def work(now: datetime) -> None:
    drain(clock=lambda: now)
    assert not Parked.objects.exists()


def written(now: datetime, body: str) -> Review:
    ana = story.customer("ana@mail.example")
    ana.locale = "de"
    ana.save(update_fields=["locale"])
    acme = story.company("Acme")
    boss = story.customer("boss@acme.example")
    add_representative(company_id=acme.pk, user_id=boss.pk, role="owner", actor=OPERATOR, now=now)
    bought = story.purchase(acme, ana)
    draft = Draft(experienced_on=now.date(), title="Gut", body=body, stars={"overall": 4}, language="de")
    return submit_review(purchase=bought.public_id, draft=draft, actor=Actor.customer(ana.pk), now=now)


def test_the_customer_of_an_order_is_invited_once_with_a_link_that_works(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    line = OrderLine(order="A-1", ordered_on=now.date(), email="ana@mail.example", locale="fr")
    (registered,) = register_orders(company_id=acme.pk, lines=[line], actor=OPERATOR, now=now)

    work(now)
    work(now)

    (message,) = mail.outbox
    assert message.to == ["ana@mail.example"]
    assert "Acme" in message.subject
    assert f"/i/{registered.token}/" in message.body
    ana = Actor.customer(story.customer("ana@mail.example").pk)
    assert accept_invitation(token=story.there(registered.token), actor=ana, now=now).state == "accepted"


def test_author_and_company_learn_of_a_published_review(committed: None, now: datetime) -> None:
    written(now, "Es kam pünktlich an.")

    work(now)

    assert [to for to, _ in kept()] == ["ana@mail.example", "boss@acme.example"]
    assert "/business/acme/reviews/" in mail.outbox[1].body


def test_the_author_of_a_held_review_is_told_and_gets_the_reasons(committed: None, now: datetime) -> None:
    review = written(now, "Schaut auf https://besser.example nach.")
    work(now)
    moderator = User.objects.create_user("m@example.org", role="moderator")
    words = "Der Text wirbt für eine andere Seite."
    decision = decide_case(
        case=Case.objects.get(review=review).public_id,
        judgement=Judgement(action="reject", ground="advertising", words=words),
        actor=Actor.moderator(moderator.pk),
        now=now,
    )

    work(now)

    held, told = mail.outbox
    assert held.to == told.to == ["ana@mail.example"]
    assert words in told.body
    assert f"/decisions/{decision.public_id}/" in told.body
    assert f"/me/reviews/{review.public_id}/" in told.body


@pytest.mark.parametrize(
    ("action", "is_reply", "told"),
    [
        ("return", False, "Revise it within 14 days"),
        ("revoke_hold", False, "at most 48 hours"),
        ("reject", True, "your answer to a review of Acme.\nIt does not become public."),
    ],
)
def test_a_letter_about_a_decision_says_what_became_of_the_text(action: str, is_reply: bool, told: str) -> None:
    text = decided(
        locale="en",
        company="Acme",
        action=action,
        is_reply=is_reply,
        ground="Abuse",
        words="Because.",
        place="/decisions/x/",
        own="/me/",
    )

    assert told in text.body


def test_the_author_is_told_of_a_reply_before_the_public(committed: None, now: datetime) -> None:
    review = written(now, "Es kam pünktlich an.")
    work(now)
    mail.outbox.clear()
    boss = User.objects.get(email="boss@acme.example")
    actor = Actor.representative(boss.pk, company_id=review.company_id, team_role="owner")
    post_reply(review=review.public_id, part="service", position="agrees", body="Danke sehr.", actor=actor, now=now)

    work(now)

    assert [to for to, _ in kept()] == ["ana@mail.example"]


def test_a_letter_is_sent_once_by_two_callers(committed: None, now: datetime) -> None:
    text = Text("Hello", "You.")

    outcomes = at_once(*[lambda: send_once(key="k", kind="t", to="a@b.example", text=text, now=now)] * 2)

    assert sorted(map(bool, outcomes)) == [False, True]
    assert Letter.objects.count() == len(mail.outbox) == 1


def test_nobody_writes_to_those_who_are_gone(committed: None, now: datetime) -> None:
    written(now - timedelta(days=1), "Es kam pünktlich an.")
    User.objects.filter(email="ana@mail.example").update(is_active=False)

    work(now)

    assert [to for to, _ in kept()] == ["boss@acme.example"]


@pytest.mark.parametrize("locale", ["en", "de", "fr"])
def test_an_invitation_says_who_asks_and_what_becomes_of_the_review(
    committed: None, now: datetime, locale: str
) -> None:
    acme = story.company("Acme")
    line = OrderLine(order="A-1", ordered_on=now.date(), email="ana@mail.example", locale=locale)
    register_orders(company_id=acme.pk, lines=[line], actor=OPERATOR, now=now)

    work(now)

    body = mail.outbox[0].body
    assert "Acme" in body
    assert "Evenhand" in body
    assert "http" in body
