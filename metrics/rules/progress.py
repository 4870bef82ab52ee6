"""Where a figure stands on the way to its target.

A state moves in a straight line from the baseline (last day of its period) to the target (its due
day). A running count starts at zero with its period. Under the line is "slightly below" down to
90 % of what is expected, as in the improvement rule of Perkins V, and "below" under that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

AMBER = Decimal("0.9")


class Standing(StrEnum):
    """Where a figure stands; the value is a mark of the component library."""

    REACHED = "reached"
    ON_PATH = "in_place"
    SLIGHTLY_BELOW = "risk"
    BELOW = "late"
    UNKNOWN = "not_started"


@dataclass(frozen=True)
class Path:
    """The way from a start to a target. Values are in one unit; `start_on` before `due_on`."""

    start: Decimal
    start_on: date
    target: Decimal
    due_on: date
    less_is_better: bool = False

    def expected(self, day: date) -> Decimal:
        """What the straight line says for a day; the target itself from the due day on."""
        length = (self.due_on - self.start_on).days
        gone = min(max((day - self.start_on).days, 0), length)
        share = Decimal(gone) / length if length > 0 else Decimal(1)
        return self.start + (self.target - self.start) * share


def path_to(
    *,
    is_running: bool,
    less_is_better: bool,
    now: tuple[date | None, date],
    baseline: tuple[Decimal, date],
    target: tuple[Decimal, date],
) -> Path:
    """The way to a target: from zero within the target's own period for a running count, else
    from the end of the baseline's period.

    now: first (None: the last) and last day of the figure's period. baseline, target: value and
    day.
    """
    starts_on, ends_on = now[0] or now[1], now[1]
    start, start_on = baseline
    if is_running and starts_on <= target[1] <= ends_on:
        start, start_on = Decimal(0), starts_on - timedelta(days=1)
    return Path(start, start_on, target[0], target[1], less_is_better)


def aims_backward(baseline: Decimal, target: Decimal, *, less_is_better: bool) -> bool:
    """Whether a target is worse than where it starts; the same is none: holding a level counts."""
    return target > baseline if less_is_better else target < baseline


def standing_of(path: Path, value: Decimal | None, day: date) -> Standing:
    """The standing of a shown figure on a day; a hidden one has none."""
    if value is None:
        return Standing.UNKNOWN
    if value <= path.target if path.less_is_better else value >= path.target:
        return Standing.REACHED
    ratio = _ratio(value, path.expected(day), path.less_is_better)
    if ratio >= 1:
        return Standing.ON_PATH
    return Standing.SLIGHTLY_BELOW if ratio >= AMBER else Standing.BELOW


def _ratio(value: Decimal, expected: Decimal, less_is_better: bool) -> Decimal:
    """How much of what is expected is there; 1 or more is on path."""
    if less_is_better:
        value, expected = expected, value
    return value / expected if expected else Decimal(1)
