"""Decisions about content, and objections to them."""

from rest_framework import serializers

from api.outputs.shape import Shape
from ratings.moderation.commands.appeals import APPEALABLE
from ratings.moderation.models import Appeal, Decision
from ratings.moderation.rules import appeal_open_until


class StatementShape(Shape):
    """The statement of reasons, with the field names of the DSA Transparency Database."""

    decision_visibility = serializers.CharField()
    decision_facts = serializers.CharField()
    decision_ground = serializers.CharField()
    ground_title = serializers.CharField()
    ground_explanation = serializers.CharField()
    category = serializers.CharField()
    category_specification = serializers.ListField(child=serializers.CharField())
    content_language = serializers.CharField()
    content_date = serializers.DateField()
    application_date = serializers.DateField()
    source_type = serializers.CharField()
    automated_detection = serializers.BooleanField()
    automated_decision = serializers.CharField()


class AppealShape(Shape):
    """An objection to a decision."""

    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(choices=Appeal.State.choices)
    lodged_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()


class DecisionShape(Shape):
    """A decision and why."""

    id = serializers.CharField(source="public_id")
    company = serializers.CharField(source="company.slug")
    subject = serializers.SerializerMethodField()
    action = serializers.ChoiceField(choices=Decision.Action.choices)
    ground = serializers.ChoiceField(choices=Decision.Ground.choices)
    policy_version = serializers.CharField()
    decided_at = serializers.DateTimeField()
    statement = StatementShape(allow_null=True, default=None)
    appeal = serializers.ChoiceField(choices=Appeal.State.choices, source="appeal.state", allow_null=True, default=None)

    def get_subject(self, instance: Decision) -> str:
        """Return whether a review or a reply was decided on."""
        return "review" if instance.reply_id is None else "reply"


class OwnDecisionShape(DecisionShape):
    """A decision about one's review, with what one can do about it until when."""

    appeal_words = serializers.CharField(source="appeal.words", allow_null=True, default=None)
    appeal_due_at = serializers.DateTimeField(source="appeal.due_at", allow_null=True, default=None)
    appeal_open_until = serializers.SerializerMethodField()

    def get_appeal_open_until(self, instance: Decision) -> str | None:
        """Return the last day on which it can be appealed, null where it cannot be or has been."""
        if instance.action not in APPEALABLE or hasattr(instance, "appeal"):
            return None
        return appeal_open_until(instance.decided_at.date()).isoformat()
