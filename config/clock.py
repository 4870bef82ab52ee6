"""What time it is, for everything that is put on record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """This moment, or the one that the demo world is telling."""
    return _set.get() or timezone.now()


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Lets the demo world tell its past through the real services."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)


class MadeAtField(models.DateTimeField):  # type: ignore[type-arg]  # no subscript at run time
    """When a row was made, by this clock; to migrations it is a plain moment."""

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        """Django's own, but for the clock that is asked."""
        if not (add and self.auto_now_add):
            return super().pre_save(instance, add)
        moment = now()
        setattr(instance, self.attname, moment)
        return moment

    def deconstruct(self) -> Any:
        """As Django's field, so that no migration names this class."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs
