"""Regions side by side, from what they share with the agency whose state scope is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber

from config.templatetags.formatting import us_date
from metrics.models import ADDITIVE, Direction, PeriodKind, SharedIndicator
from metrics.selectors.sparklines import Sparkline, SparkPoint, sparkline
from metrics.selectors.suppression import Figure
from metrics.selectors.wording import figure_text, number_text
from metrics.services.rollups import is_incomplete

OLD_AFTER = 30
LATE_AFTER = 90
BELOW = 90


@dataclass(frozen=True)
class Line:
    """One region, or the whole: what is known, how much of it, how old. is_current: no later
    period is shared; an earlier one is finished, and the age of its figures says nothing."""

    name: str
    convener: str
    figure: Figure
    target: Decimal | None
    expected: int | None
    reporting: int | None
    on_time: int | None
    hidden: int
    as_of: date
    age: int
    is_current: bool = True
    spark: Sparkline | None = None
    less_is_better: bool = False

    @property
    def text(self) -> str:
        """The figure in words, its qualifier first."""
        return figure_text(self.figure)

    @property
    def number(self) -> str:
        """The figure without its qualifier, for the column's bold part."""
        return "" if self.figure.value is None else number_text(self.figure.kind, self.figure.value)

    @property
    def lead_in(self) -> str:
        """The qualifier alone."""
        return self.text.removesuffix(self.number) if self.number else ""

    @property
    def target_text(self) -> str:
        """The target in words."""
        return number_text(self.figure.kind, self.target) if self.target is not None else "none"

    @property
    def share(self) -> int | None:
        """Percent of the target; None of a hidden figure or without a target."""
        value = self.figure.value
        if value is None or not self.target or self.figure.bound:
            return None
        return int((value * 100 / self.target).quantize(Decimal(1), ROUND_HALF_UP))

    @property
    def share_text(self) -> str:
        """The share with the figure's own qualifier."""
        if self.share is None:
            return "not computed"
        return figure_text(Figure("percent", Decimal(self.share), self.figure.qualifier))

    @property
    def is_below(self) -> bool:
        """Whether it is under 90 % of its target (over it, where less is better)."""
        if self.share is None:
            return False
        return self.share > 200 - BELOW if self.less_is_better else self.share < BELOW

    @property
    def is_incomplete(self) -> bool:
        """Whether somebody who should report has not."""
        return is_incomplete(self.reporting, self.expected)

    @property
    def reporting_text(self) -> str:
        """Such as "5 of 6"."""
        if self.reporting is None:
            return "not said"
        return f"{self.reporting} of {self.expected}" if self.expected else str(self.reporting)

    @property
    def on_time_share(self) -> int | None:
        """Percent of those expected that reported on time."""
        if self.on_time is None or not self.expected:
            return None
        return int(
            (Decimal(self.on_time) * 100 / self.expected).quantize(Decimal(1), ROUND_HALF_UP)
        )

    @property
    def on_time_text(self) -> str:
        """The share in words."""
        return "not said" if self.on_time_share is None else f"{self.on_time_share}%"

    @property
    def on_time_count(self) -> str:
        """Such as "36 of 43"."""
        return f"{self.on_time} of {self.expected}" if self.expected else str(self.on_time)

    @property
    def summary(self) -> str:
        """The share of the target in words; empty without one."""
        return "" if self.share is None else f"{self.share_text} of the {self.target_text} target"

    @property
    def age_text(self) -> str:
        """Such as "34 days"; of an earlier period the day that the figure is about."""
        if not self.is_current:
            return us_date(self.as_of)
        return "1 day" if self.age == 1 else f"{self.age} days"

    @property
    def is_old(self) -> bool:
        """Whether a newer figure may be asked for."""
        return self.is_current and self.age > OLD_AFTER

    @property
    def age_mark(self) -> str:
        """late after 90 days, risk after 30."""
        return "late" if self.is_old and self.age > LATE_AFTER else "risk" if self.is_old else ""


@dataclass(frozen=True)
class Network:
    """The whole page: what is chosen, the regions, their total, and where to choose from.

    periods, period: by name, which is the label, with the kind where two kinds have one label.
    """

    measures: list[tuple[str, str]]
    periods: list[str]
    measure: str
    period: str
    chosen: list[Any]
    lines: list[Line]
    total: Line | None
    own: list[Any]
    missing: int
    missing_regions: int
    since: str

    @property
    def sample(self) -> Any:
        """One of the shown rows, for what they have in common; None without rows."""
        return self.chosen[0] if self.chosen else None

    def total_beneath(self, lines: Sequence[Line]) -> Line | None:
        """The total, beneath all regions only: under some of them it would pass for their sum."""
        return self.total if len(lines) == len(self.lines) else None

    @property
    def is_current(self) -> bool:
        """Whether the newest period is shown, of which newer figures may come."""
        return all(line.is_current for line in self.lines)

    @property
    def threshold_words(self) -> str:
        """Under which counts are hidden, when all regions agree."""
        limits = {row.threshold for row in self.chosen}
        return f"counts of {limits.pop() - 1} or fewer" if len(limits) == 1 else "small counts"

    @property
    def finding(self) -> str:
        """What the table says, in one line."""
        return network_finding(self.lines, self.sample.reporters if self.sample else "reporters")


def read_network(asked_measure: str, asked_period: str, agency_id: Any, today: date) -> Network:
    """Everything shared of one indicator and period; nonsense in the address falls back.

    Two queries: the choices and the chosen indicator's rows in all periods (for the trend).
    """
    choices = list(
        SharedIndicator.objects.exclude(convener_id=agency_id)
        .values_list(
            "indicator_code", "indicator_name", "period_label", "period_kind", "period_ends_on"
        )
        .order_by("indicator_name", "-period_ends_on", "period_kind")
        .distinct()
    )
    measures = list({code: name for code, name, *_ in choices}.items())
    codes = [code for code, _ in measures]
    measure = asked_measure if asked_measure in codes else next(iter(codes), "")
    periods = _period_names((label, kind) for code, _, label, kind, _ in choices if code == measure)
    period = asked_period if asked_period in periods else next(iter(periods), "")
    rows = list(
        SharedIndicator.objects.filter(indicator_code=measure).order_by(
            "period_ends_on", "region_name"
        )
    )
    own = [row for row in rows if row.convener_id == agency_id]
    shared = [row for row in rows if row.convener_id != agency_id]
    asked = periods.get(period, ("", ""))
    chosen = [row for row in shared if (row.period_label, row.period_kind) == asked]
    lines = [_line(row, shared, today) for row in chosen]
    labels = list(dict.fromkeys(row.period_label for row in shared if row.period_kind == asked[1]))
    short = [line for line in lines if line.is_incomplete]
    return Network(
        measures=measures,
        periods=list(periods),
        measure=measure,
        period=period,
        chosen=chosen,
        lines=lines,
        total=total_of(lines, chosen, shared),
        own=own,
        missing=sum((line.expected or 0) - (line.reporting or 0) for line in short),
        missing_regions=len(short),
        since=labels[0] if len(labels) > 1 else "",
    )


def _period_names(found: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Label and kind of every period by the name that tells them apart, in the given order."""
    once = list(dict.fromkeys(found))
    labels = [label for label, _ in once]
    return {
        label if labels.count(label) == 1 else f"{label} ({PeriodKind(kind).label.lower()})": (
            label,
            kind,
        )
        for label, kind in once
    }


def _figure(row: Any) -> Figure:
    return Figure(row.kind, row.value, row.qualifier, row.bound)


def _line(row: Any, shared: Sequence[Any], today: date) -> Line:
    same = [
        other
        for other in shared
        if (other.convener_id, other.region_name) == (row.convener_id, row.region_name)
        and other.period_kind == row.period_kind
        and other.period_ends_on <= row.period_ends_on
    ]
    return Line(
        name=row.region_name,
        convener=row.convener_name,
        figure=_figure(row),
        target=row.target_value,
        expected=row.expected,
        reporting=row.reporting,
        on_time=row.on_time,
        hidden=row.hidden_count,
        as_of=row.as_of,
        age=(today - row.as_of).days,
        is_current=row.period_ends_on
        == max(other.period_ends_on for other in shared if other.period_kind == row.period_kind),
        spark=sparkline([_spark_point(other) for other in same], row.target_value),
        less_is_better=row.direction == Direction.DOWN,
    )


def _spark_point(row: Any) -> SparkPoint:
    incomplete = is_incomplete(row.reporting, row.expected)
    return SparkPoint(row.period_label, row.value, figure_text(_figure(row)), incomplete)


def total_of(lines: Sequence[Line], chosen: Sequence[Any], shared: Sequence[Any]) -> Line | None:
    """The regions together; None for one region, or for what does not add up (a percent).

    A hidden region is left out and makes the total "at least". The target is added up only when
    every region has one.
    """
    if len(lines) < 2 or chosen[0].kind not in ADDITIVE:
        return None
    figure = _sum_figure(chosen)
    targets = [line.target for line in lines if line.target is not None]
    whole_target = sum(targets, Decimal(0)) if len(targets) == len(lines) else None
    return Line(
        name="All regions",
        convener="",
        figure=figure,
        target=whole_target,
        expected=_add(line.expected for line in lines),
        reporting=_add(line.reporting for line in lines),
        on_time=_add(line.on_time for line in lines),
        hidden=sum(line.hidden for line in lines),
        as_of=min(line.as_of for line in lines),
        age=max(line.age for line in lines),
        is_current=lines[0].is_current,
        spark=_total_spark(chosen, shared, whole_target),
        less_is_better=lines[0].less_is_better,
    )


def _sum_figure(rows: Sequence[Any]) -> Figure:
    values = [row.value for row in rows if row.value is not None]
    qualifiers = {row.qualifier for row in rows}
    limited = len(values) < len(rows) or "at_least" in qualifiers
    qualifier = "at_least" if limited else "estimate" if "estimate" in qualifiers else "exact"
    return Figure(rows[0].kind, sum(values, Decimal(0)), qualifier)


def _add(numbers: Iterable[int | None]) -> int | None:
    found = list(numbers)
    return None if None in found else sum(number for number in found if number is not None)


def _total_spark(
    chosen: Sequence[Any], shared: Sequence[Any], target: Decimal | None
) -> Sparkline | None:
    """The trend of the total, over periods in which every region of today shared a figure."""
    places = {(row.convener_id, row.region_name) for row in chosen}
    by_period: dict[tuple[date, str], list[Any]] = defaultdict(list)
    for row in shared:
        if row.period_kind == chosen[0].period_kind:
            by_period[row.period_ends_on, row.period_label].append(row)
    points = [
        SparkPoint(
            label,
            _sum_figure(rows).value,
            figure_text(_sum_figure(rows)),
            any(is_incomplete(row.reporting, row.expected) for row in rows),
        )
        for (ends_on, label), rows in sorted(by_period.items())
        if ends_on <= chosen[0].period_ends_on
        and {(row.convener_id, row.region_name) for row in rows} == places
    ]
    return sparkline(points, target)


def network_finding(lines: Sequence[Line], reporters: str) -> str:
    """Who is below 90 % of target, and whether missing reports may be why."""
    compared = [line for line in lines if line.share is not None]
    below = [line for line in compared if line.is_below]
    short = [line for line in lines if line.is_incomplete]
    if not compared:
        return "No region has a target to compare with"
    if not below:
        return f"All {len(compared)} regions are at 90% of target or above"
    noun = "region" if len(below) == 1 else "regions"
    verb = "is" if len(below) == 1 else "are"
    if below == short:
        count = apnumber(len(below))
        return f"The {count} {noun} below 90% of target {verb} the {count} with {reporters} missing"
    words = f"{len(below)} of {len(compared)} regions {verb} below 90% of target"
    late = sum(line in short for line in below)
    return f"{words}; {late} of them with {reporters} missing" if late else words


SORTS: dict[str, Callable[[Line], Any]] = {
    "region": lambda line: line.name,
    "figure": lambda line: line.figure.value or Decimal(-1),
    "target": lambda line: line.target or Decimal(-1),
    "share": lambda line: -1 if line.share is None else line.share,
    "reporting": lambda line: -1 if not line.expected else (line.reporting or 0) / line.expected,
    "on_time": lambda line: -1 if line.on_time_share is None else line.on_time_share,
    "hidden": lambda line: line.hidden,
    "age": lambda line: line.age,
}


def ordered(lines: Sequence[Line], asked: str) -> list[Line]:
    """The regions as asked, `share` or `-share`; the neediest share first where not."""
    key = SORTS.get(asked.lstrip("-"), SORTS["share"])
    return sorted(sorted(lines, key=lambda line: line.name), key=key, reverse=asked.startswith("-"))
