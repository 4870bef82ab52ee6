"""One partnership's dashboard, read once: page, CSV and PDF show the same facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.humanize.templatetags.humanize import apnumber

from config.templatetags.formatting import us_date
from metrics.models import FIVE, Indicator, IndicatorRollup, Measure, Target
from metrics.panels import FilledPanel, fill_panels
from metrics.rules.progress import Standing
from metrics.selectors.charts import ChartSection, comparison_section, trend_section
from metrics.selectors.measures import MeasureRow, PeriodFigure, latest_day, measure_row
from metrics.selectors.suppression import shown_figures
from metrics.selectors.wording import hidden_rule


@dataclass(frozen=True)
class Dashboard:
    """Everything a dashboard shows.

    five: one row for each of the playbook's five measures, whether measured or not. further: the
    convener's other measures that have a figure or target here. unused: those that have neither.
    trend, comparison: drawings with their tables, where there is enough to draw.
    """

    convener: Any
    partnership: Any
    five: list[MeasureRow]
    further: list[MeasureRow]
    unused: list[MeasureRow]
    trend: ChartSection | None
    comparison: ChartSection | None
    panels: list[FilledPanel]
    read_on: date

    @property
    def charts(self) -> list[ChartSection]:
        """The drawings there are."""
        return [section for section in (self.trend, self.comparison) if section]

    @property
    def listed_further(self) -> list[MeasureRow]:
        """The convener's own measures that the comparison does not show already."""
        compared = {about for _, _, about in self.comparison.rows} if self.comparison else set()
        return [row for row in self.further if row.target or row.indicator.pk not in compared]

    @property
    def measured(self) -> list[MeasureRow]:
        """The five that have a figure."""
        return [row for row in self.five if row.now]

    @property
    def defined(self) -> list[MeasureRow]:
        """The five that somebody has defined, with a figure or not."""
        return [row for row in self.five if row.indicator]

    @property
    def undefined_names(self) -> str:
        """Those of the five that nobody measures yet."""
        return "; ".join(row.name for row in self.five if not row.indicator)

    @property
    def aimed(self) -> list[MeasureRow]:
        """All that have a target, of the five and of our own; element 7 counts the same."""
        return [row for row in (*self.five, *self.further) if row.target]

    @property
    def judged(self) -> list[MeasureRow]:
        """Those of them whose standing can be said."""
        return [row for row in self.aimed if row.standing != Standing.UNKNOWN]

    @property
    def is_empty(self) -> bool:
        """Whether no figure at all is recorded."""
        return not self.measured and not self.further

    @property
    def as_of(self) -> date | None:
        """The newest day that a figure is about."""
        return latest_day([*self.five, *self.further])

    @property
    def period_label(self) -> str:
        """The period that most of the five are about, the newest where it is a tie."""
        labels = [row.now.row.period.label for row in self.measured if row.now]
        return max(sorted(set(labels), reverse=True), key=labels.count) if labels else ""

    @property
    def verdict(self) -> str:
        """ "Four of five measures are on path or reached", or that nothing can be said; with the
        reports that are missing where they could change it."""
        return self._judgment + self._reservation + self._not_judged

    @property
    def _reservation(self) -> str:
        rows = [row for row in self.judged if row.is_provisional]
        if not rows:
            return ""
        if len(self.judged) == 1:
            now = rows[0].now
            reported = f": {now.basis} have reported" if now and now.is_incomplete else ""
            return f" so far{reported or ', and the true figure may be higher'}"
        count = "one figure is" if len(rows) == 1 else f"{_number(len(rows))} figures are"
        return f" so far; {count} not complete"

    @property
    def _not_judged(self) -> str:
        """Why nothing is said of the others that have a target; empty when there are none."""
        others = [row for row in self.aimed if row.standing == Standing.UNKNOWN]
        hidden = sum(row.now is not None for row in others)
        missing = len(others) - hidden
        if len(self.aimed) == 1:
            return "; its figure is hidden" if hidden else "; it has no figure" if missing else ""
        more = " more" if self.judged else ""
        found = ((hidden, "is", "are", "hidden"), (missing, "has", "have", "no figure"))
        return "".join(
            f"; {_number(count)}{more} {one if count == 1 else many} {what}"
            for count, one, many, what in found
            if count
        )

    @property
    def _judgment(self) -> str:
        count = len(self.judged)
        aims = len(self.aimed)
        if not aims:
            return "No measure has a target to compare with yet"
        if not count:
            have = "measure has" if aims == 1 else "measures have"
            return f"{_number(aims).capitalize()} {have} a target"
        well = sum(row.is_well for row in self.judged)
        if count == 1:
            what = "has a target" if aims == 1 else "can be compared with its target"
            return f"One measure {what}; it is {self.judged[0].standing_words.lower()}"
        reached = sum(row.standing == Standing.REACHED for row in self.judged)
        if well and reached == well:
            said = "reached its target" if well == 1 else "reached their target"
        else:
            said = "is on path or reached" if well == 1 else "are on path or reached"
        first = "All" if well == count else _number(well).capitalize()
        of_all = f"{_number(count)} measures"
        joined = f"{first} of {of_all}"
        if well == count:
            joined = "Both measures" if count == 2 else f"{first} {of_all}"
        return f"{joined} {said}"

    @property
    def shortfalls(self) -> str:
        """The measures that are not well, in words; empty when there are none."""
        return " ".join(
            f"{row.name}: {row.standing_words.lower()}, {row.standing_note}."
            for row in self.judged
            if not row.is_well
        )

    @property
    def lead(self) -> str:
        """One sentence that answers whether it is all right."""
        if self.is_empty:
            return "Nothing is measured yet."
        below = " ".join(
            f"{row.name}: {row.standing_words.lower()}." for row in self.judged if not row.is_well
        )
        since = f"As of {us_date(self.as_of)}. " if self.as_of else ""
        words = f"{since}{self.verdict}. {below}".strip()
        return f"{self.period_label}. {words}" if self.period_label else words

    @property
    def notes(self) -> list[str]:
        """What has to be said under the measures."""
        rows = [row for row in (*self.five, *self.further) if row.now]
        found = [f"{row.name}: {row.now.row.note}" for row in rows if row.now and row.now.row.note]
        if any(one.figure.is_at_least for row in rows for one in row.history):
            found.append(
                "“At least” means that not everybody has reported or the source says so: the "
                "true number is this or higher."
            )
        if any(one.figure.is_hidden for row in rows for one in row.history):
            found.append(hidden_rule(self.convener.suppression_threshold))
        return found


def _number(count: int) -> str:
    return str(apnumber(count)) if count else "none"


def read_dashboard(convener: Any, partnership: Any, today: date) -> Dashboard:
    """The dashboard of one partnership: three queries, and what the panels ask."""
    rollups = list(
        IndicatorRollup.objects.filter(partnership=partnership).select_related(
            "indicator", "period"
        )
    )
    targets = {
        target.indicator_id: target
        for target in Target.objects.filter(
            partnership=partnership, superseded_at=None
        ).select_related("baseline_period")
    }
    rows = rows_of(Indicator.objects.all(), rollups, targets, convener.suppression_threshold)
    five, others = _sorted_out(rows)
    further = [row for row in others if row.now or row.target]
    return Dashboard(
        convener=convener,
        partnership=partnership,
        five=five,
        further=further,
        unused=[row for row in others if not (row.now or row.target)],
        trend=trend_section([row for row in five if row.now], convener),
        comparison=comparison_section([*five, *further], convener),
        panels=fill_panels(convener, partnership, today),
        read_on=today,
    )


def rows_of(
    indicators: Iterable[Any],
    rollups: Sequence[Any],
    targets: dict[UUID, Any],
    threshold: int,
) -> list[MeasureRow]:
    """One row an indicator, with its figures as they may be shown."""
    shown = shown_figures(rollups, threshold)
    histories: dict[UUID, list[PeriodFigure]] = defaultdict(list)
    for row in sorted(rollups, key=lambda row: row.period.ends_on):
        if not row.breakdown_key:
            histories[row.indicator_id].append(PeriodFigure(row, shown[row.pk]))
    found = []
    for indicator in indicators:
        history = histories[indicator.pk]
        kind = history[-1].row.period.kind if history else ""
        alike = [one for one in history if one.row.period.kind == kind]
        target = targets.get(indicator.pk)
        found.append(measure_row(indicator.name, indicator, alike, target, threshold))
    return found


def _sorted_out(rows: Sequence[MeasureRow]) -> tuple[list[MeasureRow], list[MeasureRow]]:
    """The playbook's five in their order, then everything else."""
    five = []
    for measure in FIVE:
        candidates = [row for row in rows if row.indicator.measure == measure]
        candidates.sort(key=lambda row: (row.now is None, row.target is None))
        five.append(
            candidates[0]
            if candidates
            else MeasureRow(Measure(measure).label, indicator=None, measure=measure)
        )
    chosen = {id(row) for row in five}
    return five, [row for row in rows if id(row) not in chosen]
