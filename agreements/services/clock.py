"""What time it is, for everything that agreements record."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from config.clock import clock_at, now

__all__ = ["clock_at", "now", "today"]


def today(convener: Any) -> date:
    """The calendar day where the convener is."""
    return now().astimezone(ZoneInfo(convener.time_zone)).date()
