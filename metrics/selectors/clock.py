"""Which day it is where a convener is."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone


def today_at(convener: Any) -> date:
    """The calendar day in the convener's zone."""
    return timezone.localdate(timezone=ZoneInfo(convener.time_zone))
