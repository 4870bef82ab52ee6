"""Everything on record about one measure of one partnership, as it may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from metrics.models import IndicatorRollup, Observation, Target
from metrics.selectors.measures import PeriodFigure
from metrics.selectors.suppression import Figure, is_small, shown_figures, single_figure
from metrics.selectors.wording import figure_text, hidden_rule, number_text


@dataclass(frozen=True)
class RecordLine:
    """One observation; `figure` hides what the page may not show."""

    observation: Any
    figure: Figure
    basis: str

    @property
    def text(self) -> str:
        """The figure in words."""
        return figure_text(self.figure)

    @property
    def part(self) -> str:
        """Which part of the whole, or nothing."""
        one = self.observation
        return f"{one.breakdown_key}: {one.breakdown_value}" if one.breakdown_key else ""


@dataclass(frozen=True)
class TargetLine:
    """One target, in force or superseded."""

    target: Any
    text: str
    baseline_text: str


@dataclass(frozen=True)
class Record:
    """Figures, newest period first, each with those it corrected beneath it; and targets."""

    lines: list[RecordLine]
    targets: list[TargetLine]
    has_hidden: bool
    hidden_rule: str


def record_of(convener: Any, partnership: Any, indicator: Any) -> Record:
    """Three queries. A superseded figure is shown only where the one in force is."""
    threshold = convener.suppression_threshold
    where = {"partnership": partnership, "indicator": indicator}
    rollups = list(IndicatorRollup.objects.filter(**where).select_related("indicator", "period"))
    shown = shown_figures(rollups, threshold)
    by_slice = {_slice(row): shown[row.pk] for row in rollups}
    guarded = {row.period_id for row in rollups if shown[row.pk].is_hidden}
    observations = (
        Observation.objects.filter(**where)
        .select_related("indicator", "period", "entered_by")
        .order_by("-period__ends_on", "breakdown_key", "breakdown_value", "-created_at")
    )
    lines = [_line(one, by_slice, guarded, threshold) for one in observations]
    targets = _targets(where, indicator, threshold)
    return Record(lines, targets, bool(guarded), hidden_rule(threshold))


def _slice(row: Any) -> tuple[Any, ...]:
    return (row.period_id, row.breakdown_key, row.breakdown_value)


def _line(
    one: Any, by_slice: dict[tuple[Any, ...], Figure], guarded: set[Any], threshold: int
) -> RecordLine:
    kind = one.indicator.kind
    if one.superseded_at is None:
        figure = by_slice[_slice(one)]
    elif one.period_id in guarded or is_small(kind, one.value, one.denominator, threshold):
        # An earlier version beside the present one could give a hidden part away.
        figure = Figure(kind, None, one.qualifier)
    else:
        figure = single_figure(kind, one.value, one.qualifier, threshold, one.denominator)
    return RecordLine(one, figure, PeriodFigure(one, figure).basis)


def _targets(where: dict[str, Any], indicator: Any, threshold: int) -> list[TargetLine]:
    return [
        TargetLine(
            target,
            number_text(indicator.kind, target.value),
            figure_text(
                single_figure(
                    indicator.kind, target.baseline_value, target.baseline_qualifier, threshold
                )
            ),
        )
        for target in Target.objects.filter(**where)
        .select_related("baseline_period", "set_by")
        .order_by("-created_at")
    ]
