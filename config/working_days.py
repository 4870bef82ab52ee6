"""Working days: Monday to Friday without the federal holidays (5 U.S.C. 6103).

A state's own holidays count as working days: a convener's partners may be in several states.
"""

from __future__ import annotations

from datetime import MINYEAR, date, timedelta
from functools import lru_cache


def is_working_day(day: date) -> bool:
    """Monday to Friday, and no federal holiday, nor the weekday on which one is observed."""
    return day.weekday() < 5 and day not in federal_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """The working day `count` working days after a day; the day itself for 0."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def load_holidays() -> None:
    """Reads their rules, which takes a second: for what serves people, when it starts."""
    federal_holidays(MINYEAR)


@lru_cache(maxsize=64)
def federal_holidays(year: int) -> frozenset[date]:
    """The days of one year on which the federal government is closed."""
    from holidays import country_holidays

    return frozenset(country_holidays("US", years=year))
