"""When check-ins are due, when their mail may go out, and when a call is owed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.working_days import is_working_day

#: Mail that nobody pressed a button for goes out in these hours of the convener's zone.
FIRST_HOUR, LAST_HOUR = 8, 18
#: A check-in is open this many days; after these days without an answer one reminder goes out.
OPEN_DAYS = 14
REMIND_AFTER_DAYS = 5
#: A low answer is called back within this many working days (B12).
CALL_WITHIN_WORKING_DAYS = 3
#: Answers at or under this temperature open a follow-up (B12).
LOW_TEMPERATURE = 2


def due_date(starts_on: date, months: int, number: int) -> date:
    """The date of the check-in with this number, counted from 0 at the start.

    Always counted from the start, so that one that began on the 31st does not drift: a short
    month gives its last day, the next long one the 31st again.
    """
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months * number, 12)
    for day in range(starts_on.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, min(starts_on.day, 28))


def next_due_date(starts_on: date, months: int, after: date) -> date:
    """The first date of the cadence later than `after`; dates missed meanwhile are left out."""
    if starts_on > after:
        return starts_on
    between = (after.year - starts_on.year) * 12 + after.month - starts_on.month
    number = between // months
    found = due_date(starts_on, months, number)
    return found if found > after else due_date(starts_on, months, number + 1)


def next_sending_time(now: datetime, zone: str) -> datetime:
    """`now` when it lies within working hours of the zone, else the start of the next ones.

    The hours are the wall clock's: on the two days a year when it is moved, 8:00 stays 8:00.
    """
    local = now.astimezone(ZoneInfo(zone))
    day = local.date()
    if is_working_day(day) and FIRST_HOUR <= local.hour < LAST_HOUR:
        return now
    if not is_working_day(day) or local.hour >= LAST_HOUR:
        day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(FIRST_HOUR), ZoneInfo(zone)).astimezone(now.tzinfo)
