"""Filters that write dates, ages and numbers the way every page and mail of the product does."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.dateformat import format as format_date

register = template.Library()

ZONE_NAMES = {
    "UTC": "UTC",
    "America/New_York": "Eastern Time",
    "America/Detroit": "Eastern Time",
    "America/Indiana/Indianapolis": "Eastern Time",
    "America/Chicago": "Central Time",
    "America/Denver": "Mountain Time",
    "America/Boise": "Mountain Time",
    "America/Phoenix": "Arizona Time",
    "America/Los_Angeles": "Pacific Time",
    "America/Anchorage": "Alaska Time",
    "Pacific/Honolulu": "Hawaii Time",
    "America/Puerto_Rico": "Atlantic Time",
    "Pacific/Guam": "Chamorro Time",
}
QUALIFIERS = {
    "at_least": "at least",
    "at_most": "at most",
    "about": "about",
    "estimate": "about",
    "exact": "",
    "": "",
}
#: Days within which a date says by itself which year it is in.
HALF_A_YEAR = 183
SCHOOL_YEAR_STARTS_IN_MONTH = 7  # July 1, as in federal Perkins V program years


def _zone(zone: Any) -> datetime.tzinfo:
    """Return the zone named by a text, an object with `time_zone`, or the active one."""
    name = getattr(zone, "time_zone", zone)
    if isinstance(name, str) and name:
        return ZoneInfo(name)
    return name if isinstance(name, datetime.tzinfo) else timezone.get_current_timezone()


def _day(value: Any, zone: Any = None) -> datetime.date | None:
    """Return the calendar day of a date or an aware moment in the zone; None for anything else."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(_zone(zone)).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, datetime.date) else None


@lru_cache(maxsize=4096)
def _written(day: datetime.date, pattern: str) -> str:
    """Write a day; lists repeat few days in many rows."""
    return format_date(day, pattern)


@register.filter
def full_stop(text: str) -> str:
    """Ends a sentence: “Thank you, Ann.”, and “Tom Poole Jr.” without a second full stop."""
    return text if text.endswith(".") else f"{text}."


@register.filter
def zone_name(zone: Any) -> str:
    """Name a zone as people say it: "Central Time"; for zones abroad their city."""
    key = str(_zone(zone))
    if key == "UTC":
        return key
    return ZONE_NAMES.get(key, key.rsplit("/", 1)[-1].replace("_", " ") + " Time")


@register.filter
def us_date(value: Any, zone: Any = None) -> str:
    """Write a date: "Nov 23, 2026". A moment is put into the zone first. None is ""."""
    day = _day(value, zone)
    return _written(day, "M j, Y") if day else ""


@register.filter
def us_day(value: Any, zone: Any = None) -> str:
    """Write a date without its year where that is plain: "Nov 23"; "Feb 1, 2020" where it is not,
    half a year or more from today."""
    day = _day(value, zone)
    if not day:
        return ""
    is_near = abs((day - timezone.localdate()).days) < HALF_A_YEAR
    return _written(day, "M j" if is_near else "M j, Y")


@register.filter
def us_datetime(value: Any, zone: Any = None) -> str:
    """Write a moment with its zone: "Nov 16, 2026, 3:41 p.m. Central Time".

    `zone` is a zone name or an object with `time_zone` (a convener); without it the active zone.
    """
    if not isinstance(value, datetime.datetime):
        return us_date(value)
    moment = value.astimezone(_zone(zone)) if timezone.is_aware(value) else value
    return f"{format_date(moment, 'M j, Y, g:i a')} {zone_name(zone)}"


@register.filter
def date_words(value: datetime.datetime, zone: Any = None) -> str:
    """Write a moment with its weekday: "Monday, Nov 23, 2026, 8:12 a.m. Central Time"."""
    return f"{format_date(value.astimezone(_zone(zone)), 'l')}, {us_datetime(value, zone)}"


def _days_past(value: Any) -> int | None:
    """Return the days since a due date in the active zone; negative when it is still to come."""
    day = _day(value)
    return (timezone.localdate() - day).days if day else None


@register.filter
def days_late(value: Any) -> str:
    """Write how late a due date is: "1 day late", "36 days late"; "" when it is not late."""
    past = _days_past(value)
    if past is None or past <= 0:
        return ""
    return "1 day late" if past == 1 else f"{past:,} days late"


@register.filter
def days_over(value: Any) -> str:
    """Write how long a limit of our own is past: "1 day over", "12 days over"."""
    return days_late(value).replace("late", "over")


@register.filter
def due_phrase(value: Any) -> str:
    """Write where a due date stands: "6 days late", "Due today" or "Due Nov 30"."""
    if _days_past(value) == 0:
        return "Due today"
    return days_late(value) or (f"Due {us_day(value)}" if _day(value) else "")


@register.filter
def due_tone(value: Any) -> str:
    """Return "late", "risk" (today or within seven days) or "" for a due date."""
    past = _days_past(value)
    if past is None or past < -7:
        return ""
    return "late" if past > 0 else "risk"


@register.filter
def qualified(value: int | float | Decimal | None, qualifier: str = "") -> str:
    """Write a number with its qualifier, which travels with it: "at least 1,700".

    None is "No data". Raises KeyError for a qualifier that is not in QUALIFIERS.
    """
    if value is None:
        return "No data"
    return f"{QUALIFIERS[str(qualifier or '')]} {intcomma(value)}".strip()


IRREGULAR = {
    "send": "sent",
    "withdraw": "withdrew",
    "take_back": "took back",
    "give_up": "gave up",
    "send_again": "sent again",
    "keep": "kept",
    "void": "voided",
    "hold": "held",
    "begin": "began",
    "meet": "met",
}


@register.filter
def past(verb: str) -> str:
    """Write a state table's verb as what happened: "approve" is "approved", "send" is "sent".

    Words that are past already ("sent again", "drafted") stay as they are.
    """
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    first, _, rest = verb.replace("_", " ").partition(" ")
    if (rest and "_" not in verb) or first.endswith("ed") or first in IRREGULAR.values():
        return verb.replace("_", " ")
    stem = first[:-1] + "i" if first.endswith("y") and first[-2:-1] not in "aeiou" else first
    done = stem + ("d" if stem.endswith("e") else "ed")
    return f"{done} {rest}".strip()


@register.filter
def school_year(value: Any) -> str:
    """Write a school year, from a day in it or the year it starts: "2026-27"."""
    if isinstance(value, int):
        start = value
    else:
        day = _day(value)
        if day is None:
            return ""
        start = day.year if day.month >= SCHOOL_YEAR_STARTS_IN_MONTH else day.year - 1
    return f"{start}-{(start + 1) % 100:02d}"
