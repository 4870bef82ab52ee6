"""The ten cells: shares, medians, and what fewer than five answers show."""

from __future__ import annotations

from typing import Any

import pytest

from metrics.rules.evaluation_cells import cell, results, weakest
from metrics.rules.evaluation_instrument import CURRENT

NOTHING = {"n": None, "agree": None, "share": None, "median": None}


@pytest.mark.requirement("B18")
@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([5, 5, 4, 3, 2], {"n": 5, "agree": 3, "share": 60, "median": 4.0}),
        ([5, 5, 4, 3, 2, None], {"n": 5, "agree": 3, "share": 60, "median": 4.0}),
        ([5, 4, 4, 3, 2, 1], {"n": 6, "agree": 3, "share": 50, "median": 3.5}),
        ([1] * 5, {"n": 5, "agree": 0, "share": 0, "median": 1.0}),
    ],
    ids=["five", "not applicable counts nowhere", "even count", "nobody agrees"],
)
def test_cell_is_share_of_four_and_five_with_median(answers: Any, expected: Any) -> None:
    assert cell(answers) == expected


@pytest.mark.parametrize("answers", [[], [5, 5, 5, 5], [5, 5, 5, 5, None, None]])
def test_cell_under_five_answers_shows_nothing(answers: Any) -> None:
    assert cell(answers) == NOTHING


def sheets(count: int) -> list[dict[str, Any]]:
    return [
        {
            "scores": {item.key: 4 for item in CURRENT.items},
            "comments": {"change": f"Change {number}", "keep": ""},
        }
        for number in range(count)
    ]


@pytest.mark.requirement("R63")
def test_results_have_five_categories_by_person_and_process() -> None:
    found = results(CURRENT, sheets(5), invited=8)
    assert len(found["cells"]) == 10
    assert {cell["strand"] for cell in found["cells"]} == {"person", "process"}
    assert (found["answered"], found["invited"]) == (5, 8)


def test_comments_under_five_answers_are_not_kept() -> None:
    assert results(CURRENT, sheets(4), invited=8)["comments"] == {"change": [], "keep": []}


def test_comments_from_five_answers_stand_without_empty_ones() -> None:
    comments = results(CURRENT, sheets(5), invited=8)["comments"]
    assert sorted(comments["change"]) == [f"Change {number}" for number in range(5)]
    assert comments["keep"] == []


def test_comments_do_not_stand_in_the_order_of_answers() -> None:
    orders = {tuple(results(CURRENT, sheets(8), 8)["comments"]["change"]) for _ in range(20)}
    assert len(orders) > 1


def test_weakest_leaves_out_cells_that_lack_data() -> None:
    assert weakest([{"share": None}, {"share": 54}, {"share": 46}]) == [{"share": 46}]
    assert weakest([{"share": None}]) == []


def test_all_equal_weakest_are_named_and_none_where_all_are_equal() -> None:
    two, better = [{"share": 46, "category": name} for name in "ab"], {"share": 54}
    assert weakest([two[0], better, two[1]]) == two
    assert weakest([*two, {"share": None}]) == []
