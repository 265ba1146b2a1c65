"""Writing statements of reasons in the words of the DSA Transparency Database."""

from datetime import datetime

from django.utils import translation

from ratings.moderation.models import Case, Decision, StatementOfReasons
from ratings.moderation.rules import GROUNDS

VISIBILITY = {
    Decision.Action.RETURN: "DECISION_VISIBILITY_CONTENT_DISABLED",
    Decision.Action.REJECT: "DECISION_VISIBILITY_CONTENT_DISABLED",
    Decision.Action.REMOVE: "DECISION_VISIBILITY_CONTENT_REMOVED",
    Decision.Action.REVOKE_PROOF: "DECISION_VISIBILITY_CONTENT_REMOVED",
    Decision.Action.REVOKE_HOLD: "DECISION_VISIBILITY_CONTENT_DISABLED",
}


def write_statement(decision: Decision, case: Case, *, words: str, now: datetime) -> StatementOfReasons:
    """Write why something was restricted (DSA, Article 17), in the language of the text it is about."""
    ground = GROUNDS[decision.ground]
    with translation.override(case.language if case.language in ("en", "de", "fr") else "en"):
        title, explanation = str(ground.title), str(ground.explanation)
    written_at = case.reply.submitted_at if case.reply else case.review.submitted_at
    found_by_machine = case.cause == Case.Cause.SCREENING
    return StatementOfReasons.objects.create(
        decision=decision,
        decision_visibility=VISIBILITY[Decision.Action(decision.action)],
        decision_facts=words,
        decision_ground="DECISION_GROUND_ILLEGAL_CONTENT"
        if ground.is_illegal
        else "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        ground_title=title,
        ground_explanation=explanation,
        category=ground.category,
        category_specification=[ground.keyword],
        content_language=case.language[:2].upper(),
        content_date=written_at.date(),
        application_date=now.date(),
        source_type="SOURCE_VOLUNTARY",
        automated_detection=found_by_machine,
        automated_decision="AUTOMATED_DECISION_NOT_AUTOMATED",
    )
