"""Reviews: of a company, written, read, revised, withdrawn; replies and outcomes."""

import re
from collections.abc import Mapping
from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api import outputs
from api.bodies import keep_for_fingerprint
from api.idempotency import clean_key
from api.inputs import OutcomeBody, PrivateReviewBody, ReplyBody, ReviewBody, RevisionBody
from api.problems import Problem
from api.resource import Resource, found, limit_of, listed, read_input, whole_number, yes_or_no
from api.resources.companies import CURSOR, LIMIT, moved
from api.review_keys import author, refuse_linked
from ratings.claims.queries import actor_for
from ratings.dashboards import queries
from ratings.dashboards.queries import ReviewItem
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden, NotFound, Refused
from ratings.replies.commands import mark_outcome, post_reply
from ratings.reviews.commands import (
    Changes,
    Draft,
    Submitted,
    revise_review,
    revise_waiting,
    submit_private_review,
    submit_review,
    withdraw_review,
    withdraw_waiting,
)
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

    forgets_strangers = True

    @extend_schema(
        operation_id="reviews_create",
        request=PolymorphicProxySerializer(
            component_name="AnyReviewBody", serializers=[ReviewBody, PrivateReviewBody], resource_type_field_name=None
        ),
        responses={201: outputs.ReviewStateShape},
    )
    def post(self, request: Request) -> Response:
        """
        Write a review of a purchase; it is screened within seconds.

        A private one carries `reviewer_key_hash` and no sign of who sends it; it waits for four others, or three days.
        """
        if self._is_private(request):
            return self._submit_privately(request)
        user = self.caller(request, scope="reviews:write")
        return self.created(request, lambda: self._submit(request, user.pk), user=user)

    def _is_private(self, request: Request) -> bool:
        """Tell whether a private review is sent; who is not signed in and sends no body of ours is told that first."""
        keep_for_fingerprint(request)
        try:
            body = request.data
        except APIException:
            self.caller(request, scope="reviews:write")
            raise
        return isinstance(body, Mapping) and "reviewer_key_hash" in body

    def _submit(self, request: Request, user_id: int) -> Response:
        given = read_input(ReviewBody, request)
        actor = Actor.customer(user_id)
        review = submit_review(purchase=given["purchase"], draft=_draft(given), actor=actor, now=timezone.now())
        return _written(request, Submitted(review.public_id, review.state, 1))

    def _submit_privately(self, request: Request) -> Response:
        refuse_linked(request)
        given = read_input(PrivateReviewBody, request)
        said = request.headers.get("Idempotency-Key")
        submitted = submit_private_review(
            purchase=given["purchase"],
            draft=_draft(given),
            reviewer_key_hash=given["reviewer_key_hash"],
            email=given["email"],
            locale=given["locale"],
            repeated=said is not None and bool(clean_key(said)),
            now=timezone.now(),
        )
        return _written(request, submitted)


def _draft(given: Mapping[str, Any]) -> Draft:
    return Draft(
        experienced_on=given["experienced_on"],
        title=given["title"],
        body=given["body"],
        stars=dict(given["stars"]),
        language=given.get("language"),
        wants_answer=given["wants_answer"],
        not_delivered=given.get("not_delivered", False),
        connection=given["connection"],
    )


def _written(request: Request, submitted: Submitted) -> Response:
    body = {"id": submitted.public_id, "state": submitted.state, "revision": submitted.revision}
    headers = {"Location": f"{request.path}/{submitted.public_id}", "ETag": f'"{submitted.revision}"'}
    return Response(body, status=201, headers=headers)


class Review(Resource):
    """One review."""

    forgets_strangers = True

    @extend_schema(operation_id="reviews_read", responses={200: outputs.ReviewShape})
    def get(self, request: Request, review: str) -> Response:
        """Return a public review, or one's own newest version of it in any state. The ETag begins with the revision."""
        item = found(self._own(request, review) or queries.review_detail(review))
        return Response(outputs.ReviewShape(item).data, headers={"ETag": f'"{item.revision}"'})

    def _own(self, request: Request, review: str) -> ReviewItem | None:
        if isinstance(request.user, User):
            return queries.own_review(review, user_id=request.user.pk)
        if isinstance(request.auth, queries.KeyHolder) and request.auth.public_id == review:
            return queries.held_review(request.auth)
        return None

    @extend_schema(operation_id="reviews_revise", request=RevisionBody, responses={200: outputs.ReviewStateShape})
    def patch(self, request: Request, review: str) -> Response:
        """Write a new version; needs `If-Match` with the ETag of the newest version."""
        actor = author(request, review)
        expected = expected_revision(request)
        given = read_input(RevisionBody, request)
        changes = Changes(**{**given, "stars": dict(given["stars"]) if "stars" in given else None})
        revised = self._revise(actor, review, changes, expected)
        body = {"id": revised.public_id, "state": revised.state, "revision": revised.revision}
        return Response(body, headers={"ETag": f'"{revised.revision}"'})

    def _revise(self, actor: Actor, review: str, changes: Changes, expected: int) -> Submitted:
        if actor.submission:
            return revise_waiting(changes=changes, expected_revision=expected, actor=actor, now=timezone.now())
        revised = revise_review(
            review_id=_named(review).pk,
            changes=changes,
            expected_revision=expected,
            actor=actor,
            now=timezone.now(),
        )
        return Submitted(revised.public_id, revised.state, revised.latest_revision)

    @extend_schema(operation_id="reviews_withdraw", responses={204: None})
    def delete(self, request: Request, review: str) -> Response:
        """Withdraw one's own review, for good. With `If-Match` only if it has not been revised since."""
        actor = author(request, review)
        if actor.submission:
            withdraw_waiting(actor=actor, now=timezone.now())
            return Response(status=204)
        found_review = _named(review)
        is_mine = actor.wrote(author_id=found_review.author_id, review_id=found_review.pk)
        if "If-Match" in request.headers and is_mine:
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

    forgets_strangers = True

    @extend_schema(operation_id="reviews_outcome", request=OutcomeBody, responses={201: outputs.OutcomeShape})
    def post(self, request: Request, review: str) -> Response:
        """Say whether it was solved; the stars stay as they are."""
        actor = author(request, review)
        if actor.submission:  # before anything is remembered of the request, which would carry its time
            raise Refused("not-public", _("This review is not public."))
        return self.created_by_author(request, lambda: self._mark(request, review, actor), actor=actor)

    def _mark(self, request: Request, review: str, actor: Actor) -> Response:
        given = read_input(OutcomeBody, request)
        marked = mark_outcome(review=review, outcome=given["outcome"], actor=actor, now=timezone.now())
        body = {"review": review, "outcome": marked.result, "marked_at": marked.marked_at}
        return Response(outputs.OutcomeShape(body).data, status=201)
