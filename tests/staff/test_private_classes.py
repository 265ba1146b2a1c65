"""A class of private proofs at the desk: proposed by one moderator, carried out by another."""

from datetime import datetime

from django.utils import timezone

from ratings.companies.models import Company
from ratings.kernel.actor import Actor
from ratings.moderation.commands import claim_case, open_case
from ratings.moderation.models import ClassRevocation
from ratings.reviews.models import Review
from tests.reviews.private import written
from tests.verification import tokens
from tests.web.visitors import INLINE, client_of, person

WORDS = "Most of the tokens of this class were handed to the company's own staff."


def test_two_moderators_revoke_a_class_at_the_desk(acme: Company, now: datetime) -> None:
    of_class = tokens.token_class(acme)
    written(of_class, now)
    ben = client_of(person("ben@platform.example", role="moderator"))
    eva = client_of(person("eva@platform.example", role="moderator"))
    page = ben.get("/desk/private/")
    assert "1 token used, 1 review public" in page.content.decode()
    assert not INLINE.search(page.content.decode())

    short = ben.post("/desk/private/", {"token_class": of_class.pk, "words": "Short."})
    assert (short.status_code, "at least 20" in short.content.decode()) == (422, True)
    assert ">Short.</textarea>" in short.content.decode()
    assert ben.post("/desk/private/", {"token_class": of_class.pk, "words": WORDS}).status_code == 302
    proposal = ClassRevocation.objects.get().public_id
    assert "Agree, and revoke" not in ben.get("/desk/private/").content.decode()
    assert "Agree, and revoke" in eva.get("/desk/private/").content.decode()
    assert ben.post(f"/desk/private/{proposal}/carry-out/").status_code == 403
    assert eva.post(f"/desk/private/{proposal}/carry-out/").status_code == 302

    assert Review.objects.get().state == "removed"
    assert "1 review taken away" in ben.get("/desk/private/").content.decode()
    assert eva.post(f"/desk/private/{proposal}/drop/").status_code == 409


def test_others_read_at_most(acme: Company, now: datetime) -> None:
    of_class = tokens.token_class(acme)
    auditor = client_of(person("audit@platform.example", role="auditor"))

    assert "Propose it" not in auditor.get("/desk/private/").content.decode()
    refused = auditor.post("/desk/private/", {"token_class": of_class.pk, "words": WORDS})
    assert refused.status_code == 422
    assert client_of(person("ana@mail.example")).get("/desk/private/").status_code == 403
    assert client_of().get("/desk/private/").status_code == 302
    assert not ClassRevocation.objects.exists()


def test_the_desk_offers_no_revocation_of_one_private_proof(acme: Company, now: datetime) -> None:
    review = written(tokens.token_class(acme), now)
    Review.objects.filter(pk=review.pk).update(state="published")
    ben = person("ben@platform.example", role="moderator")
    case = open_case(review_id=review.pk, actor=Actor.moderator(ben.pk), now=timezone.now())
    claim_case(case=case.public_id, actor=Actor.moderator(ben.pk), now=timezone.now())
    address = f"/desk/cases/{case.public_id}/"

    page = client_of(ben).get(address).content.decode()
    sent = client_of(ben).post(address, {"action": "revoke_proof", "ground": "not_genuine", "words": WORDS})

    assert 'value="remove"' in page
    assert "revoke_proof" not in page
    assert "revoke_hold" not in page
    assert "Look at the proof again" not in page
    assert 'href="/desk/private/"' in page
    assert sent.status_code == 422
