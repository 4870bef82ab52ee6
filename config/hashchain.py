"""Canonical JSON, content hashes and hash chains.

A chain proves order and completeness of what it links: each link is the SHA-256 of the previous
link and the entry's canonical JSON. Changing, removing, inserting or swapping an entry breaks it
at that place. Cutting off the end does not, unless the last link is known from elsewhere (printed
in a sealed document, say): give it as ``expected_head``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID


class NotCanonical(ValueError):
    """The value has no single canonical form; the message says why."""


@dataclass(frozen=True)
class ChainEntry:
    """One entry as it was stored: what it says and the link kept beside it."""

    payload: Mapping[str, Any]
    link: str


@dataclass(frozen=True)
class ChainResult:
    """``first_break`` is the index of the first entry that does not follow, None when all do."""

    length: int
    head: str | None
    first_break: int | None

    @property
    def intact(self) -> bool:
        return self.first_break is None


def plain(value: Any) -> Any:
    """The value as JSON data that a JSON column gives back unchanged.

    Moments become ISO 8601 in UTC with microseconds, dates, decimals, UUIDs and enums become
    text. Raises NotCanonical for floats (they do not survive a JSON column: use Decimal), naive
    datetimes, keys that are not text, lone surrogates and anything else.
    """
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise NotCanonical("A moment needs a time zone.")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {_key(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    raise NotCanonical(f"{type(value).__name__} has no canonical form.")


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no white space. Raises NotCanonical."""
    return json.dumps(
        plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def content_hash(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def link_hash(previous: str | None, payload: Mapping[str, Any]) -> str:
    """The link of an entry that follows ``previous`` (None for the first)."""
    return content_hash({"payload": payload, "previous": previous})


def verify_chain(entries: Iterable[ChainEntry], expected_head: str | None = None) -> ChainResult:
    """Walks the entries in order and says where the first one does not follow.

    With ``expected_head`` a chain that ends elsewhere breaks at the index after its last entry.
    """
    previous, length, broken = None, 0, None
    for index, entry in enumerate(entries):
        if broken is None and entry.link != link_hash(previous, entry.payload):
            broken = index
        previous, length = entry.link, index + 1
    if broken is None and expected_head is not None and previous != expected_head:
        broken = length
    return ChainResult(length=length, head=previous, first_break=broken)


def _text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("The text holds half a character (a lone surrogate).") from error
    return value


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise NotCanonical("A key must be text.")
    return _text(key)


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise NotCanonical("A decimal must be finite.")
    # Plain notation without trailing zeros: 5, 5.0 and 5E+0 are one number and one text.
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
