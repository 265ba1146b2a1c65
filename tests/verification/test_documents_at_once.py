"""Documents shown and looked at by several at the same moment."""

from datetime import datetime

from accounts.erasure import erase
from accounts.models import User
from ratings.kernel.actor import Actor
from ratings.verification.commands import accept_inspected, claim_inspection, open_inspection, refuse_inspected
from ratings.verification.models import Inspection, Purchase, SealedFile
from tests.dashboards import story
from tests.together import at_once, refusals
from tests.verification.test_documents import folder, show


def test_an_order_shown_twice_at_once_is_one_purchase(committed: None, now: datetime) -> None:
    acme, ana, ben = story.company("Acme"), story.customer(), story.customer()

    outcomes = at_once(
        lambda: show(acme, ana, now, order="A 17"),
        lambda: show(acme, ana, now, order="a-17"),
        lambda: show(acme, ben, now, order="A17"),
    )

    assert refusals(outcomes) == ["order-shown", "order-shown"]
    bought = Purchase.objects.get()
    assert SealedFile.objects.filter(purchase=bought).count() == SealedFile.objects.count() == 1


def moderator(email: str) -> Actor:
    return Actor.moderator(User.objects.create_user(email, role="moderator").pk)


def test_two_moderators_take_and_decide_a_proof_once(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    show(acme, story.customer(), now)
    waiting = Inspection.objects.get().public_id
    mia, noa = moderator("mia@desk.example"), moderator("noa@desk.example")

    taken = at_once(
        lambda: claim_inspection(inspection=waiting, actor=mia, now=now),
        lambda: claim_inspection(inspection=waiting, actor=noa, now=now),
    )
    assert refusals(taken) == ["claimed"]

    holder = mia if Inspection.objects.get().claimed_by_id == mia.user_id else noa
    decided = at_once(
        lambda: accept_inspected(inspection=waiting, shows="bill", last_event_on=now.date(), actor=holder, now=now),
        lambda: refuse_inspected(inspection=waiting, code="unreadable", actor=holder, now=now),
    )
    assert refusals(decided) == ["already-decided"]
    assert Purchase.objects.get().state == Inspection.objects.get().state


def test_an_inspection_opened_twice_at_once_is_one(committed: None, now: datetime) -> None:
    bought = story.purchase(story.company("Acme"), story.customer())
    Purchase.objects.update(state="pending")

    at_once(*[lambda: open_inspection(purchase_id=bought.pk, reason="unclear_mail", now=now)] * 2)

    assert Inspection.objects.count() == 1


def test_an_erased_persons_files_are_gone_whatever_is_uploaded_meanwhile(committed: None, now: datetime) -> None:
    acme, ana = story.company("Acme"), story.customer()
    bought = show(acme, ana, now)
    names = list(SealedFile.objects.values_list("public_id", flat=True))

    at_once(*[lambda: erase(user_id=ana.pk, keep_reviews=False, now=now)] * 2)

    assert not SealedFile.objects.filter(destroyed_at=None).exists()
    assert not any((folder() / name).exists() for name in names)
    bought.refresh_from_db()
    assert (bought.customer_id, bought.state, bought.refusal) == (None, "refused", "withdrawn")
    assert Inspection.objects.get().state == "closed"
