"""What the OpenAPI description can't read from the code: how a token is sent, and the one shape of errors."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from entente.problems import CONTENT_TYPE

STATEMENT = {
    "type": "object",
    "required": ["of", "says", "more"],
    "properties": {
        "of": {"type": "string", "description": "Whose words they are."},
        "says": {"type": "string"},
        "more": {"type": "array", "items": {"type": "string"}},
    },
}
PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "What is wrong, for people."},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "What is wrong, for programs; it stays the same."},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "Each fault of what was sent.",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("field", "code", "detail")},
            },
        },
        "reasons": {
            "type": "array",
            "description": "Why the terms that hold do not allow it.",
            "items": {
                "type": "object",
                "required": ["code", "sentence"],
                "properties": {name: {"type": "string"} for name in ("code", "sentence")},
            },
        },
        "pair": {
            "type": "object",
            "description": "What a clause says, and the fact that doesn't meet it.",
            "required": ["clause", "fact"],
            "properties": {
                "clause": STATEMENT,
                "fact": STATEMENT,
                "project": {"type": "string", "description": "The project whose purpose is the fact."},
            },
        },
        "remedies": {"type": "array", "description": "Who can act.", "items": {"type": "string"}},
    },
}


class BearerToken(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """`Authorization: Bearer entente_…`, with a token from /account/tokens/."""

    target_class = "organizations.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "A token made under Account → Tokens."}


def add_problems(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Give every operation its answer for whatever goes wrong."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    answer = {
        "description": "A problem",
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"].setdefault("default", answer)
    return result
