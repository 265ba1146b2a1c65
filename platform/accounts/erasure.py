"""Export of what is kept of a person, and erasure: the account's row stays as an empty tombstone."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts.models import ApiToken, User
from ratings.claims import commands as claims
from ratings.claims.queries import representations_of
from ratings.companies import commands as companies
from ratings.companies.models import Proposal
from ratings.moderation.commands import forgetting as moderation
from ratings.moderation.models import Appeal, Suspension
from ratings.notifications import commands as notifications
from ratings.notifications.models import Letter
from ratings.replies import commands as replies
from ratings.replies.models import Reply
from ratings.reviews.commands import forgetting as reviews
from ratings.reviews.queries import personal_data_of
from ratings.verification import commands as verification
from ratings.verification.models import Inspection, Purchase, SealedFile
from ratings.verification.queries.addresses import addresses_of

IN_EXPORT = {"reviews.Review", "verification.Purchase", "replies.Reply", "claims.Representative", "companies.Proposal"}
IN_EXPORT |= {"notifications.Letter", "moderation.Appeal", "moderation.Suspension", "accounts.ApiToken"}
IN_EXPORT |= {
    "verification.AddressCode",
    "verification.ConfirmedAddress",
    "verification.ReceivedMail",
    "verification.ReceivingAddress",
}
"""The tables with a person in them whose rows an export holds."""

BY_ROLE = {
    "moderation.Decision",
    "moderation.Case",
    "moderation.ClassRevocation",
    "verification.Inspection",
    "verification.FileOpening",
    "verification.SigningKey",
    "verification.Sender",
}
"""The tables in which a person stands for a role only: a decision stays with the tombstone, a case is let go of."""


def export_of(user: User) -> dict[str, object]:
    """Return all that is kept of a person, as plain values (GDPR, Articles 15 and 20)."""
    return {
        "account": {"id": user.public_id, "email": user.email, "language": user.locale, "joined_at": user.joined_at},
        "tokens": list(ApiToken.objects.filter(user=user).values("name", "created_at", "last_used_at")),
        "represents": [{"company": one.company.slug, "role": one.role} for one in representations_of(user.pk)],
        "purchases": list(
            Purchase.objects.filter(customer=user).values(
                "public_id",
                "company__slug",
                "method",
                "state",
                "begun_at",
                "shows",
                "last_event_on",
                "refusal",
                "token_month",
            )
        ),
        "proofs": list(
            SealedFile.objects.filter(purchase__customer=user).values(
                "purchase__public_id", "kind", "number", "media_type", "size", "added_at", "destroyed_at"
            )
        ),
        "looks": list(
            Inspection.objects.filter(purchase__customer=user).values(
                "purchase__public_id", "reason", "state", "opened_at", "decided_at", "words"
            )
        ),
        **addresses_of(user.pk),
        **personal_data_of(user.pk),
        "replies": list(Reply.objects.filter(written_by=user).values("public_id", "words__body", "submitted_at")),
        "proposals": list(Proposal.objects.filter(proposed_by=user).values("name", "website", "made_at")),
        "letters": list(Letter.objects.filter(user=user).values("kind", "sent_at")),
        "appeals": list(Appeal.objects.filter(lodged_by=user).values("public_id", "reasons", "lodged_at")),
        "suspensions": list(Suspension.objects.filter(user=user).values("starts_at", "ends_at", "reasons")),
    }


@transaction.atomic
def erase(*, user_id: int, keep_reviews: bool, now: datetime) -> None:
    """
    Forget a person: in one transaction, everywhere (GDPR, Article 17). A second call changes nothing.

    Their reviews are withdrawn, or left public without an author, as they choose.
    """
    verification.forget(user_id=user_id, now=now)
    moderation.forget(user_id=user_id)
    reviews.forget(user_id=user_id, keep_reviews=keep_reviews, now=now)
    for subject in (replies, claims, companies, notifications):
        subject.forget(user_id=user_id)
    # Last, for others hold purchases and reviews while they write rows that name their author.
    user = User.objects.select_for_update().get(pk=user_id)
    if user.erased_at is not None:
        return
    for model in (EmailAddress, Authenticator, UserSession, ApiToken):
        model.objects.filter(user=user).delete()
    user.email = f"{user.public_id}@erased.invalid"
    user.locale = "en"
    user.role = User.Role.CUSTOMER
    user.is_active = False
    user.erased_at = now
    user.set_unusable_password()
    user.save()
