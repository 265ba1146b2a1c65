"""Reviews and the answers to them."""

from rest_framework import serializers

from api.outputs.shape import Shape
from ratings.dashboards.queries import ReviewItem
from ratings.replies.models import Outcome, Reply
from ratings.reviews.models import Review
from ratings.verification.models import Group, Method


class ReplyShape(Shape):
    """A company's public answer."""

    id = serializers.CharField(source="public_id")
    part = serializers.ChoiceField(choices=Reply.Part.choices)
    position = serializers.ChoiceField(choices=Reply.Position.choices, allow_blank=True)
    body = serializers.CharField()
    language = serializers.CharField()
    published_at = serializers.DateTimeField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]


class CompanyNameShape(Shape):
    """Which company."""

    slug = serializers.CharField(source="company_slug")
    name = serializers.CharField(source="company_name")


class ReviewShape(Shape):
    """A review. `counted` tells whether its stars are in the score, and `not_counted` why they are not."""

    id = serializers.CharField(source="public_id")
    company = CompanyNameShape(source="*")
    pseudonym = serializers.CharField()
    method = serializers.ChoiceField(choices=Method.choices)
    group = serializers.ChoiceField(choices=Group.choices)
    source = serializers.CharField()  # type: ignore[assignment]
    state = serializers.ChoiceField(choices=Review.State.choices)
    connection = serializers.ChoiceField(choices=Review.Connection.choices)
    wants_answer = serializers.BooleanField()
    experienced = serializers.CharField(source="experienced_month")
    published = serializers.CharField(source="published_month", allow_null=True)
    revision = serializers.IntegerField()
    language = serializers.CharField()
    title = serializers.CharField(allow_null=True)
    body = serializers.CharField(allow_null=True)
    stars = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))
    counted = serializers.SerializerMethodField()
    not_counted = serializers.ChoiceField(
        choices=["imported", "connection", "earlier-voice", "not-published"], allow_null=True
    )
    replies = ReplyShape(many=True)
    outcome = serializers.ChoiceField(choices=Outcome.Result.choices, allow_null=True)

    def get_counted(self, instance: ReviewItem) -> bool:
        """Tell whether its stars are in the score."""
        return instance.not_counted is None


class StateShape(Shape):
    """A thing and where it stands."""

    id = serializers.CharField()
    state = serializers.CharField()


class ReviewStateShape(Shape):
    """A review and where it stands."""

    id = serializers.CharField()
    state = serializers.ChoiceField(choices=Review.State.choices)
    revision = serializers.IntegerField()


class ReplyStateShape(Shape):
    """A reply and where it stands."""

    id = serializers.CharField()
    state = serializers.ChoiceField(choices=Reply.State.choices)


class OutcomeShape(Shape):
    """The customer's word on whether it was solved."""

    review = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Outcome.Result.choices)
    marked_at = serializers.DateTimeField()
