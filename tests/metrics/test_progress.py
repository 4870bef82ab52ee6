"""The way from a baseline to a target."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from metrics.rules.progress import Path, Standing, standing_of

START, DUE = date(2026, 6, 30), date(2027, 6, 30)
UP = Path(Decimal(100), START, Decimal(200), DUE)
DOWN = Path(Decimal(20), START, Decimal(10), DUE, less_is_better=True)
MIDDLE = date(2026, 12, 29)


def test_expected_half_way_is_half_the_difference() -> None:
    assert round(UP.expected(MIDDLE)) == 150


@pytest.mark.parametrize(("day", "value"), [(date(2026, 1, 1), 100), (date(2028, 1, 1), 200)])
def test_expected_outside_the_way_is_its_end(day: date, value: int) -> None:
    assert UP.expected(day) == value


@pytest.mark.parametrize(
    ("value", "standing"),
    [
        (200, Standing.REACHED),
        (150, Standing.ON_PATH),
        (140, Standing.SLIGHTLY_BELOW),
        (130, Standing.BELOW),
        (None, Standing.UNKNOWN),
    ],
)
@pytest.mark.requirement("R72")
def test_standing_of_a_rising_measure(value: int | None, standing: Standing) -> None:
    figure = None if value is None else Decimal(value)
    assert standing_of(UP, figure, MIDDLE) == standing


@pytest.mark.parametrize(
    ("value", "standing"),
    [
        (10, Standing.REACHED),
        (14, Standing.ON_PATH),
        (16, Standing.SLIGHTLY_BELOW),
        (19, Standing.BELOW),
    ],
)
def test_standing_where_less_is_better(value: int, standing: Standing) -> None:
    assert standing_of(DOWN, Decimal(value), MIDDLE) == standing


def test_exactly_ninety_percent_of_expected_is_slightly_below() -> None:
    path = Path(Decimal(0), START, Decimal(100), DUE)
    assert standing_of(path, Decimal("90"), date(2027, 6, 30)) == Standing.SLIGHTLY_BELOW
