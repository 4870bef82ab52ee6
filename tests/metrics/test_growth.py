"""Change is computed only where it means something; the playbook's own figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from metrics.rules.growth import change_between
from metrics.selectors.suppression import Figure


def figure(value: int | None, qualifier: str = "exact") -> Figure:
    return Figure("headcount", None if value is None else Decimal(value), qualifier)


@pytest.mark.requirement("R111")
@pytest.mark.parametrize(
    ("earlier", "later", "text"),
    [
        (573, 700, "+22.2%"),
        (14, 33, "+135.7%"),
        (151, 194, "+28.5%"),
        (29, 40, "+37.9%"),
        (59, 107, "+81.4%"),
        (200, 150, "−25.0%"),
        (200, 200, "0.0%"),
    ],
)
def test_change_between_exact_figures_is_computed(earlier: int, later: int, text: str) -> None:
    assert change_between(figure(earlier), figure(later)).text == text


@pytest.mark.requirement("R111")
def test_change_between_two_at_least_figures_is_not_computed() -> None:
    change = change_between(figure(1700, "at_least"), figure(3000, "at_least"))
    assert (change.text, change.why) == ("not computed", "both figures are “at least”.")


def test_change_to_one_at_least_figure_is_a_lower_limit() -> None:
    assert change_between(figure(100), figure(150, "at_least")).text == "at least +50.0%"


def test_change_from_one_at_least_figure_is_an_upper_limit() -> None:
    assert change_between(figure(100, "at_least"), figure(150)).text == "at most +50.0%"


@pytest.mark.parametrize(("earlier", "later"), [(None, 50), (50, None), (0, 50)])
def test_change_with_a_hidden_figure_or_from_zero_is_not_computed(
    earlier: int | None, later: int | None
) -> None:
    assert change_between(figure(earlier), figure(later)).percent is None
