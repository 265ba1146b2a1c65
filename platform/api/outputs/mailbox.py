"""What the holder of a private review sees of it."""

from rest_framework import serializers

from api.outputs.decisions import OwnDecisionShape
from api.outputs.reviews import ReviewShape
from api.outputs.shape import Shape
from ratings.dashboards.queries import Mailbox
from ratings.replies.models import Reply
from ratings.reviews.commands.author import REVISABLE
from ratings.reviews.models import Review, Revision
from ratings.reviews.rules import may_become


class OwnReplyShape(Shape):
    """The company's answer, as the author sees it before the public does."""

    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(choices=Reply.State.choices)
    part = serializers.ChoiceField(choices=Reply.Part.choices)
    position = serializers.ChoiceField(choices=Reply.Position.choices, allow_blank=True)
    body = serializers.CharField(source="words.body")
    language = serializers.CharField()
    public_from = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)


class VersionShape(Shape):
    """One version of a review."""

    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Revision.State.choices)
    written_at = serializers.DateTimeField()


class MailboxShape(Shape):
    """
    A private review with all that concerns its holder. `waits` tells that it waits for others to be written,
    `lapsed_with_proof` that it lapsed since the private proofs of its company, year and group were revoked.
    """

    review = ReviewShape(source="own.item")
    waits = serializers.BooleanField()
    experienced_on = serializers.DateField(source="own.experienced_on")
    may_revise = serializers.SerializerMethodField()
    may_withdraw = serializers.SerializerMethodField()
    decide_by = serializers.DateTimeField(allow_null=True)
    lapsed_with_proof = serializers.BooleanField()
    mend_until = serializers.DateTimeField(source="own.mend_until", allow_null=True)
    reply = OwnReplyShape(source="own.reply", allow_null=True)
    decisions = OwnDecisionShape(source="own.decisions", many=True)
    versions = VersionShape(source="own.revisions", many=True)
    has_address = serializers.BooleanField()

    def get_may_revise(self, instance: Mailbox) -> bool:
        """Tell whether a new version can be written."""
        item = instance.own.item
        return item.state in REVISABLE and not (item.state == Review.State.HELD and item.published_at)

    def get_may_withdraw(self, instance: Mailbox) -> bool:
        """Tell whether it can be taken back."""
        return may_become(instance.own.item.state, Review.State.WITHDRAWN)


class AddressKeptShape(Shape):
    """Whether an address is kept for letters about the review."""

    has_address = serializers.BooleanField()


class ObjectionShape(Shape):
    """A reply that its review's author has put before a moderator."""

    reply = serializers.CharField()
    state = serializers.ChoiceField(choices=Reply.State.choices)
