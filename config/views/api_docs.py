"""`/api/docs/`: the API's description as a plain page, drawn from its own schema.

The usual viewers load their script from elsewhere or run inline; this page needs neither.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator

from config.access import open_door

VERBS = ("get", "post", "patch", "put", "delete")


@open_door("how to use the API; names no data")
@require_GET
def api_docs(request: HttpRequest) -> HttpResponse:
    """Every address of the API with what it takes and gives."""
    return render(request, "api_docs.html", {"resources": resources()})


@lru_cache(maxsize=1)
def resources() -> list[dict[str, Any]]:
    """What the API keeps, each with its operations. Those of one resource answer with the same
    fields, so that these stand on the page once."""
    found: dict[str, dict[str, Any]] = {}
    for one in operations():
        name = one["id"].partition("_")[0]
        title = f"{name.title()}s".replace("ys", "ies")
        kind = {"name": name, "title": title, "gives": one["gives"], "operations": []}
        found.setdefault(name, kind)["operations"].append(one)
    return list(found.values())


def operations() -> list[dict[str, Any]]:
    """One entry for each address and verb, in the order of the addresses."""
    generator: Any = SchemaGenerator()  # type: ignore[no-untyped-call]  # library's own
    schema = generator.get_schema(request=None, public=True)
    known = schema.get("components", {}).get("schemas", {})
    return [
        {
            "verb": verb.upper(),
            "path": path,
            "short": path.removeprefix("/api/v1/c/{convener_slug}"),
            "id": details["operationId"],
            "words": details.get("description", ""),
            "takes": _fields(_body(details.get("requestBody", {})), known),
            "gives": _gives(details, known),
        }
        for path, item in schema["paths"].items()
        for verb, details in item.items()
        if verb in VERBS
    ]


def _body(holder: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = holder.get("content", {}).get("application/json", {})
    return dict(found.get("schema", {}))


def _gives(details: dict[str, Any], known: dict[str, Any]) -> list[dict[str, str]]:
    for status, response in details["responses"].items():
        if status.startswith("2"):
            return _fields(_body(response), known)
    return []


def _resolve(schema: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return dict(known[schema["$ref"].rsplit("/", 1)[-1]])
    if len(schema.get("allOf", ())) == 1:
        return _resolve(schema["allOf"][0], known)
    return schema


def _fields(schema: dict[str, Any], known: dict[str, Any]) -> list[dict[str, str]]:
    """Name, type, whether it is needed, and words of each field; of the rows of a list."""
    schema = _resolve(schema, known)
    if "results" in schema.get("properties", {}):
        schema = schema["properties"]["results"]
    if schema.get("type") == "array":
        schema = _resolve(schema["items"], known)
    needed = schema.get("required", ())
    return [
        {
            "name": name,
            "type": _type(field, known),
            "needed": "needed" if name in needed else "",
            "words": field.get("description", ""),
        }
        for name, field in schema.get("properties", {}).items()
    ]


def _type(field: dict[str, Any], known: dict[str, Any]) -> str:
    found = _resolve(field, known)
    if "enum" in found:
        return " | ".join(str(value) for value in found["enum"] if value)
    words = [str(found.get("format") or found.get("type") or "text")]
    if "maxLength" in found:
        words.append(f"at most {found['maxLength']} characters")
    return ", ".join(words)
