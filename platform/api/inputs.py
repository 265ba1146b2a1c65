"""Shapes of request bodies: types are taken as they are written, and unknown names are refused."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ratings.reviews.models import SERVICE_DIMENSIONS, Review
from ratings.verification.rules import MOST_FILES


class Text(serializers.CharField):
    """Text, and nothing that could be read as one; the domain cleans it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **options})

    def to_internal_value(self, data: Any) -> str:
        """Return the text; ValidationError for a number, a truth value and the like."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Truth(serializers.BooleanField):
    """true or false, not words for them."""

    def to_internal_value(self, data: Any) -> bool:
        """Return the truth value; ValidationError for anything else."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Number(serializers.IntegerField):
    """A whole number, not a text of one."""

    def to_internal_value(self, data: Any) -> int:
        """Return the number; ValidationError for anything else."""
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class Day(serializers.DateField):
    """A calendar day as 2026-11-20."""

    def to_internal_value(self, value: Any) -> Any:
        """Return the day; ValidationError for anything else."""
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


@extend_schema_field(
    {
        "type": "array",
        "items": {"type": "string", "format": "binary"},
        "maxItems": MOST_FILES,
        "description": "Repeat the field for each file, of up to 10 MiB: one mail, or one to five photos or PDF files.",
    }
)
class Files(serializers.ListField):
    """The files of one proof: one, or several under the same name."""

    child = serializers.FileField(allow_empty_file=True, max_length=255)

    def to_internal_value(self, data: Any) -> list[Any]:
        """Return the files; ValidationError for anything else."""
        return [self.child.run_validation(one) for one in (data if isinstance(data, list) else [data])]


class Body(serializers.Serializer[Any]):
    """A JSON object; names that it does not have are refused, so that a slip of the pen is not lost in silence."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the values; ValidationError names each field that is wrong."""
        if isinstance(data, Mapping):
            unknown = {str(name)[:60] for name in data} - set(self.fields)
            if unknown:
                raise serializers.ValidationError({name: [_("There is no such field.")] for name in sorted(unknown)})
        return super().to_internal_value(data)


def _stars() -> serializers.Field[Any, Any, Any, Any]:
    return Number(min_value=1, max_value=5, required=False, allow_null=True)


class StarsBody(Body):
    """Stars by dimension, 1 to 5; null or left out is “cannot say”."""

    overall = _stars()
    quality = _stars()
    delivery = _stars()
    support = _stars()
    value = _stars()
    complaint_handling = _stars()


assert set(StarsBody().fields) == set(SERVICE_DIMENSIONS), "every dimension can be sent"


class ReviewBody(Body):
    """A review of a proved purchase."""

    purchase = Text(max_length=64)
    experienced_on = Day()
    title = Text(max_length=1000)
    body = Text(max_length=100_000)
    stars = StarsBody()
    language = Text(max_length=35, required=False, allow_null=True)
    wants_answer = Truth(required=False, default=False)
    not_delivered = Truth(
        required=False,
        default=False,
        help_text="Nothing was delivered, or it was cancelled. A proof that shows an order only backs no other review.",
    )
    connection = serializers.ChoiceField(choices=Review.Connection.choices, required=False, default="none")


class PrivateReviewBody(ReviewBody):
    """A private review: `purchase` is what the redemption of the token answered."""

    reviewer_key_hash = Text(max_length=64, help_text="SHA-256 of the 32 bytes that will open it, in hexadecimal.")
    email = Text(max_length=254, required=False, allow_blank=True, default="")
    locale = Text(max_length=16, required=False, default="en")


class AddressBody(Body):
    """Where letters about one private review go; empty for nowhere."""

    email = Text(max_length=254, allow_blank=True)
    locale = Text(max_length=16, required=False, default="en")


class RevisionBody(Body):
    """What an author changes; what is left out stays."""

    title = Text(max_length=1000, required=False)
    body = Text(max_length=100_000, required=False)
    stars = StarsBody(required=False)
    language = Text(max_length=35, required=False, allow_null=True)
    experienced_on = Day(required=False)
    wants_answer = Truth(required=False)
    not_delivered = Truth(required=False)


class CompanyBody(Body):
    """A company that should be listed."""

    class Register(Body):
        code = Text(max_length=20, required=False, default="")
        number = Text(max_length=40)

    name = Text(max_length=200)
    website = Text(max_length=300)
    country = Text(max_length=60)
    register = Register(required=False)


class PurchaseBody(Body):
    """Evidence of a dealing. The method says which other fields there are."""

    method = Text(max_length=20)
    token = Text(max_length=8000, required=False)
    company = Text(max_length=80, required=False)
    order = Text(max_length=200, required=False, allow_blank=True)
    file = Files(required=False)


class KeyBody(Body):
    """A public key. Without a name it is called by its thumbprint (RFC 7638)."""

    key = Text(max_length=5000)
    kid = Text(max_length=64, required=False, allow_blank=True, default="")
    not_before = serializers.DateTimeField(required=False, allow_null=True, default=None)


class RetirementBody(Body):
    """Until when a key signs."""

    retires_at = serializers.DateTimeField()


class ReplyBody(Body):
    """A company's answer."""

    part = Text(max_length=20, required=False, default="service")
    position = Text(max_length=20)
    body = Text(max_length=100_000)


class OutcomeBody(Body):
    """The customer's word on whether it was solved."""

    outcome = Text(max_length=20)


class AppealBody(Body):
    """Why a decision is thought to be wrong."""

    reasons = Text(max_length=100_000)


class OrderLineBody(Body):
    """One order."""

    order = Text(max_length=100)
    ordered_on = Day()
    email = Text(max_length=254, required=False, allow_null=True, allow_blank=True)
    locale = Text(max_length=16, required=False, allow_null=True, allow_blank=True)


class OrdersBody(Body):
    """Orders of one company."""

    company = Text(max_length=80, required=False)
    orders = OrderLineBody(many=True, max_length=1000)  # type: ignore[call-arg]
