"""Order mails that come in by mail: to an account's secret address, attached to a mail of whoever it is."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ratings.journal.commands import record
from ratings.kernel.actor import Actor
from ratings.kernel.actor import Kind as ActorKind
from ratings.kernel.hashes import newest_key_id
from ratings.kernel.ids import new_public_id
from ratings.kernel.refusals import Forbidden, NotFound, Refusal, Refused
from ratings.verification.commands.receipts import show_receipt
from ratings.verification.models import Purchase, ReceivedMail, ReceivingAddress
from ratings.verification.receiving import hash_of_receiving, receiving_token
from ratings.verification.rules.addresses import MAILS_KEPT, MAILS_PER_DAY, MOST_ATTACHED
from ratings.verification.rules.receipt_refusals import RECEIPT_REFUSALS

DAY = timedelta(days=1)


def _customer_id(actor: Actor) -> int:
    if actor.kind is not ActorKind.CUSTOMER or actor.user_id is None:
        raise Forbidden("not-a-customer", _("Only a customer has addresses here."))
    return actor.user_id


@transaction.atomic
def renew_receiving_address(*, actor: Actor, now: datetime) -> ReceivingAddress:
    """
    Give an account a receiving address; one that it had is closed from now on.

    Raises Forbidden, Refused (`renewed-just-now`).
    """
    user_id = _customer_id(actor)
    close_receiving_address(actor=actor, now=now)
    public_id, key_id = new_public_id(), newest_key_id()
    try:
        with transaction.atomic():
            return ReceivingAddress.objects.create(
                public_id=public_id,
                user_id=user_id,
                token_hash=hash_of_receiving(receiving_token(public_id, key_id)),
                key_id=key_id,
                made_at=now,
            )
    except IntegrityError as error:
        raise Refused("renewed-just-now", _("A new address was made a moment ago. Look at it on your page.")) from error


@transaction.atomic
def close_receiving_address(*, actor: Actor, now: datetime) -> bool:
    """Close an account's receiving address; return whether there was one. Raises Forbidden."""
    open_one = ReceivingAddress.objects.select_for_update().filter(user_id=_customer_id(actor), closed_at=None)
    return bool(open_one.update(closed_at=now))


def take_mails(*, mails: Sequence[bytes], is_inline: bool, actor: Actor, now: datetime) -> list[ReceivedMail]:
    """
    Show the mails that were attached to one that came in at an account's address, and have the account told by letter.

    `is_inline` tells that it carries another mail as text instead. Beyond a day's limit nothing is looked at. What the
    sender's address says means nothing here. Call it outside of a transaction, in the account's language. Raises
    Forbidden, NotFound (`no-such-address`).
    """
    taken = _take(_customer_id(actor), max(1, len(mails[:MOST_ATTACHED])), now=now)
    if taken and not mails:
        code = "forwarded-inline" if is_inline else "nothing-attached"
        return [_answer(taken[0], ReceivedMail.Outcome.REFUSED, code=code, words=_refusal_words(code), now=now)]
    return [_show(one, mail, now=now) for one, mail in zip(taken, mails, strict=False)]


def _refusal_words(code: str) -> str:
    if code != "nothing-attached":
        return str(RECEIPT_REFUSALS.get(code, ""))
    return _(
        "There was no mail attached. Attach the order mail itself (forward as attachment, or an .eml file); a "
        "screenshot or PDF of it goes onto the page for photos and PDFs."
    )


@transaction.atomic
def _take(user_id: int, count: int, *, now: datetime) -> list[ReceivedMail]:
    """Note that mails came in, as far as the day allows; the first beyond is noted and answered, further ones not."""
    # The account's address is the lock: mails that come in at once must not all take the day's last place.
    if not ReceivingAddress.objects.select_for_update().filter(user_id=user_id, closed_at=None).exists():
        raise NotFound("no-such-address", _("There is no such address."))
    ReceivedMail.objects.filter(received_at__lt=now - MAILS_KEPT).delete()
    today = ReceivedMail.objects.filter(user_id=user_id, received_at__gt=now - DAY)
    room = MAILS_PER_DAY - today.count()
    if room < count and not today.filter(outcome=ReceivedMail.Outcome.TOO_MANY).exists():
        over = ReceivedMail.objects.create(user_id=user_id, received_at=now)
        _answer(over, ReceivedMail.Outcome.TOO_MANY, now=now)
    return [ReceivedMail.objects.create(user_id=user_id, received_at=now) for _number in range(min(room, count))]


def _show(taken: ReceivedMail, mail: bytes, *, now: datetime) -> ReceivedMail:
    try:
        purchase = show_receipt(mail=mail, company_id=None, actor=Actor.customer(taken.user_id), now=now)
    except Refusal as refusal:
        return _answer(taken, ReceivedMail.Outcome.REFUSED, code=refusal.code, words=_told(refusal), now=now)
    outcome = {
        Purchase.State.ACCEPTED: ReceivedMail.Outcome.ACCEPTED,
        Purchase.State.PENDING: ReceivedMail.Outcome.PENDING,
    }.get(Purchase.State(purchase.state), ReceivedMail.Outcome.REFUSED)
    words = _refusal_words(purchase.refusal) if purchase.refusal else ""
    return _answer(taken, outcome, code=purchase.refusal, words=words, purchase=purchase, now=now)


def _told(refusal: Refusal) -> str:
    return " ".join(str(words) for words in refusal.fields.values()) or str(refusal.message)


@transaction.atomic
def _answer(
    taken: ReceivedMail,
    outcome: ReceivedMail.Outcome,
    *,
    now: datetime,
    code: str = "",
    words: str = "",
    purchase: Purchase | None = None,
) -> ReceivedMail:
    taken.outcome = outcome
    taken.code = code
    taken.words = words[:2000]
    taken.purchase = purchase
    taken.save(update_fields=["outcome", "code", "words", "purchase"])
    record("mail.received", subject=str(taken.pk), now=now)
    return taken
