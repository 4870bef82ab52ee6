"""The rows of a dashboard's measures: now, baseline, target, trend, state, source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from config.templatetags.formatting import us_date
from metrics.models import Course, Direction, IndicatorKind
from metrics.rules.progress import Path, Standing, path_to, standing_of
from metrics.selectors.sparklines import Sparkline, SparkPoint, sparkline
from metrics.selectors.suppression import Figure, single_figure
from metrics.selectors.wording import figure_text, number_text
from metrics.services.rollups import is_incomplete

TREND_PERIODS = 6
WORDS = {
    Standing.REACHED: "Reached",
    Standing.ON_PATH: "On path",
    Standing.SLIGHTLY_BELOW: "Slightly below path",
    Standing.BELOW: "Below path",
    Standing.UNKNOWN: "Not said",
}


@dataclass(frozen=True)
class PeriodFigure:
    """One figure of a trend, with the roll-up row it came from."""

    row: Any
    figure: Figure

    @property
    def text(self) -> str:
        """The figure in words."""
        return figure_text(self.figure)

    @property
    def is_incomplete(self) -> bool:
        """Whether somebody who should report has not."""
        return is_incomplete(self.row.reporting, self.row.expected)

    @property
    def is_unfinished(self) -> bool:
        """Whether it is a running count within its period: of a part of it only."""
        is_running = self.row.indicator.course == Course.RUNNING
        return is_running and self.row.as_of < self.row.period.ends_on

    @property
    def basis(self) -> str:
        """What the figure rests on: reporters, or how many answered."""
        row = self.row
        if row.reporting is not None and row.expected is not None:
            return f"{row.reporting} of {row.expected} {row.indicator.reporters}"
        if row.reporting is not None:
            return f"{row.reporting} {row.indicator.reporters}"
        return f"n {row.denominator}" if row.denominator is not None else ""


@dataclass(frozen=True)
class MeasureRow:
    """One measure of a partnership; `now` is None while nothing is recorded.

    baseline: as it may be shown; None without a target. measure: which of the five it would be,
    where it has no indicator.
    """

    name: str
    indicator: Any
    now: PeriodFigure | None = None
    target: Any = None
    baseline: Figure | None = None
    standing: Standing = Standing.UNKNOWN
    standing_note: str = ""
    spark: Sparkline | None = None
    history: Sequence[PeriodFigure] = ()
    measure: str = ""

    @property
    def standing_words(self) -> str:
        """Where it stands, in words."""
        if self.is_past_due and self.standing in (Standing.SLIGHTLY_BELOW, Standing.BELOW):
            return "Below target"
        return WORDS[self.standing]

    @property
    def standing_label(self) -> str:
        """The words beside the mark; what is missing may still lift a figure over its path."""
        so_far = self.is_provisional and not self.is_well
        return f"{self.standing_words} so far" if so_far else self.standing_words

    @property
    def is_past_due(self) -> bool:
        """Whether the figure is about a day after the target's."""
        return bool(self.now and self.target and self.now.row.as_of >= self.target.due_on)

    @property
    def is_well(self) -> bool:
        """Whether nothing is to be said against it."""
        return self.standing in (Standing.REACHED, Standing.ON_PATH)

    @property
    def is_provisional(self) -> bool:
        """Whether what is missing could turn its standing for the better, or spoil a good one."""
        if self.now is None or self.standing == Standing.UNKNOWN:
            return False
        partial = self.now.is_incomplete or self.now.figure.is_at_least
        return partial and self.is_well == (self.indicator.direction == Direction.DOWN)

    @property
    def target_text(self) -> str:
        """The target in words."""
        return number_text(self.indicator.kind, self.target.value) if self.target else ""

    @property
    def baseline_text(self) -> str:
        """The frozen baseline in words."""
        return figure_text(self.baseline) if self.baseline else ""

    @property
    def baseline_basis(self) -> str:
        """Period and note of the baseline."""
        if not self.target:
            return ""
        parts = [self.target.baseline_period.label, self.target.baseline_note]
        return ", ".join(part for part in parts if part)


def measure_row(
    name: str, indicator: Any, history: Sequence[PeriodFigure], target: Any, threshold: int
) -> MeasureRow:
    """The row of one indicator. history: oldest first, all of the kind of the newest period."""
    baseline = _baseline(indicator.kind, target, threshold) if target else None
    if not history:
        return MeasureRow(name, indicator, target=target, baseline=baseline)
    now = history[-1]
    path = path_of(indicator, target, now.row.period) if target else None
    standing = standing_of(path, now.figure.value, now.row.as_of) if path else Standing.UNKNOWN
    recent = history[-TREND_PERIODS:]
    points = [
        SparkPoint(one.row.period.label, one.figure.value, one.text, one.is_incomplete)
        for one in recent
    ]
    return MeasureRow(
        name=name,
        indicator=indicator,
        now=now,
        target=target,
        baseline=baseline,
        standing=standing,
        standing_note=_note(now, target, path, standing, baseline),
        spark=sparkline(points, target.value if target else None),
        history=recent,
    )


def path_of(indicator: Any, target: Any, period: Any) -> Path:
    """The way to a target, see `path_to`."""
    return path_to(
        is_running=indicator.course == Course.RUNNING,
        less_is_better=indicator.direction == Direction.DOWN,
        now=(period.starts_on, period.ends_on),
        baseline=(target.baseline_value, target.baseline_period.ends_on),
        target=(target.value, target.due_on),
    )


def _baseline(kind: str, target: Any, threshold: int) -> Figure:
    return single_figure(kind, target.baseline_value, target.baseline_qualifier, threshold)


def _note(
    now: PeriodFigure,
    target: Any,
    path: Path | None,
    standing: Standing,
    baseline: Figure | None,
) -> str:
    """The second line of the state: how far above, what is expected, or why nothing is said."""
    if path is None:
        return "No target is set."
    value = now.figure.value
    if value is None:
        return "The figure is hidden."
    kind = now.row.indicator.kind
    if standing == Standing.REACHED or now.row.as_of >= target.due_on:
        return _distance(kind, value, target.value, path.less_is_better)
    if baseline is None or baseline.is_hidden:
        return ""  # what is expected by now would give the hidden baseline away
    expected = number_text(kind, _rounded(kind, path.expected(now.row.as_of)))
    words = f"{expected} expected by now"
    short = standing in (Standing.SLIGHTLY_BELOW, Standing.BELOW)
    return f"{words}; not all have reported" if short and now.figure.is_at_least else words


def _rounded(kind: str, value: Decimal) -> Decimal:
    unit = Decimal(100) if kind == IndicatorKind.MONEY else Decimal(1)
    return (value / unit).quantize(Decimal(1)) * unit


def _distance(kind: str, value: Decimal, target: Decimal, less_is_better: bool) -> str:
    gap = abs(value - target)
    if gap == 0:
        return "exactly the target"
    size = number_text(kind, gap)
    if kind == IndicatorKind.PERCENT:
        points = size.rstrip("%")
        size = f"{points} point" if points == "1" else f"{points} points"
    if (value < target) == less_is_better:
        return f"{size} {'below' if less_is_better else 'above'} target"
    return f"{size} to go"


def as_of_words(row: Any) -> str:
    """Source and day of a figure: "District counts, Oct 1, 2026"."""
    return f"{row.source}, {us_date(row.as_of)}"


def latest_day(rows: Sequence[MeasureRow]) -> date | None:
    """The newest day that any of the figures is about."""
    return max((row.now.row.as_of for row in rows if row.now), default=None)
