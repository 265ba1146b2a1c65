"""The API's description of itself: OpenAPI 3.1, and a page to read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request
from rest_framework.response import Response

from api.problems import MEDIA_TYPE
from api.proofs import SHOW
from api.resource import Resource

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What is wrong and the way out (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string", "description": "Stable, for machines."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {
                    "field": {"type": "string"},
                    "pointer": {"type": "string", "description": "Where it stands in the body."},
                    "parameter": {"type": "string", "description": "Which parameter of the query it is."},
                    "detail": {"type": "string"},
                },
            },
        },
        "ways": {
            "type": "array",
            "description": "Where a proof was refused: the ways that are open with this company, the likeliest first.",
            "items": {
                "type": "object",
                "required": ["method", "page"],
                "properties": {
                    "method": {"type": "string", "enum": list(SHOW), "description": "As in POST purchases."},
                    "page": {"type": "string", "format": "uri", "description": "Where a customer shows it by hand."},
                },
            },
        },
    },
}
READS = {"304": "You have this version already."}
ANSWERS = {
    "get": ["401", "403", "404", "406", "422", "429"],
    "post": ["400", "401", "403", "404", "409", "413", "415", "422", "429", "503"],
    "put": ["400", "401", "403", "404", "409", "413", "415", "422", "429"],
    "patch": ["400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "429"],
    "delete": ["400", "401", "403", "404", "409", "412", "413", "422", "429"],
}
WORDS = {
    "400": "Not JSON",
    "401": "Not signed in",
    "403": "Not allowed",
    "404": "Not found",
    "406": "Not a media type that is given",
    "409": "Not possible in this state",
    "412": "Changed since it was read",
    "413": "More than is taken",
    "415": "Not a media type that is taken",
    "422": "Fields that cannot be taken",
    "428": "If-Match is missing",
    "429": "Too often",
    "503": "A part of it does not answer now; the same again later may work",
}


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:  # noqa: FBT001
    """Add to the schema what every call has: problems, Idempotency-Key, If-Match, ETag."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    for methods in result["paths"].values():
        for method, call in methods.items():
            _complete(method, call)
    return result


def _complete(method: str, call: dict[str, Any]) -> None:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in ANSWERS.get(method, []):
        call["responses"].setdefault(status, {"description": WORDS[status], "content": content})
    parameters = call.setdefault("parameters", [])
    if method == "get":
        call["responses"]["304"] = {"description": READS["304"]}
        parameters.append(_header("If-None-Match", "The ETag of the version that you have."))
    if method == "post":
        parameters.append(_header("Idempotency-Key", "A quoted string; the same one again is answered as before."))
    if method == "patch":
        parameters.append(_header("If-Match", "The ETag of the version that you read.", required=True))


def _header(name: str, description: str, *, required: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": description,
        "schema": {"type": "string"},
    }


def schema() -> dict[str, Any]:
    """Return the OpenAPI document."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    document: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return document


class OpenApi(Resource):
    """The API's description for machines."""

    schema = None

    def get(self, request: Request) -> Response:
        """Return the OpenAPI 3.1 document."""
        return Response(schema())


class Reference(View):
    """The API's description for people."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show every call with its parameters and answers."""
        return render(request, "api/reference.html", reference())


def reference() -> dict[str, Any]:
    """Return the schema as the page shows it: calls by resource, then shapes."""
    document = schema()
    groups: dict[str, list[dict[str, Any]]] = {}
    for address, methods in document["paths"].items():
        for method, call in methods.items():
            group = address.removeprefix("/api/v1/").split("/")[0]
            groups.setdefault(group, []).append(_call(address, method, call))
    return {
        "info": document["info"],
        "groups": groups,
        "shapes": {name: _shape(shape) for name, shape in document["components"]["schemas"].items()},
    }


def _call(address: str, method: str, call: dict[str, Any]) -> dict[str, Any]:
    body = call.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answers = []
    for status, answer in sorted(call["responses"].items()):
        content: dict[str, Any] = next(iter(answer.get("content", {}).values()), {})
        answers.append(
            {"status": status, "words": answer.get("description", ""), "shape": _name(content.get("schema"))}
        )
    return {
        "id": call["operationId"],
        "method": method.upper(),
        "address": address,
        "words": call.get("description", ""),
        "parameters": call.get("parameters", []),
        "body": _name(body),
        "answers": answers,
    }


def _name(schema: dict[str, Any] | None) -> str:
    return str((schema or {}).get("$ref", "")).rpartition("/")[2]


def _shape(shape: dict[str, Any]) -> dict[str, Any]:
    required = set(shape.get("required", []))
    fields = [
        {"name": name, "type": _type(one), "required": name in required, "words": one.get("description", "")}
        for name, one in shape.get("properties", {}).items()
    ]
    return {"words": shape.get("description", ""), "fields": fields, "values": shape.get("enum", [])}


def _type(one: dict[str, Any]) -> str:
    if "$ref" in one:
        return _name(one)
    for key in ("allOf", "oneOf", "anyOf"):
        if key in one:
            return " | ".join(_type(part) for part in one[key])
    if one.get("type") == "array":
        return f"[{_type(one.get('items', {}))}]"
    if "enum" in one:
        return " | ".join(str(value) for value in one["enum"])
    kind = one.get("type", "any")
    return " | ".join(kind) if isinstance(kind, list) else str(kind)
