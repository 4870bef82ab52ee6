"""Small counts are hidden, and cannot be worked out from what is shown."""

from __future__ import annotations

import itertools
from collections import defaultdict
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from metrics.selectors.suppression import hidden_parts, shown_figures, single_figure

pytestmark = pytest.mark.requirement("R97")


def parts(*counts: int) -> list[Decimal]:
    return [Decimal(count) for count in counts]


def test_small_part_hides_the_next_smallest_with_it() -> None:
    assert hidden_parts(parts(25, 13, 4), 10) == ({1, 2}, False)


def test_parts_at_the_threshold_are_all_shown() -> None:
    assert hidden_parts(parts(25, 13, 10), 10) == (set(), False)


def test_zero_is_no_small_count() -> None:
    assert hidden_parts(parts(25, 0, 12), 10) == (set(), False)


def test_small_whole_is_hidden_with_its_parts() -> None:
    assert hidden_parts(parts(4, 0, 3), 10) == ({0, 2}, True)


def test_two_hidden_parts_that_sum_to_a_small_count_hide_a_third() -> None:
    assert hidden_parts(parts(30, 12, 1, 1), 10) == ({1, 2, 3}, False)


def test_equals_of_the_hidden_complement_are_hidden_together() -> None:
    assert hidden_parts(parts(12, 12, 30, 4), 10) == ({0, 1, 3}, False)


@pytest.mark.parametrize(("threshold", "largest", "length"), [(3, 8, 3), (3, 6, 4), (4, 9, 3)])
def test_no_hidden_part_follows_from_what_is_shown(
    threshold: int, largest: int, length: int
) -> None:
    """Every table that looks alike to somebody who knows the rules holds two values at least."""
    worlds: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    for counts in itertools.product(range(largest + 1), repeat=length):
        hidden, whole_too = hidden_parts(parts(*counts), threshold)
        cells = tuple(None if at in hidden else count for at, count in enumerate(counts))
        worlds[cells, None if whole_too else sum(counts)].append(counts)
    for (cells, _), alike in worlds.items():
        for at, cell in enumerate(cells):
            assert cell is not None or len({counts[at] for counts in alike}) > 1


def row(value: Any, kind: str = "headcount", part: str = "", **facts: Any) -> SimpleNamespace:
    return SimpleNamespace(
        pk=uuid4(),
        indicator=SimpleNamespace(kind=kind),
        partnership_id=1,
        indicator_id=1,
        period_id=1,
        value=Decimal(str(value)),
        qualifier="exact",
        denominator=facts.get("denominator"),
        breakdown_key="Grade" if part else "",
        breakdown_value=part,
    )


def test_table_of_42_shows_25_and_the_whole() -> None:
    rows = [row(42), row(25, part="10"), row(13, part="11"), row(4, part="12")]
    shown = shown_figures(rows, 10)
    assert [shown[one.pk].value for one in rows] == [42, 25, None, None]


def test_percent_of_few_people_is_hidden() -> None:
    assert single_figure("percent", Decimal(60), "exact", 10, denominator=9).value is None
    assert single_figure("percent", Decimal(60), "exact", 10, denominator=10).value == 60


def test_amount_about_few_people_is_hidden() -> None:
    assert single_figure("money", Decimal(50000), "exact", 10, denominator=3).is_hidden


@pytest.mark.parametrize(("percent", "value", "bound"), [(97, 95, "over"), (3, 5, "under")])
def test_extreme_percent_is_shown_as_a_limit(percent: int, value: int, bound: str) -> None:
    figure = single_figure("percent", Decimal(percent), "exact", 10, denominator=200)
    assert (figure.value, figure.bound) == (value, bound)


def test_count_of_things_is_never_hidden() -> None:
    assert single_figure("count", Decimal(3), "exact", 10).value == 3
