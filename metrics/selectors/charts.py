"""The drawings of a dashboard, with their findings and the tables that stand beneath them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from config.chart_comparison import Comparison, comparison
from config.chart_trend import Reference, TrendPoint, trend
from config.templatetags.formatting import us_date
from metrics.models import PEOPLE, IndicatorKind, Measure
from metrics.rules.growth import NOT_OVER, Change, change_between
from metrics.rules.progress import Standing
from metrics.selectors.measures import MeasureRow, PeriodFigure
from metrics.selectors.suppression import Figure
from metrics.selectors.wording import figure_text, number_text

BRANDS = {"blue-cool": "#07648d", "indigo-cool": "#3f57a6", "blue": "#005ea2"}
LONG = 40
#: The width of a phone's page, and what the level axis leaves of it for a trend, in px.
PHONE, PHONE_PLOT = 358, 296
#: A trend of so few periods is printed small, beside its table: width and height of its plot.
SHORT_PERIODS, SHORT = 6, (300, 170)


@dataclass(frozen=True)
class Drawing:
    """One chart: its specification, its heading (where several stand together), its words.

    phone: the same drawing for a narrow screen, where the wide one's words would be too small.
    paper: the same for a report, where it stands beside its table; None prints the wide one.
    """

    spec: dict[str, Any]
    words: str
    heading: str = ""
    phone: dict[str, Any] | None = None
    paper: dict[str, Any] | None = None

    @property
    def specs(self) -> list[dict[str, Any]]:
        """The wide specification and, where there is one, the phone's."""
        return [self.spec, *([self.phone] if self.phone else [])]


@dataclass(frozen=True)
class ChartSection:
    """A finding, what it rests on, its drawings, and the table of the same figures.

    columns: heads after the first; rows: first cell, the others, all as text, and the indicator
    that a row is about, where it is about one.
    """

    finding: str
    basis: str
    drawings: list[Drawing]
    first_column: str
    columns: list[str]
    rows: list[tuple[str, list[str], UUID | None]]
    note: str = ""
    kind: str = field(default="trend")

    @property
    def printed(self) -> list[dict[str, Any]]:
        """The specifications that a report draws."""
        return [drawing.paper or drawing.spec for drawing in self.drawings]

    @property
    def is_beside_its_table(self) -> bool:
        """Whether a report sets drawing and table side by side."""
        return any(drawing.paper for drawing in self.drawings)

    @property
    def labelled_rows(self) -> list[tuple[str, list[tuple[str, str]], UUID | None]]:
        """The rows with each cell's own column, for a phone."""
        return [
            (head, list(zip(self.columns, cells, strict=True)), about)
            for head, cells, about in self.rows
        ]


def trend_section(rows: Sequence[MeasureRow], convener: Any) -> ChartSection | None:
    """The trend of the first measure with two periods, those with a target before the others."""
    able = [row for row in rows if _drawable(row)]
    able.sort(key=lambda row: (not row.target, row.indicator.measure != Measure.ENROLLMENT))
    if not able:
        return None
    row = able[0]
    assert row.now is not None
    finding = trend_finding(row)
    return ChartSection(
        finding=finding,
        basis=(
            f"{row.name}, {row.indicator.unit}. {row.history[0].row.period.label} to "
            f"{row.now.row.period.label}. {row.now.row.source}, as of {us_date(row.now.row.as_of)}."
        ),
        drawings=[
            Drawing(
                _trend_spec(row, finding, convener),
                _spoken(row),
                phone=_trend_spec(row, finding, convener, width=PHONE_PLOT, compact=True),
                paper=_trend_spec(
                    row, finding, convener, width=SHORT[0], height=SHORT[1], compact=True
                )
                if len(row.history) <= SHORT_PERIODS
                else None,
            )
        ],
        first_column="Period",
        columns=[row.indicator.unit.capitalize(), "Basis", "Change"],
        rows=_trend_rows(row),
    )


def _drawable(row: MeasureRow) -> bool:
    shown = [one for one in row.history if one.figure.value is not None]
    return len(shown) >= 2


def trend_finding(row: MeasureRow) -> str:
    """What the trend says, in one line that holds for the figures as they are shown."""
    assert row.now is not None
    before = row.history[-2]
    now, then = row.now, before
    target = f"the target of {row.target_text}"
    reached = row.standing == Standing.REACHED
    change = change_between(then.figure, now.figure)
    if now.figure.value is None or then.figure.value is None or change.percent is None:
        ahead = f" of {target}" if row.target else "; no target is set yet"
        return f"{row.name}: {now.text}" + (f", past {target}" if reached else ahead)
    if now.figure.is_at_least or now.is_incomplete or now.is_unfinished:
        words = f"{row.name} is {now.text} so far, after {then.text}"
    else:
        verb = "rose" if change.percent > 0 else "fell" if change.percent < 0 else "stayed"
        words = (
            f"{row.name} stayed at {now.text}"
            if verb == "stayed"
            else f"{row.name} {verb} from {then.text} to {now.text}"
        )
    if not row.target:
        return f"{words}; no target is set yet"
    return f"{words} and reached {target}" if reached else f"{words}; {target} is still ahead"


def _number(row: MeasureRow, value: Decimal) -> float:
    """As it is drawn: dollars, not cents."""
    return float(value / 100 if row.indicator.kind == IndicatorKind.MONEY else value)


def _trend_spec(
    row: MeasureRow,
    finding: str,
    convener: Any,
    *,
    width: int = 500,
    height: int = 220,
    compact: bool = False,
) -> dict[str, Any]:
    points = [
        TrendPoint(
            period=one.row.period.label,
            value=None if one.figure.value is None else _number(row, one.figure.value),
            text=one.text,
            incomplete=one.is_incomplete,
            at_issue=one is row.now and not row.is_well,
        )
        for one in row.history
    ]
    return trend(
        points,
        title=finding,
        description=_spoken(row),
        target=Reference(_number(row, row.target.value), f"target {row.target_text}")
        if row.target
        else None,
        brand=BRANDS[convener.brand],
        width=width,
        height=height,
        compact=compact,
        axis_format="$,~f" if row.indicator.kind == IndicatorKind.MONEY else ",~f",
    )


def _spoken(row: MeasureRow) -> str:
    figures = "; ".join(f"{one.row.period.label}: {one.text}" for one in row.history)
    target = f" Target {row.target_text}." if row.target else ""
    return f"{row.name}. {figures}.{target} The table has the figures."


def _trend_rows(row: MeasureRow) -> list[tuple[str, list[str], UUID | None]]:
    earlier: list[PeriodFigure | None] = [None, *row.history[:-1]]
    return [
        (
            one.row.period.label,
            [
                one.text,
                one.basis,
                change_of(before, one).text if before else "",
            ],
            None,
        )
        for before, one in zip(earlier, row.history, strict=True)
    ]


def change_of(earlier: PeriodFigure, later: PeriodFigure) -> Change:
    """From one period to another; none within the later one of a running count."""
    return NOT_OVER if later.is_unfinished else change_between(earlier.figure, later.figure)


@dataclass(frozen=True)
class Pair:
    """One measure in two periods."""

    row: MeasureRow
    earlier: PeriodFigure
    later: PeriodFigure

    @property
    def change(self) -> Change:
        """From the earlier to the later."""
        return change_of(self.earlier, self.later)


def comparison_section(rows: Sequence[MeasureRow], convener: Any) -> ChartSection | None:
    """Programs in their last two periods: the convener's own counts and completed internships."""
    pairs = [
        Pair(row, row.history[-2], row.history[-1])
        for row in rows
        if len(row.history) >= 2
        and row.indicator.measure in (Measure.OWN, Measure.WORK_BASED_LEARNING)
        and row.indicator.kind in PEOPLE | {IndicatorKind.COUNT.value}
    ]
    own = [pair for pair in pairs if pair.row.indicator.measure == Measure.OWN]
    if not own:
        return None
    periods = _periods(own[0])
    pairs = [pair for pair in pairs if _periods(pair) == periods]
    pairs.sort(key=lambda pair: pair.row.name)
    earlier, later = periods
    return ChartSection(
        finding=comparison_finding(pairs),
        basis=(
            f"Light bar {earlier}, dark bar {later}. Source: "
            f"{_sources(pairs)}. “At least” figures are drawn as they stand."
        ),
        drawings=_comparison_drawings(pairs, convener),
        first_column="Program",
        columns=[earlier, later, "Change"],
        rows=[
            (
                pair.row.name,
                [pair.earlier.text, pair.later.text, pair.change.text],
                pair.row.indicator.pk,
            )
            for pair in pairs
        ],
        note=" ".join(
            f"{pair.row.name}: change is not computed; {pair.change.why}"
            for pair in pairs
            if pair.change.why
        ),
        kind="comparison",
    )


def _periods(pair: Pair) -> tuple[str, str]:
    return pair.earlier.row.period.label, pair.later.row.period.label


def _sources(pairs: Sequence[Pair]) -> str:
    return ", ".join(dict.fromkeys(pair.later.row.source for pair in pairs))


def comparison_finding(pairs: Sequence[Pair]) -> str:
    """How many of the programs' figures rose, of those whose change can be computed."""
    changes = [pair.change.percent for pair in pairs if pair.change.percent is not None]
    if not changes:
        return "No change can be computed between the two periods"
    rose = sum(change > 0 for change in changes)
    what = "program figures" if len(changes) > 1 else "program figure"
    if rose == len(changes):
        return f"Every change that can be computed is a rise: {rose} {what}"
    return f"{rose} of {len(changes)} {what} rose"


def _comparison_drawings(pairs: Sequence[Pair], convener: Any) -> list[Drawing]:
    people = [pair for pair in pairs if pair.row.indicator.kind in PEOPLE]
    things = [pair for pair in pairs if pair.row.indicator.kind not in PEOPLE]
    return [
        _comparison_drawing(group, heading, convener)
        for group, heading in ((people, _units(people)), (things, _units(things)))
        if group
    ]


def _units(pairs: Sequence[Pair]) -> str:
    units = list(dict.fromkeys(pair.row.indicator.unit for pair in pairs))
    return " and ".join(units).capitalize()


def _comparison_drawing(pairs: Sequence[Pair], heading: str, convener: Any) -> Drawing:
    words = "; ".join(
        f"{pair.row.name}: {pair.earlier.text}, then {pair.later.text}" for pair in pairs
    )
    bars = [
        Comparison(
            name=pair.row.name.removesuffix(f", {pair.row.indicator.unit}")[:LONG],
            earlier=_drawn(pair.earlier.figure),
            later=_drawn(pair.later.figure),
            earlier_text=_short(pair.earlier.figure),
            later_text=_short(pair.later.figure),
        )
        for pair in pairs
    ]
    wide, phone = (
        comparison(
            bars,
            title=heading or "Programs",
            description=f"{words}. The table has the figures.",
            brand=BRANDS[convener.brand],
            width=width,
        )
        for width in (400, PHONE)
    )
    return Drawing(wide, f"{words}.", heading, phone)


def _drawn(figure: Figure) -> float | None:
    return None if figure.value is None else float(figure.value)


def _short(figure: Figure) -> str:
    """At a bar's end "at least 3,000" is "3,000+"; the table says it in words."""
    if figure.value is None or not figure.is_at_least:
        return figure_text(figure)
    return f"{number_text(figure.kind, figure.value)}+"
