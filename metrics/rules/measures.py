"""What measures say about element 7: figures against targets (playbook L96–98, L539–546)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from metrics.models import Indicator, IndicatorRollup, Target
from metrics.rules.element_seven import SuccessPart
from metrics.rules.progress import Standing
from metrics.selectors.dashboard import rows_of
from metrics.selectors.measures import MeasureRow
from partnerships.registries import ElementState, Step


def measured_success(convener: Any, partnerships: Sequence[Any]) -> dict[UUID, SuccessPart]:
    """The part of figures and targets; three queries for all partnerships."""
    indicators = list(Indicator.objects.all())
    rollups: dict[UUID, list[Any]] = defaultdict(list)
    for row in IndicatorRollup.objects.filter(
        partnership__in=partnerships, breakdown_key=""
    ).select_related("indicator", "period"):
        rollups[row.partnership_id].append(row)
    targets: dict[UUID, dict[UUID, Any]] = defaultdict(dict)
    for target in Target.objects.filter(
        partnership__in=partnerships, superseded_at=None
    ).select_related("baseline_period"):
        targets[target.partnership_id][target.indicator_id] = target
    parts = {}
    for partnership in partnerships:
        rows = rows_of(
            indicators,
            rollups[partnership.pk],
            targets[partnership.pk],
            convener.suppression_threshold,
        )
        url = reverse("metrics:dashboard", args=[convener.slug, partnership.slug])
        parts[partnership.pk] = part_of([row for row in rows if row.now or row.target], url)
    return parts


def part_of(rows: Sequence[MeasureRow], url: str) -> SuccessPart:
    """What the measures of one partnership say."""
    aimed = [row for row in rows if row.target]
    if not rows:
        step = Step("Record a first figure", "Open the dashboard", url)
        return SuccessPart(ElementState.NOT_STARTED, "No measure has a figure yet.", step)
    if not aimed:
        step = Step("Set a target for a measure", "Open the dashboard", url)
        words = f"{_counted(len(rows), 'measure')} followed, none with a target."
        return SuccessPart(ElementState.UNDER_WAY, words, step)
    below = [row for row in aimed if row.standing == Standing.BELOW]
    waiting = [row for row in aimed if row.now is None]
    if below:
        step = Step(f"See why {below[0].name} is below its path", "Open the dashboard", url)
        words = f"{len(below)} of {_counted(len(aimed), 'measure')} below path."
        return SuccessPart(ElementState.ATTENTION, words, step)
    if waiting:
        step = Step(f"Record the first figure of {waiting[0].name}", "Open the dashboard", url)
        words = f"{_counted(len(aimed), 'target')} set, {len(waiting)} without a figure."
        return SuccessPart(ElementState.UNDER_WAY, words, step)
    words = f"{_counted(len(aimed), 'measure')} against targets, none below path."
    return SuccessPart(ElementState.IN_PLACE, words)


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"
