"""A partnership's targets as its agreements name them."""

from __future__ import annotations

from datetime import date
from typing import Any

from agreements.registries import Outcome
from config.templatetags.formatting import us_date
from metrics.models import ADDITIVE, Direction, IndicatorKind, Target
from metrics.selectors.wording import number_text


def targets_to_reach(partnership: Any, since: date) -> list[Outcome]:
    """The targets in force whose day is `since` or later, by their measures' names."""
    found = Target.objects.filter(
        partnership=partnership, superseded_at=None, due_on__gte=since
    ).select_related("indicator")
    return [
        Outcome(target.indicator.name, f"{_aim(target)} by {us_date(target.due_on)}")
        for target in found.order_by("indicator__name", "pk")
    ]


def _aim(target: Any) -> str:
    indicator = target.indicator
    bound = "At most" if indicator.direction == Direction.DOWN else "At least"
    words = f"{bound} {number_text(indicator.kind, target.value)}"
    is_counted = indicator.kind in ADDITIVE and indicator.kind != IndicatorKind.MONEY
    return f"{words} {indicator.unit}" if is_counted else words
