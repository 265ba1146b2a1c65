"""Proofs: purchases, keys, the classes of private tokens, and orders."""

from typing import Any

from rest_framework import serializers

from api.outputs.shape import Shape
from ratings.verification.models import Group, Inspection, Method, Purchase
from ratings.verification.rules import refusal_detail


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
