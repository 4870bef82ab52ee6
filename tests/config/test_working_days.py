"""Working days: no weekend, no federal holiday, no weekday on which one is observed."""

from __future__ import annotations

from datetime import date

import pytest

from config.working_days import add_working_days, is_working_day


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 25), True),
        (date(2026, 11, 26), False),  # Thanksgiving
        (date(2026, 11, 27), True),  # a holiday in some states only
        (date(2026, 11, 28), False),  # Saturday
        (date(2026, 7, 3), False),  # Independence Day is a Saturday
        (date(2027, 7, 5), False),  # and a Sunday
        (date(2027, 12, 31), False),  # the next year's first day is a Saturday
        (date(2026, 6, 19), False),  # Juneteenth
        (date(2020, 6, 19), True),  # before it was a holiday
    ],
)
def test_federal_holidays_are_no_working_days(day: date, *, works: bool) -> None:
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 12), 3, date(2026, 11, 17)),
        (date(2026, 11, 20), 2, date(2026, 11, 24)),
        (date(2026, 11, 25), 1, date(2026, 11, 27)),
        (date(2026, 12, 30), 2, date(2027, 1, 4)),
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
    ],
)
def test_working_days_are_counted_over_holidays(day: date, count: int, expected: date) -> None:
    assert add_working_days(day, count) == expected
