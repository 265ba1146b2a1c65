"""Every shape's ground: an object, a number of a score, a page of results."""

from typing import Any

from rest_framework import serializers


class Shape(serializers.Serializer[Any]):
    """A JSON object of an answer."""


def score_number(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=5, decimal_places=4, allow_null=True, read_only=True, **options)


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
