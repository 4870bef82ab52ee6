"""What time it is, for everything that agreements record."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from config.clock import clock_at, now

__all__ = ["clock_at", "is_past_sign_by", "now", "today"]


def today(convener: Any) -> date:
    """The calendar day where the convener is."""
    return now().astimezone(ZoneInfo(convener.time_zone)).date()


def is_past_sign_by(agreement: Any) -> bool:
    """Whether the last day to sign a sent agreement is over where the convener is."""
    return bool(agreement.sign_by < today(agreement.convener))
