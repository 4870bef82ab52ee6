"""Cadence, working days, and the hours in which mail goes out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from metrics.rules.check_in_calendar import (
    due_date,
    next_due_date,
    next_sending_time,
)

CHICAGO = ZoneInfo("America/Chicago")


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, date(2026, 1, 31)),
        (1, date(2026, 2, 28)),
        (2, date(2026, 3, 31)),
        (12, date(2027, 1, 31)),
    ],
)
def test_monthly_dates_from_the_31st_do_not_drift(number: int, expected: date) -> None:
    assert due_date(date(2026, 1, 31), 1, number) == expected


def test_date_in_a_leap_year_keeps_the_29th() -> None:
    assert due_date(date(2026, 11, 29), 3, 5) == date(2028, 2, 29)


def test_next_date_before_the_start_is_the_start() -> None:
    assert next_due_date(date(2026, 12, 1), 1, date(2026, 11, 23)) == date(2026, 12, 1)


def test_next_date_on_a_due_day_is_the_following_one() -> None:
    assert next_due_date(date(2026, 9, 23), 1, date(2026, 11, 23)) == date(2026, 12, 23)


def test_next_date_after_a_long_pause_skips_missed_ones() -> None:
    assert next_due_date(date(2025, 1, 15), 3, date(2026, 11, 23)) == date(2027, 1, 15)


def test_working_hours_send_at_once() -> None:
    now = at(2026, 11, 23, 9, 30)
    assert next_sending_time(now, "America/Chicago") == now


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(2026, 11, 23, 7, 59), at(2026, 11, 23, 8)),
        (at(2026, 11, 23, 18), at(2026, 11, 24, 8)),
        (at(2026, 11, 27, 20), at(2026, 11, 30, 8)),
        (at(2026, 11, 28, 12), at(2026, 11, 30, 8)),
        (at(2026, 11, 26, 10), at(2026, 11, 27, 8)),
        (at(2026, 12, 24, 19), at(2026, 12, 28, 8)),
    ],
    ids=["before eight", "at six", "friday", "saturday noon", "thanksgiving", "christmas eve"],
)
def test_quiet_hours_wait_for_the_next_working_window(now: datetime, expected: datetime) -> None:
    assert next_sending_time(now, "America/Chicago") == expected


@pytest.mark.parametrize(
    ("friday", "monday_eight_in_utc"),
    [
        (at(2026, 3, 6, 20), datetime(2026, 3, 9, 13, tzinfo=UTC)),
        (at(2026, 10, 30, 20), datetime(2026, 11, 2, 14, tzinfo=UTC)),
    ],
    ids=["clocks go forward", "clocks go back"],
)
def test_eight_stays_eight_when_clocks_move(
    friday: datetime, monday_eight_in_utc: datetime
) -> None:
    assert next_sending_time(friday, "America/Chicago") == monday_eight_in_utc


def test_window_is_the_conveners_not_the_servers() -> None:
    now = datetime(2026, 11, 23, 13, tzinfo=UTC)
    assert next_sending_time(now, "America/New_York") == now
    assert next_sending_time(now, "America/Chicago") == datetime(2026, 11, 23, 14, tzinfo=UTC)
