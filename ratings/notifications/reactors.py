"""Who is told what, when it has happened."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils import translation

from ratings.claims.models import Representative
from ratings.journal.models import Entry
from ratings.kernel.hashes import unseal
from ratings.moderation.models import Decision
from ratings.moderation.rules import GROUNDS
from ratings.notifications import letters
from ratings.notifications.commands import send_once
from ratings.replies.models import Reply
from ratings.reviews.models import Review
from ratings.verification.commands import mark_invitation_sent, token_of
from ratings.verification.models import Invitation, Purchase
from ratings.verification.queries import with_proof
from ratings.verification.rules import refusal_detail


def _write_to(user_id: int | None, key: str, text: Callable[[str], letters.Text], *, kind: str, now: datetime) -> None:
    """Send a letter to a person in their language, unless they are gone."""
    if user_id is None:
        return
    person = get_user_model().objects.filter(pk=user_id, is_active=True).values_list("email", "locale").first()
    if person is None:
        return
    email, locale = person
    send_once(key=key, kind=kind, to=email, text=text(locale), now=now, user_id=user_id)


def tell_invited(entry: Entry, *, now: datetime) -> None:
    """Invite the customer of a registered order."""
    invitation = Invitation.objects.select_related("order__company").filter(order_id=int(entry.subject)).first()
    if invitation is None or invitation.opened_at or invitation.order.sealed_email is None:
        return
    order = invitation.order
    assert order.sealed_email is not None
    text = letters.invitation(
        locale=order.locale,
        company=order.company.name,
        ordered_on=order.ordered_on.isoformat(),
        token=token_of(order),
    )
    send_once(key=f"invitation:{order.pk}", kind="invitation", to=unseal(bytes(order.sealed_email)), text=text, now=now)
    mark_invitation_sent(invitation_id=invitation.pk, now=now)


def _review_of(entry: Entry) -> Review | None:
    return Review.objects.select_related("company").filter(public_id=entry.subject).first()


def tell_published(entry: Entry, *, now: datetime) -> None:
    """Tell the author, and the company's people where there are any."""
    review = _review_of(entry)
    if review is None or review.method == "imported":
        return
    company, public_id = review.company.name, review.public_id
    _write_to(
        review.author_id,
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
                locale=locale, company=company, review=public_id, wants_answer=review.wants_answer
            ),
            kind="new-review",
            now=now,
        )


def tell_held(entry: Entry, *, now: datetime) -> None:
    """Tell the author that a person looks first."""
    review = _review_of(entry)
    if review is None or review.method == "imported":
        return
    company = review.company.name
    _write_to(
        review.author_id,
        f"held:{review.public_id}:{entry.data['revision']}",
        lambda locale: letters.held(locale=locale, company=company),
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
    concerned = decision.reply.written_by_id if decision.reply else decision.review.author_id

    def text(locale: str) -> letters.Text:
        with translation.override(locale):
            ground = str(GROUNDS[decision.ground].title)
        return letters.decided(
            locale=locale,
            company=decision.company.name,
            ground=ground,
            words=decision.statement.decision_facts,
            decision=decision.public_id,
        )

    _write_to(concerned, f"decided:{decision.public_id}", text, kind="decided", now=now)


def tell_reply_accepted(entry: Entry, *, now: datetime) -> None:
    """Show the author a reply before the public sees it."""
    reply = Reply.objects.select_related("review", "company").filter(public_id=entry.subject).first()
    if reply is None:
        return
    company = reply.company.name
    _write_to(
        reply.review.author_id,
        f"reply:{reply.public_id}",
        lambda locale: letters.reply_preview(locale=locale, company=company),
        kind="reply",
        now=now,
    )


def _decided_later(entry: Entry) -> Purchase | None:
    """Return the purchase of a verdict that came after it was shown; who is told at once needs no letter."""
    purchases = with_proof(Purchase.objects.select_related("company", "review"))
    purchase = purchases.filter(public_id=entry.subject).first()
    if purchase is None or purchase.decided_at is None or purchase.decided_at <= purchase.begun_at:
        return None
    return purchase


def tell_proof_accepted(entry: Entry, *, now: datetime) -> None:
    """Tell a customer that their proof is accepted."""
    purchase = _decided_later(entry)
    if purchase is None or purchase.state != Purchase.State.ACCEPTED:
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


TELL: dict[str, Callable[..., None]] = {
    "order.registered": tell_invited,
    "purchase.proved": tell_proof_accepted,
    "purchase.refused": tell_proof_refused,
    "review.published": tell_published,
    "review.held": tell_held,
    "decision.made": tell_decided,
    "reply.accepted": tell_reply_accepted,
}


class Letters:
    """Writes to those concerned."""

    name = "notifications.letters"
    kinds = frozenset(TELL)

    def react(self, entry: Entry, *, now: datetime) -> None:
        """Tell whom the entry concerns."""
        TELL[entry.kind](entry, now=now)


LETTERS = Letters()
