"""What the API's description says of its tokens and its mistakes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # library's own
    """A bearer token made under Settings."""

    target_class = "config.api.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The OpenAPI security scheme."""
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # library's own
    """A signed-in member's browser."""

    target_class = "config.api.MemberSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The OpenAPI security scheme."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


#: As `config.api_errors` answers.
MISTAKE = {
    "type": "object",
    "properties": {
        "detail": {"type": "string", "description": "What is wrong, in a sentence."},
        "errors": {
            "type": "object",
            "description": "Where fields are wrong: sentences by field; `request` is the whole.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "required": ["detail"],
}


def describe_mistakes(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Postprocessing hook: each operation names the shape of every answer that is no success."""
    result["components"]["schemas"]["Mistake"] = MISTAKE
    shape = {"schema": {"$ref": "#/components/schemas/Mistake"}}
    answer = {"content": {"application/json": shape}, "description": "A mistake"}
    for address in result["paths"].values():
        for operation in address.values():
            if "responses" in operation:
                operation["responses"]["default"] = answer
    return result
