"""What elements 5 and 7 are judged by, of many partnerships in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from config.tenancy.rows import read_rows
from metrics.models import Course, Direction
from metrics.rules.progress import Standing, path_to, standing_of
from metrics.selectors.check_in_standing import ANSWERS, SCHEDULES, standing_of_schedules
from metrics.selectors.check_in_standing import Standing as CheckInStanding
from metrics.selectors.suppression import single_figure
from stakeholders.models import PARTNER_STAGES

#: The newest whole figure of each measure, and the target in force, where there is either.
FACTS = f"""
WITH figure AS (
  SELECT DISTINCT ON (r.partnership_id, r.indicator_id) r.partnership_id, r.indicator_id, r.value,
    r.qualifier, r.denominator, r.as_of, e.starts_on, e.ends_on
  FROM metrics_indicatorrollup r
  JOIN metrics_period e ON e.convener_id = r.convener_id AND e.id = r.period_id
  WHERE r.convener_id = %(convener)s AND r.breakdown_key = ''
    AND r.partnership_id = ANY (%(partnerships)s::uuid[])
  ORDER BY r.partnership_id, r.indicator_id, e.ends_on DESC
), target AS (
  SELECT t.partnership_id, t.indicator_id, t.value, t.due_on, t.baseline_value, e.ends_on
  FROM metrics_target t
  JOIN metrics_period e ON e.convener_id = t.convener_id AND e.id = t.baseline_period_id
  WHERE t.convener_id = %(convener)s AND t.superseded_at IS NULL
    AND t.partnership_id = ANY (%(partnerships)s::uuid[])
), measure AS (
  SELECT partnership_id, json_agg(json_build_object(
    'name', i.name, 'kind', i.kind, 'direction', i.direction, 'course', i.course,
    'value', f.value::text, 'qualifier', f.qualifier, 'denominator', f.denominator,
    'as_of', f.as_of, 'starts_on', f.starts_on, 'ends_on', f.ends_on,
    'target', t.value::text, 'due_on', t.due_on, 'baseline', t.baseline_value::text,
    'baseline_on', t.ends_on) ORDER BY i.name) AS rows
  FROM figure f FULL JOIN target t USING (partnership_id, indicator_id)
  JOIN metrics_indicator i ON i.convener_id = %(convener)s AND i.id = indicator_id
  GROUP BY partnership_id
)
SELECT p.id, {SCHEDULES} AS schedules, {ANSWERS} AS answers, coalesce(m.rows, '[]') AS measures
FROM unnest(%(partnerships)s::uuid[]) AS p(id)
LEFT JOIN measure m ON m.partnership_id = p.id
"""  # noqa: S608  # only constants are put in


@dataclass(frozen=True)
class MeasureFact:
    """One measure that has a figure or a target; the standing is of the figure as it is shown."""

    name: str
    has_figure: bool
    has_target: bool
    standing: Standing


@dataclass(frozen=True)
class SuccessFacts:
    """One partnership's check-ins (None where nobody is asked) and its measures, by name."""

    check_ins: CheckInStanding | None
    measures: list[MeasureFact]


def success_facts(convener: Any, partnerships: Sequence[Any]) -> dict[UUID, SuccessFacts]:
    """The facts of each partnership; one statement."""
    rows = read_rows(
        FACTS,
        partnerships=[one.pk for one in partnerships],
        partner_stages=list(PARTNER_STAGES),
    )
    return {
        row.id: SuccessFacts(
            standing_of_schedules(row.schedules, row.answers),
            [measure_fact(one, convener.suppression_threshold) for one in row.measures],
        )
        for row in rows
    }


def measure_fact(row: Mapping[str, Any], threshold: int) -> MeasureFact:
    """How one measure stands. row: as the statement builds it; small figures stay hidden."""
    has_figure, has_target = row["value"] is not None, row["target"] is not None
    standing = Standing.UNKNOWN
    if has_figure and has_target:
        path = path_to(
            is_running=row["course"] == Course.RUNNING,
            less_is_better=row["direction"] == Direction.DOWN,
            now=(_day(row["starts_on"] or row["ends_on"]), _day(row["ends_on"])),
            baseline=(Decimal(row["baseline"]), _day(row["baseline_on"])),
            target=(Decimal(row["target"]), _day(row["due_on"])),
        )
        shown = single_figure(
            row["kind"], Decimal(row["value"]), row["qualifier"], threshold, row["denominator"]
        )
        standing = standing_of(path, shown.value, _day(row["as_of"]))
    return MeasureFact(row["name"], has_figure, has_target, standing)


def _day(text: str) -> date:
    return date.fromisoformat(text)
