"""Shapes of answers: decimals as strings, times in UTC, ids opaque."""

from typing import Any

from rest_framework import serializers

from ratings.companies.models import Company, Proposal
from ratings.dashboards.queries import CompanyScores, DimensionScores, Figure, Mailbox, ReviewItem
from ratings.moderation.commands.appeals import APPEALABLE
from ratings.moderation.models import Appeal, Decision
from ratings.moderation.rules import appeal_open_until
from ratings.replies.models import Outcome, Reply
from ratings.reviews.commands.author import REVISABLE
from ratings.reviews.models import Review, Revision
from ratings.reviews.rules import may_become
from ratings.verification.models import Group, Inspection, Method, Purchase
from ratings.verification.rules import refusal_detail


class Shape(serializers.Serializer[Any]):
    """A JSON object of an answer."""


def _score(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=5, decimal_places=4, allow_null=True, read_only=True, **options)


class HistogramShape(Shape):
    """How many reviews gave so many stars."""

    def get_fields(self) -> dict[str, Any]:
        """Return a field for each number of stars."""
        return {str(stars): serializers.IntegerField(min_value=0) for stars in range(1, 6)}

    def to_representation(self, instance: Any) -> dict[str, int]:
        """Return five counts by stars."""
        return {str(stars): count for stars, count in enumerate(instance, 1)}


class FigureShape(Shape):
    """One score with its 90 % interval; the numbers are null where `reason` says why there is none."""

    mean = _score()
    low = _score()
    high = _score()
    n = serializers.IntegerField()
    histogram = HistogramShape()
    prior_share = _score()
    places = serializers.IntegerField()
    leads_with_interval = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=["fewer-than-5", "no-prior-yet", "groups-disagree"], allow_null=True)

    def to_representation(self, instance: Figure) -> dict[str, Any]:
        """Return a figure; by hand, as it is the commonest of all."""
        numbers = {name: _text(getattr(instance, name)) for name in ("mean", "low", "high")}
        return {
            **numbers,
            "n": instance.n,
            "histogram": {str(stars): count for stars, count in enumerate(instance.histogram, 1)},
            "prior_share": _text(instance.prior_share),
            "places": instance.places,
            "leads_with_interval": instance.leads_with_interval,
            "reason": instance.reason,
        }


def _text(number: object) -> str | None:
    return None if number is None else str(number)


class GroupsShape(Shape):
    """The two groups of proofs, each with a score of its own."""

    customer = FigureShape()
    company = FigureShape()


class SectorShape(Shape):
    """A NACE class."""

    code = serializers.CharField(source="sector")
    name = serializers.CharField(source="sector_name")


class ShownShape(Shape):
    """How many reviews the public sees; `imported` are those of them from other platforms, which no score counts."""

    shown = serializers.IntegerField()
    imported = serializers.IntegerField()


class CompanyLineShape(Shape):
    """A company in a list."""

    id = serializers.CharField(source="public_id")
    slug = serializers.CharField()
    name = serializers.CharField()
    country = serializers.CharField()
    sector = SectorShape(source="*")
    state = serializers.ChoiceField(choices=Company.State.choices)
    claimed = serializers.BooleanField(source="is_claimed")
    reviews = ShownShape(source="*")
    score = FigureShape()
    groups_disagree = serializers.BooleanField()
    ranked_by = _score()


class FacetShape(Shape):
    """A value that the list can be narrowed to."""

    value = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField()
    chosen = serializers.BooleanField(source="is_chosen")


class FacetsShape(Shape):
    """Facets, each counted under all other filters but not its own."""

    sector = FacetShape(many=True)
    country = FacetShape(many=True)


class RegisterShape(Shape):
    """An entry of a public register."""

    code = serializers.CharField(source="register_code")
    number = serializers.CharField(source="register_number")


class IdentifiersShape(Shape):
    """What identifies the legal person behind a company."""

    lei = serializers.CharField(allow_null=True)
    register = RegisterShape(source="*")
    legal_form = serializers.CharField()


class RepliesShape(Shape):
    """What the company has answered."""

    count = serializers.IntegerField(source="replies")


class CoveredShape(Shape):
    """
    Of `shown` orders, how many had been registered before.

    `registered` and `share` (from 0 to 1) are null below 20 orders.
    """

    shown = serializers.IntegerField()
    registered = serializers.IntegerField(allow_null=True)
    share = serializers.DecimalField(max_digits=5, decimal_places=4, allow_null=True, read_only=True)
    reason = serializers.ChoiceField(choices=["fewer-than-20"], allow_null=True)


class CoverageShape(Shape):
    """
    Which share of the orders that customers showed by a proof of their own had been registered before that.

    `low` got 1 or 2 stars overall, `high` 4 or 5, in the twelve months before `as_of`, null before the first night.
    """

    as_of = serializers.DateField(allow_null=True)
    low = CoveredShape()
    high = CoveredShape()


class VerificationShape(Shape):
    """
    The orders that the company registered, in figures.

    `late` ones were registered more than 3 days after they were placed. `invitation_share` percent of all are
    invited, drawn by the platform. `answered` counts public reviews by invitation.
    """

    registered = serializers.IntegerField()
    late = serializers.IntegerField()
    invited = serializers.IntegerField()
    answered = serializers.IntegerField()
    invitation_share = serializers.IntegerField(source="share", min_value=1, max_value=100)
    invitation_share_since = serializers.DateTimeField(source="share_since", allow_null=True)
    coverage = CoverageShape(source="*")


class SecondProofsShape(Shape):
    """
    Proofs from the company's records that were drawn to be backed by one of the customer's own, up to yesterday.

    `failure_share` is the share of those decided that was not backed, null below five.
    """

    drawn = serializers.IntegerField()
    backed = serializers.IntegerField()
    failed = serializers.IntegerField()
    failure_share = serializers.DecimalField(max_digits=4, decimal_places=3, allow_null=True, read_only=True)


class CompanyShape(Shape):
    """A company."""

    id = serializers.CharField(source="public_id")
    slug = serializers.CharField()
    name = serializers.CharField()
    also_named = serializers.ListField(child=serializers.CharField())
    identifiers = IdentifiersShape(source="*")
    domains = serializers.ListField(child=serializers.CharField())
    website = serializers.CharField()
    country = serializers.CharField()
    sector = SectorShape(source="*")
    state = serializers.ChoiceField(choices=Company.State.choices)
    opened_at = serializers.DateTimeField()
    claimed = serializers.SerializerMethodField()
    claimed_at = serializers.DateTimeField(allow_null=True)
    score = FigureShape()
    groups = GroupsShape()
    groups_disagree = serializers.BooleanField()
    reviews = ShownShape(source="*")
    replies = RepliesShape(source="*")
    verification = VerificationShape()
    second_proofs = SecondProofsShape()
    log_position = serializers.IntegerField()

    def get_claimed(self, instance: Any) -> bool:
        """Tell whether somebody speaks for the company here."""
        return instance.claimed_at is not None


class MethodFigureShape(Shape):
    """Stars shown by one method, as they were given."""

    n = serializers.IntegerField()
    histogram = HistogramShape()


class DimensionShape(FigureShape):
    """One dimension's score, those of the two groups, and the stars by method."""

    groups_disagree = serializers.BooleanField()
    by_group = GroupsShape()
    by_method = serializers.DictField(child=MethodFigureShape())

    def to_representation(self, instance: DimensionScores) -> dict[str, Any]:  # type: ignore[override]
        """Return the score with its parts."""
        return {
            **super().to_representation(instance.score),
            "groups_disagree": instance.groups_disagree,
            "by_group": GroupsShape(instance.by_group).data,
            "by_method": {name: MethodFigureShape(one).data for name, one in instance.by_method.items()},
        }


class ScoresShape(Shape):
    """All scores of a company: by facet (`service`, `carbon-YEAR`) and dimension."""

    company = serializers.CharField()
    formula = serializers.CharField()
    log_position = serializers.IntegerField()
    facets = serializers.DictField(child=serializers.DictField(child=DimensionShape()))


def facets_of(scores: CompanyScores) -> dict[str, dict[str, Any]]:
    """Return scores by facet and dimension."""
    return {
        facet: {one.dimension: DimensionShape(one).data for one in dimensions}
        for facet, dimensions in scores.facets.items()
    }


class MonthShape(Shape):
    """Stars overall of the reviews first published in one month, and their plain mean."""

    month = serializers.CharField()
    n = serializers.IntegerField()
    histogram = HistogramShape()
    mean = serializers.DecimalField(max_digits=3, decimal_places=2, allow_null=True)


class TrendShape(Shape):
    """Month by month, months without reviews included."""

    company = serializers.CharField()
    log_position = serializers.IntegerField()
    months = MonthShape(many=True)


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


class ProposalShape(Shape):
    """A wish that a company be listed."""

    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(choices=Proposal.State.choices)
    name = serializers.CharField()
    website = serializers.CharField()
    domain = serializers.CharField()
    country = serializers.CharField()


class PurchaseShape(Shape):
    """A purchase and how it was shown."""

    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(choices=Purchase.State.choices)
    method = serializers.ChoiceField(choices=Method.choices)
    group = serializers.ChoiceField(choices=Group.choices)
    company = serializers.CharField(source="company.slug")
    review = serializers.CharField(source="review.public_id", allow_null=True, default=None)
    shows = serializers.CharField(help_text="What of the dealing the proof shows; empty until it is accepted.")
    refusal = serializers.CharField(help_text="Why the proof was refused, as a code; empty where it was not.")
    backs = serializers.CharField(
        source="backs.public_id",
        allow_null=True,
        default=None,
        help_text="The purchase that this proof is the second of; review that one.",
    )
    needs_second_proof = serializers.BooleanField(
        default=False, help_text="Drawn by lot: it is accepted once a document or signed receipt of yours backs it."
    )
    second_proof_due_at = serializers.DateTimeField(allow_null=True, default=None)
    refusal_detail = serializers.CharField(
        default="", help_text="The same in words, with what would work instead; empty where it was not refused."
    )
    due_at = serializers.DateTimeField(
        allow_null=True,
        default=None,
        help_text="Until when a person looks at it; null where none looks, or where it is decided.",
    )
    files_kept = serializers.BooleanField(default=False, help_text="Whether files of the proof are still kept.")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return what is told of a purchase; one shown privately is a mapping, and has no more to tell."""
        return super().to_representation(_told(instance) if isinstance(instance, Purchase) else instance)


def _told(purchase: Purchase) -> dict[str, Any]:
    looks = {one.state: one for one in purchase.inspections.order_by("id")}
    refused, looked_at = looks.get(Inspection.State.REFUSED), looks.get(Inspection.State.OPEN)
    words = [str(refusal_detail(purchase.refusal)), refused.words if refused and purchase.refusal else ""]
    return {
        "public_id": purchase.public_id,
        "state": purchase.state,
        "method": purchase.method,
        "group": purchase.group,
        "company": purchase.company,
        "review": getattr(purchase, "review", None),
        "shows": purchase.shows,
        "refusal": purchase.refusal,
        "backs": purchase.backs,
        "needs_second_proof": purchase.second_proof_due_at is not None,
        "second_proof_due_at": purchase.second_proof_due_at,
        "refusal_detail": "\n\n".join(filter(None, words)),
        "due_at": looked_at.due_at if looked_at else None,
        "files_kept": purchase.files.filter(destroyed_at=None).exists(),
    }


class KeyShape(Shape):
    """A public key that a company signs purchase tokens with; its last use is told by day."""

    kid = serializers.CharField()
    thumbprint = serializers.CharField(help_text="SHA-256 thumbprint of the key (RFC 7638).")
    public_key = serializers.CharField(help_text="The 32 bytes of the key as base64url: `x` of its JWK.")
    state = serializers.ChoiceField(choices=["coming", "valid", "retired", "revoked"])
    added_at = serializers.DateTimeField()
    not_before = serializers.DateTimeField()
    retires_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    redeemed = serializers.IntegerField()
    last_used_on = serializers.DateField(allow_null=True)


class KeysShape(Shape):
    """A company's keys."""

    order_key = serializers.CharField(
        allow_null=True,
        help_text="Hexadecimal; `sub` is an order number under HMAC-SHA-256 by it. Told to owners and managers.",
    )
    keys = KeyShape(many=True)


class TokenKeyShape(Shape):
    """The key of one class: the customers of a company in one calendar year and group."""

    def get_fields(self) -> dict[str, Any]:
        """Return the fields, by the names that RFC 9578 gives and ours."""
        return {
            "token-type": serializers.IntegerField(help_text="2: Blind RSA, 2048 bits."),
            "token-key": serializers.CharField(help_text="SubjectPublicKeyInfo (DER), base64url with padding."),
            "token-key-id": serializers.CharField(help_text="SHA-256 of the key, hexadecimal; the log's subject."),
            "year": serializers.IntegerField(),
            "group": serializers.ChoiceField(choices=[Group.CUSTOMER, Group.COMPANY]),
            "company": serializers.CharField(help_text="The company's slug."),
            "not-before": serializers.IntegerField(help_text="The start of its year (UTC), in seconds since 1970."),
            "issued": serializers.IntegerField(help_text="How many tokens the class has given out."),
            "leaf": serializers.IntegerField(help_text="Where in the public log the key stands."),
            "token-challenge": serializers.CharField(help_text="TokenChallenge (RFC 9577), base64url with padding."),
        }


class DirectoryShape(Shape):
    """An issuer's directory (RFC 9578, section 4)."""

    def get_fields(self) -> dict[str, Any]:
        """Return the fields, by the names that RFC 9578 gives."""
        return {"issuer-request-uri": serializers.URLField(), "token-keys": TokenKeyShape(many=True)}


class OrderShape(Shape):
    """
    One order of those sent.

    `invited` says that an address was taken with it: its customer is invited, unless they wish no mail from us or have
    shown the order already, which is not told. It is null where only a sample is invited: which orders, we draw.
    """

    order = serializers.CharField()
    state = serializers.ChoiceField(choices=["registered", "known"])
    late = serializers.BooleanField()
    invited = serializers.BooleanField(allow_null=True)


class OrdersShape(Shape):
    """What became of the orders."""

    company = serializers.CharField()
    registered = serializers.IntegerField()
    known = serializers.IntegerField()
    invited = serializers.IntegerField(allow_null=True)
    invitation_share = serializers.IntegerField(min_value=1, max_value=100)
    orders = OrderShape(many=True)


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


class VersionShape(Shape):
    """One version of a review."""

    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Revision.State.choices)
    written_at = serializers.DateTimeField()


class MailboxShape(Shape):
    """A private review with all that concerns its holder. `waits` tells that it waits for others to be written."""

    review = ReviewShape(source="own.item")
    waits = serializers.BooleanField()
    experienced_on = serializers.DateField(source="own.experienced_on")
    may_revise = serializers.SerializerMethodField()
    may_withdraw = serializers.SerializerMethodField()
    decide_by = serializers.DateTimeField(allow_null=True)
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


class SectorNameShape(Shape):
    """A NACE class by number and name."""

    code = serializers.CharField()
    name = serializers.CharField()


class SectorLineShape(Shape):
    """A sector that has companies."""

    code = serializers.CharField()
    name = serializers.CharField()
    companies = serializers.IntegerField()
    scored = serializers.IntegerField()


class RankedShape(Shape):
    """A company's rank by the lower end of its interval, and the ranks that its interval allows."""

    rank = serializers.IntegerField()
    best_rank = serializers.IntegerField()
    worst_rank = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    country = serializers.CharField()
    n = serializers.IntegerField()
    mean = _score()
    low = _score()
    high = _score()
    groups_disagree = serializers.BooleanField()


class ComparedShape(Shape):
    """One company of a comparison."""

    company = CompanyShape()
    scores = serializers.DictField(child=serializers.DictField(child=DimensionShape()))


class ComparisonShape(Shape):
    """Companies side by side."""

    formula = serializers.CharField()
    results = ComparedShape(many=True)


def list_of(shape: type[Shape], **more: serializers.Field[Any, Any, Any, Any]) -> type[Shape]:
    """Return the shape of a page of results."""
    fields: dict[str, Any] = {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "order": serializers.CharField(),
        **more,
        "results": shape(many=True),
        "__doc__": f"A page of a list. {shape.__doc__}",
    }
    return type(shape.__name__.removesuffix("Shape") + "PageShape", (Shape,), fields)
