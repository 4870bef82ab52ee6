"""Figures in the API say what the page says of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import House
from tests.kernel.api_client import send, url
from tests.metrics.measures_cast import make_indicator, record, year

AT = "partnerships/health-sciences/observations/"


def listed(house: House) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.client("viewer").get(url(house, AT)).json()["results"]
    return found


def test_incomplete_sum_is_at_least_as_on_the_page(prairie: House) -> None:
    with prairie.scope():
        record(prairie, make_indicator(prairie), year(2026), 638, expected=9, reporting=5)
    (row,) = listed(prairie)
    assert (row["value"], row["qualifier"]) == ("638", "at_least")
    assert (row["reporting"], row["expected"]) == (5, 9)
    page = prairie.client("viewer").get(prairie.url("partnerships/health-sciences/dashboard/")).text
    assert "at least 638" in page


def test_answer_to_an_incomplete_figure_says_at_least(prairie: House) -> None:
    with prairie.scope():
        make_indicator(prairie)
        year(2026)
    facts = {"value": "638", "source": "Counts", "as_of": "2026-10-01", "indicator": "enrollment"}
    facts |= {"period": "2026-27", "expected": 9, "reporting": 5, "on_time": 5}
    made = send(prairie.client("analyst"), "post", url(prairie, AT), facts)
    assert (made.status_code, made.json().get("qualifier")) == (201, "at_least"), made.json()


@pytest.mark.parametrize(
    ("kind", "reporters"),
    [("headcount", (9, 9)), ("headcount", (None, None)), ("percent", (5, 9))],
)
def test_complete_figure_and_percentage_keep_their_qualifier(
    prairie: House, kind: str, reporters: tuple[int | None, int | None]
) -> None:
    reporting, expected = reporters
    with prairie.scope():
        indicator = make_indicator(prairie, kind=kind)
        record(prairie, indicator, year(2026), 63, reporting=reporting, expected=expected)
    (row,) = listed(prairie)
    assert (row["qualifier"], row["reporting"], row["expected"]) == ("exact", *reporters)


@pytest.mark.parametrize(
    ("years", "named"),
    [(2, ["There is: 2026-27, 2025-26, 2002-03, 2001-02."]), (31, [])],
    ids=["few", "many"],
)
def test_unknown_period_is_answered_with_all_that_there_are_or_none(
    prairie: House, years: int, named: list[str]
) -> None:
    with prairie.scope():
        make_indicator(prairie)
        for number in range(years):
            year(2001 + number)
    facts = {"value": "638", "source": "Counts", "as_of": "2026-10-01", "indicator": "enrollment"}
    refused = send(prairie.client("analyst"), "post", url(prairie, AT), facts | {"period": "1999"})
    words = ["This label names no period, or more than one."]
    assert (refused.status_code, refused.json()["errors"]["period"]) == (400, words + named)
