"""What time it is, for everything that agreements record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

_set: ContextVar[datetime | None] = ContextVar("agreements_clock", default=None)


def now() -> datetime:
    """This moment, or the one that the demo world is telling."""
    return _set.get() or timezone.now()


def today(convener: Any) -> date:
    """The calendar day where the convener is."""
    return now().astimezone(ZoneInfo(convener.time_zone)).date()


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Lets the demo world tell its past through the real services."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
