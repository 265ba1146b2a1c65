"""Reviews: of a company, written, read, revised, withdrawn; replies and outcomes."""

import re

from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api import outputs
from api.inputs import OutcomeBody, ReplyBody, ReviewBody, RevisionBody
from api.problems import Problem
from api.resource import Resource, found, limit_of, listed, read_input, whole_number, yes_or_no
from api.resources.companies import CURSOR, LIMIT, moved
from ratings.claims.queries import actor_for
from ratings.dashboards import queries
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, NotFound
from ratings.replies.commands import mark_outcome, post_reply
from ratings.reviews.commands import Changes, Draft, revise_review, submit_review, withdraw_review
from ratings.reviews.models import Review as ReviewRow
from ratings.verification.models import Method

ReviewPage = outputs.list_of(outputs.ReviewShape)
REVISION_TAG = re.compile(r'"([0-9]{1,5})(-[0-9a-f]+)?"')


class CompanyReviews(Resource):
    """Public reviews of one company."""

    @extend_schema(
        operation_id="companies_reviews",
        parameters=[
            OpenApiParameter("stars", int, description="Stars overall, 1 to 5."),
            OpenApiParameter("method", str, enum=Method.values),
            OpenApiParameter("month", str, description="Month of first publication, as 2026-11."),
            OpenApiParameter("has_reply", bool),
            OpenApiParameter("order", str, enum=["newest", "oldest"]),
            OpenApiParameter("tab", str, enum=["verified", "imported"], description="Imported ones stand apart."),
            CURSOR,
            LIMIT,
        ],
        responses={200: ReviewPage},
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """List reviews, the newest first unless told."""
        summary = found(queries.company_summary(slug))
        if gone := moved(request, slug, summary.slug):
            return gone
        asked = request.query_params
        method = asked.get("method") or None
        wanted = queries.ReviewFilter(
            stars=whole_number(request, "stars", otherwise=0, lowest=1, highest=5) or None,
            method=method,
            month=asked.get("month") or None,
            has_reply=yes_or_no(request, "has_reply"),
            order=asked.get("order") or "newest",
            tab=asked.get("tab") or ("imported" if method == Method.IMPORTED else "verified"),
        )
        page = queries.company_reviews(summary.id, wanted, cursor=asked.get("cursor"), limit=limit_of(request))
        return Response(listed(request, page, outputs.ReviewShape))


class Reviews(Resource):
    """Writing reviews."""

    @extend_schema(operation_id="reviews_create", request=ReviewBody, responses={201: outputs.ReviewStateShape})
    def post(self, request: Request) -> Response:
        """Write a review of a purchase; it is screened within seconds."""
        user = self.caller(request, scope="reviews:write")
        return self.created(request, lambda: self._submit(request, user.pk), user=user)

    def _submit(self, request: Request, user_id: int) -> Response:
        given = read_input(ReviewBody, request)
        draft = Draft(
            experienced_on=given["experienced_on"],
            title=given["title"],
            body=given["body"],
            stars=dict(given["stars"]),
            language=given.get("language"),
            wants_answer=given["wants_answer"],
            not_delivered=given["not_delivered"],
            connection=given["connection"],
        )
        actor = Actor.customer(user_id)
        review = submit_review(purchase=given["purchase"], draft=draft, actor=actor, now=timezone.now())
        body = {"id": review.public_id, "state": review.state, "revision": 1}
        return Response(body, status=201, headers={"Location": f"{request.path}/{review.public_id}", "ETag": '"1"'})


class Review(Resource):
    """One review."""

    @extend_schema(operation_id="reviews_read", responses={200: outputs.ReviewShape})
    def get(self, request: Request, review: str) -> Response:
        """Return a public review, or one's own newest version of it in any state. The ETag begins with the revision."""
        item = None
        if isinstance(request.user, User):
            item = queries.own_review(review, user_id=request.user.pk)
        item = found(item or queries.review_detail(review))
        return Response(outputs.ReviewShape(item).data, headers={"ETag": f'"{item.revision}"'})

    @extend_schema(operation_id="reviews_revise", request=RevisionBody, responses={200: outputs.ReviewStateShape})
    def patch(self, request: Request, review: str) -> Response:
        """Write a new version; needs `If-Match` with the ETag of the newest version."""
        user = self.caller(request, scope="reviews:write")
        expected = expected_revision(request)
        given = read_input(RevisionBody, request)
        changes = Changes(**{**given, "stars": dict(given["stars"]) if "stars" in given else None})
        found_review = _named(review)
        revised = revise_review(
            review_id=found_review.pk,
            changes=changes,
            expected_revision=expected,
            actor=Actor.customer(user.pk),
            now=timezone.now(),
        )
        body = {"id": revised.public_id, "state": revised.state, "revision": revised.latest_revision}
        return Response(body, headers={"ETag": f'"{revised.latest_revision}"'})

    @extend_schema(operation_id="reviews_withdraw", responses={204: None})
    def delete(self, request: Request, review: str) -> Response:
        """Withdraw one's own review, for good. With `If-Match` only if it has not been revised since."""
        user = self.caller(request, scope="reviews:write")
        found_review = _named(review)
        actor = Actor.customer(user.pk)
        if "If-Match" in request.headers and actor.is_user(found_review.author_id):
            _refuse_stale(expected_revision(request), found_review.latest_revision)
        withdraw_review(review_id=found_review.pk, actor=actor, now=timezone.now())
        return Response(status=204)


def _named(public_id: str) -> ReviewRow:
    row = ReviewRow.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound("no-such-review", _("There is no such review."))
    return row


def _refuse_stale(expected: int, latest: int) -> None:
    if expected != latest:
        raise Problem(412, "changed", _("This review has been revised since you read it; read it again."))


def expected_revision(request: Request) -> int:
    """Return the revision that `If-Match` names; Problem (428 without it, 412 where it can be none of ours)."""
    said = request.headers.get("If-Match")
    if said is None:
        sentence = _("Send If-Match with the ETag of the version that you read.")
        raise Problem(428, "if-match-required", sentence)
    tag = REVISION_TAG.fullmatch(said.strip())
    if tag is None:
        raise Problem(412, "changed", _("If-Match names no version of this review; read it again."))
    return int(tag[1])


class ReviewReply(Resource):
    """The company's answer to a review."""

    @extend_schema(operation_id="reviews_reply", request=ReplyBody, responses={201: outputs.ReplyStateShape})
    def post(self, request: Request, review: str) -> Response:
        """Answer a review; its author sees the answer a day before the public."""
        user = self.caller(request, scope="replies:write")
        return self.created(request, lambda: self._reply(request, review, user.pk), user=user)

    def _reply(self, request: Request, review: str, user_id: int) -> Response:
        given = read_input(ReplyBody, request)
        company_id = _named(review).company_id
        actor = actor_for(user_id=user_id, company_id=company_id)
        if actor is None:
            raise Forbidden("not-your-company", _("Only the reviewed company's own people answer its reviews."))
        reply = post_reply(review=review, actor=actor, now=timezone.now(), **given)
        return Response({"id": reply.public_id, "state": reply.state}, status=201)


class ReviewOutcome(Resource):
    """The customer's word on whether it was solved."""

    @extend_schema(operation_id="reviews_outcome", request=OutcomeBody, responses={201: outputs.OutcomeShape})
    def post(self, request: Request, review: str) -> Response:
        """Say whether it was solved; the stars stay as they are."""
        user = self.caller(request, scope="reviews:write")
        return self.created(request, lambda: self._mark(request, review, user.pk), user=user)

    def _mark(self, request: Request, review: str, user_id: int) -> Response:
        given = read_input(OutcomeBody, request)
        marked = mark_outcome(
            review=review, outcome=given["outcome"], actor=Actor.customer(user_id), now=timezone.now()
        )
        body = {"review": review, "outcome": marked.result, "marked_at": marked.marked_at}
        return Response(outputs.OutcomeShape(body).data, status=201)
