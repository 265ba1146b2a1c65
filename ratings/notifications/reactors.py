"""Who is told what, when it has happened."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import translation

from ratings.claims.models import Representative
from ratings.journal.models import Entry
from ratings.kernel.hashes import unseal
from ratings.moderation.models import Appeal, Decision
from ratings.moderation.rules import GROUNDS
from ratings.notifications import letters
from ratings.notifications.commands import send_once
from ratings.notifications.inviting import send_invitation
from ratings.replies.models import Reply
from ratings.reviews.models import Review, ReviewAddress
from ratings.verification.models import AddressCode, Draw, Method, Purchase, ReceivedMail
from ratings.verification.queries import with_proof
from ratings.verification.receiving import code_sent
from ratings.verification.rules import refusal_detail
from ratings.verification.rules.addresses import CODE_LIFETIME, MAILS_PER_DAY


def _write_to(user_id: int | None, key: str, text: Callable[[str], letters.Text], *, kind: str, now: datetime) -> None:
    """Send a letter to a person in their language, unless they are gone."""
    if user_id is None:
        return
    person = get_user_model().objects.filter(pk=user_id, is_active=True).values_list("email", "locale").first()
    if person is None:
        return
    email, locale = person
    send_once(key=key, kind=kind, to=email, text=text(locale), now=now, user_id=user_id)


def _write_to_author(
    review: Review, key: str, text: Callable[[str], letters.Text], *, kind: str, now: datetime
) -> None:
    """Send a letter to a review's author: to their account, or where the holder of its key wished."""
    if review.author_id is not None:
        _write_to(review.author_id, key, text, kind=kind, now=now)
        return
    address = ReviewAddress.objects.filter(review=review).first()
    if address is None:
        return
    locale = address.locale if address.locale in dict(settings.LANGUAGES) else "en"
    send_once(key=key, kind=kind, to=unseal(bytes(address.sealed_email)), text=text(locale), now=now)


def _page_of_author(review: Review) -> str:
    """Return where an author sees what concerns them."""
    return "/private/" if review.method == Method.PRIVATE else "/me/"


def tell_invited(entry: Entry, *, now: datetime) -> None:
    """Invite the customer of a registered order."""
    send_invitation(order_id=int(entry.subject), now=now)


def _review_of(entry: Entry) -> Review | None:
    return Review.objects.select_related("company").filter(public_id=entry.subject).first()


def tell_published(entry: Entry, *, now: datetime) -> None:
    """Tell the author, and the company's people where there are any."""
    review = _review_of(entry)
    if review is None or review.method == "imported":
        return
    company, public_id = review.company.name, review.public_id
    _write_to_author(
        review,
        f"published:{public_id}",
        lambda locale: letters.published(locale=locale, company=company, review=public_id),
        kind="published",
        now=now,
    )
    for user_id in Representative.objects.filter(company_id=review.company_id).values_list("user_id", flat=True):
        _write_to(
            user_id,
            f"new-review:{public_id}:{user_id}",
            lambda locale: letters.new_review(
                locale=locale,
                company=company,
                slug=review.company.slug,
                review=public_id,
                wants_answer=review.wants_answer,
            ),
            kind="new-review",
            now=now,
        )


def tell_held(entry: Entry, *, now: datetime) -> None:
    """Tell the author that a person looks first."""
    review = _review_of(entry)
    if review is None or review.method == "imported":
        return
    company, place = review.company.name, _page_of_author(review)
    _write_to_author(
        review,
        f"held:{review.public_id}:{entry.data['revision']}",
        lambda locale: letters.held(locale=locale, company=company, place=place),
        kind="held",
        now=now,
    )


def tell_decided(entry: Entry, *, now: datetime) -> None:
    """Send the statement of reasons to whom the decision restricts."""
    decision = (
        Decision.objects.select_related("statement", "review", "reply", "company")
        .filter(public_id=entry.subject, statement__isnull=False)
        .first()
    )
    if decision is None:
        return
    is_private = decision.reply is None and decision.review.method == Method.PRIVATE

    def text(locale: str) -> letters.Text:
        with translation.override(locale):
            ground = str(GROUNDS[decision.ground].title)
        return letters.decided(
            locale=locale,
            company=decision.company.name,
            action=decision.action,
            is_reply=decision.reply is not None,
            ground=ground,
            words=decision.statement.decision_facts,
            place="/private/" if is_private else f"/decisions/{decision.public_id}/",
            own=_page_of_text(decision),
        )

    key = f"decided:{decision.public_id}"
    if decision.reply is not None:
        _write_to(decision.reply.written_by_id, key, text, kind="decided", now=now)
    else:
        _write_to_author(decision.review, key, text, kind="decided", now=now)


def _page_of_text(decision: Decision) -> str:
    """Return where whoever wrote a text sees it."""
    if decision.reply is not None:
        return f"/business/{decision.company.slug}/reviews/{decision.review.public_id}/"
    if decision.review.method == Method.PRIVATE:
        return "/private/"
    return f"/me/reviews/{decision.review.public_id}/"


def tell_appeal_decided(entry: Entry, *, now: datetime) -> None:
    """Tell whoever appealed what became of it."""
    appeal = Appeal.objects.select_related("decision__company").filter(public_id=entry.subject).first()
    if appeal is None:
        return
    decision = appeal.decision

    def text(locale: str) -> letters.Text:
        return letters.appeal_decided(
            locale=locale,
            company=decision.company.name,
            is_reversed=appeal.state == Appeal.State.REVERSED,
            words=appeal.words,
            decision=decision.public_id,
        )

    _write_to(appeal.lodged_by_id, f"appeal:{appeal.public_id}", text, kind="appeal", now=now)


def tell_reply_accepted(entry: Entry, *, now: datetime) -> None:
    """Show the author a reply before the public sees it."""
    reply = Reply.objects.select_related("review", "company").filter(public_id=entry.subject).first()
    if reply is None:
        return
    company, place = reply.company.name, _page_of_author(reply.review)
    _write_to_author(
        reply.review,
        f"reply:{reply.public_id}",
        lambda locale: letters.reply_preview(locale=locale, company=company, place=place),
        kind="reply",
        now=now,
    )


def tell_address_code(entry: Entry, *, now: datetime) -> None:
    """Send the code to the address that it is for, while it is good."""
    asked = AddressCode.objects.filter(pk=int(entry.subject), expires_at__gt=now).first()
    if asked is None:
        return
    locale = get_user_model().objects.values_list("locale", flat=True).get(pk=asked.user_id)
    minutes = int(CODE_LIFETIME.total_seconds() // 60)
    text = letters.address_code(locale=locale, code=code_sent(asked), minutes=minutes)
    to = unseal(bytes(asked.sealed_address))
    send_once(key=f"address-code:{asked.pk}", kind="address-code", to=to, text=text, now=now, user_id=asked.user_id)


def tell_mail_received(entry: Entry, *, now: datetime) -> None:
    """Answer a mail that came in at an account's receiving address: to the account, never to whom it came from."""
    taken = ReceivedMail.objects.select_related("purchase__company").filter(pk=int(entry.subject)).first()
    if taken is None:
        return
    _write_to(
        taken.user_id,
        f"mail-received:{taken.pk}",
        lambda locale: _answer_to(taken, locale),
        kind="mail-received",
        now=now,
    )


def _answer_to(taken: ReceivedMail, locale: str) -> letters.Text:
    purchase = taken.purchase
    if taken.outcome == ReceivedMail.Outcome.TOO_MANY:
        return letters.mails_too_many(locale=locale, count=MAILS_PER_DAY)
    if taken.outcome == ReceivedMail.Outcome.ACCEPTED and purchase is not None:
        company = purchase.company
        return letters.mail_accepted(
            locale=locale, company=company.name, company_slug=company.slug, purchase=purchase.public_id
        )
    if taken.outcome == ReceivedMail.Outcome.PENDING and purchase is not None:
        return letters.mail_pending(locale=locale, company=purchase.company.name)
    return letters.mail_refused(locale=locale, words=taken.words)


def _decided_later(entry: Entry) -> Purchase | None:
    """Return the purchase of a verdict that came after it was shown; who is told at once needs no letter."""
    purchases = with_proof(Purchase.objects.select_related("company", "review"))
    purchase = purchases.filter(public_id=entry.subject).first()
    if purchase is None or purchase.decided_at is None or purchase.decided_at <= purchase.begun_at:
        return None
    return purchase


def tell_proof_accepted(entry: Entry, *, now: datetime) -> None:
    """Tell a customer that their proof is accepted; of a second one the letter about what it backs tells."""
    purchase = _decided_later(entry)
    if purchase is None or purchase.state != Purchase.State.ACCEPTED or purchase.backs_id is not None:
        return
    _write_to(
        purchase.customer_id,
        f"proof:{purchase.public_id}",
        lambda locale: letters.proof_accepted(
            locale=locale,
            company=purchase.company.name,
            slug=purchase.company.slug,
            purchase=purchase.public_id,
            has_review=hasattr(purchase, "review"),
        ),
        kind="proof",
        now=now,
    )


def tell_proof_refused(entry: Entry, *, now: datetime) -> None:
    """Tell a customer why their proof was refused, and what would work instead."""
    purchase = _decided_later(entry)
    if purchase is None or purchase.state != Purchase.State.REFUSED:
        return

    words = getattr(purchase, "words", None) or ""

    def text(locale: str) -> letters.Text:
        with translation.override(locale):
            reason = str(refusal_detail(purchase.refusal))
        return letters.proof_refused(
            locale=locale,
            company=purchase.company.name,
            slug=purchase.company.slug,
            reason=reason,
            words=words,
        )

    _write_to(purchase.customer_id, f"proof:{purchase.public_id}", text, kind="proof", now=now)


def tell_proof_drawn(entry: Entry, *, now: datetime) -> None:
    """Ask a customer for a second proof, while one is waited for."""
    drawn = Draw.objects.select_related("purchase__company")
    found = drawn.filter(purchase__public_id=entry.subject, ended_at__isnull=True, due_at__gt=now).first()
    if found is None:
        return
    purchase, until = found.purchase, found.due_at.date()
    _write_to(
        purchase.customer_id,
        f"drawn:{purchase.public_id}",
        lambda locale: letters.proof_drawn(
            locale=locale, company=purchase.company.name, slug=purchase.company.slug, until=until
        ),
        kind="drawn",
        now=now,
    )


TELL: dict[str, Callable[..., None]] = {
    "order.registered": tell_invited,
    "order.addressed": tell_invited,
    "purchase.drawn": tell_proof_drawn,
    "purchase.proved": tell_proof_accepted,
    "purchase.refused": tell_proof_refused,
    "review.published": tell_published,
    "review.held": tell_held,
    "decision.made": tell_decided,
    "appeal.decided": tell_appeal_decided,
    "reply.accepted": tell_reply_accepted,
    "address.asked": tell_address_code,
    "mail.received": tell_mail_received,
}


class Letters:
    """Writes to those concerned."""

    name = "notifications.letters"
    kinds = frozenset(TELL)

    def react(self, entry: Entry, *, now: datetime) -> None:
        """Tell whom the entry concerns."""
        TELL[entry.kind](entry, now=now)


LETTERS = Letters()
