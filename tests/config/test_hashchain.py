"""Canonical JSON and chains: one form for one value, a break at the right place."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest

from config.hashchain import (
    ChainEntry,
    NotCanonical,
    canonical_json,
    content_hash,
    link_hash,
    plain,
    verify_chain,
)


class Colour(StrEnum):
    RED = "red"


def chain(count: int = 4) -> list[ChainEntry]:
    entries: list[ChainEntry] = []
    for number in range(count):
        payload = {"number": number, "who": "Zoë"}
        previous = entries[-1].link if entries else None
        entries.append(ChainEntry(payload, link_hash(previous, payload)))
    return entries


def test_canonical_json_sorts_keys_and_keeps_letters() -> None:
    assert (
        canonical_json({"b": 1, "a": ["é", None, True]}) == '{"a":["é",null,true],"b":1}'.encode()
    )


def test_one_moment_in_two_zones_is_one_value() -> None:
    moment = datetime(2026, 11, 23, 14, 12, tzinfo=UTC)
    central = moment.astimezone(timezone(timedelta(hours=-6)))
    assert canonical_json(moment) == canonical_json(central) == b'"2026-11-23T14:12:00.000000Z"'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("5.10"), '"5.1"'),
        (Decimal("5E+2"), '"500"'),
        (Decimal("-0.00"), '"0"'),
        (date(2026, 11, 23), '"2026-11-23"'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (Colour.RED, '"red"'),
        ((1, 2), "[1,2]"),
    ],
)
def test_a_value_has_one_text(value: Any, expected: str) -> None:
    assert canonical_json(value) == expected.encode()


@pytest.mark.parametrize(
    "value",
    [1.5, datetime(2026, 11, 23), {1: "a"}, "\ud800", {1, 2}, b"x", Decimal("NaN"), object()],
)
def test_a_value_without_one_form_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical_json({"value": value})


def test_what_a_json_column_gives_back_has_the_same_hash() -> None:
    payload = {"at": datetime(2026, 11, 23, tzinfo=UTC), "sum": Decimal("1.50"), "who": "Zoë"}
    returned = json.loads(json.dumps(plain(payload)))
    assert content_hash(returned) == content_hash(payload)
    assert link_hash("a", returned) == link_hash("a", payload)


def test_an_untouched_chain_is_intact() -> None:
    entries = chain()
    result = verify_chain(entries, expected_head=entries[-1].link)
    assert (result.intact, result.length, result.head) == (True, 4, entries[-1].link)


def test_an_empty_chain_is_intact_unless_a_head_is_expected() -> None:
    assert verify_chain([]).intact
    assert verify_chain([], expected_head="a").first_break == 0


def test_a_changed_entry_breaks_the_chain_there() -> None:
    entries = chain()
    entries[2] = ChainEntry({"number": 2, "who": "Zoe"}, entries[2].link)
    assert verify_chain(entries).first_break == 2


def test_a_changed_entry_with_a_fresh_link_breaks_at_the_next() -> None:
    entries = chain()
    forged = {"number": 1, "who": "Mallory"}
    entries[1] = ChainEntry(forged, link_hash(entries[0].link, forged))
    assert verify_chain(entries).first_break == 2


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_removed_entry_breaks_the_chain_there(index: int) -> None:
    entries = chain()
    del entries[index]
    assert verify_chain(entries).first_break == index


def test_swapped_entries_break_the_chain() -> None:
    entries = chain()
    entries[1], entries[2] = entries[2], entries[1]
    assert verify_chain(entries).first_break == 1


def test_a_cut_end_is_seen_only_against_a_known_head() -> None:
    entries = chain()
    assert verify_chain(entries[:3]).intact
    assert verify_chain(entries[:3], expected_head=entries[3].link).first_break == 3
