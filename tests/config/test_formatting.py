"""How dates, ages and numbers are written."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from config.names import name_to_call, words_without_title
from config.templatetags import formatting

MOMENT = datetime.datetime(2026, 11, 16, 21, 41, tzinfo=datetime.UTC)


def days_ago(days: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days)


def test_date_is_written_the_american_way() -> None:
    assert formatting.us_date(datetime.date(2026, 11, 3)) == "Nov 3, 2026"


def test_date_that_is_missing_is_empty() -> None:
    assert formatting.us_date(None) == ""


def test_moment_is_written_with_its_zone_by_name() -> None:
    convener = SimpleNamespace(time_zone="America/Chicago")
    assert formatting.us_datetime(MOMENT, convener) == "Nov 16, 2026, 3:41 p.m. Central Time"


def test_moment_in_the_active_zone_uses_that_zone() -> None:
    with timezone.override("America/New_York"):
        assert formatting.us_datetime(MOMENT) == "Nov 16, 2026, 4:41 p.m. Eastern Time"


def test_moment_after_midnight_utc_is_still_yesterday_in_the_west() -> None:
    late = datetime.datetime(2026, 11, 17, 3, 0, tzinfo=datetime.UTC)
    assert formatting.us_date(late, "America/Los_Angeles") == "Nov 16, 2026"


@pytest.mark.parametrize(("days", "words"), [(1, "1 day late"), (36, "36 days late"), (0, "")])
def test_days_late_counts_days(days: int, words: str) -> None:
    assert formatting.days_late(days_ago(days)) == words


@pytest.mark.parametrize(("days", "words"), [(1, "1 day over"), (12, "12 days over"), (0, "")])
def test_days_over_counts_days_past_a_limit(days: int, words: str) -> None:
    assert formatting.days_over(days_ago(days)) == words


def test_due_phrase_today_says_today() -> None:
    assert formatting.due_phrase(days_ago(0)) == "Due today"


@pytest.mark.parametrize(("days", "tone"), [(1, "late"), (0, "risk"), (-7, "risk"), (-8, "")])
def test_due_tone_warns_a_week_ahead(days: int, tone: str) -> None:
    assert formatting.due_tone(days_ago(days)) == tone


@pytest.mark.parametrize(
    ("value", "qualifier", "words"),
    [(1700, "at_least", "at least 1,700"), (46, "", "46"), (None, "at_least", "No data")],
)
def test_number_travels_with_its_qualifier(value: int | None, qualifier: str, words: str) -> None:
    assert formatting.qualified(value, qualifier) == words


def test_number_with_an_unknown_qualifier_is_refused() -> None:
    with pytest.raises(KeyError):
        formatting.qualified(3, "maybe")


@pytest.mark.parametrize(
    ("day", "year"),
    [("2026-06-30", "2025-26"), ("2026-07-01", "2026-27"), ("2099-12-31", "2099-00")],
)
def test_school_year_turns_on_the_first_of_july(day: str, year: str) -> None:
    assert formatting.school_year(datetime.date.fromisoformat(day)) == year


def test_day_far_from_today_says_its_year() -> None:
    today = timezone.localdate()
    assert str(today.year) not in formatting.us_day(today - datetime.timedelta(days=100))
    assert formatting.us_day(datetime.date(2020, 2, 1)) == "Feb 1, 2020"
    assert formatting.us_day(None) == ""


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Ann Poole", "Ann"),
        ("Ann", "Ann"),
        ("Dr. Ann Poole", "Dr. Ann Poole"),
        ("PROF Ann Poole", "PROF Ann Poole"),
        ("mx Ann Poole", "mx Ann Poole"),
        ("Prof. Dr. Ann Poole", "Prof. Dr. Ann Poole"),
        ("J. Poole", "J. Poole"),
        ("Drew Poole", "Drew"),
        ("Dr.", "Dr."),
    ],
)
def test_somebody_with_a_title_is_called_by_the_whole_name(name: str, called: str) -> None:
    assert name_to_call(name) == called


def test_name_is_the_same_with_and_without_a_title() -> None:
    assert words_without_title("Dr. Ann Poole") == words_without_title("ann  poole")
    assert words_without_title("Dr. Ann Poole") != words_without_title("Ann Pole")


def test_sentence_that_ends_with_a_name_has_one_full_stop() -> None:
    assert [formatting.full_stop(name) for name in ("Ann", "Tom Poole Jr.")] == [
        "Ann.",
        "Tom Poole Jr.",
    ]
