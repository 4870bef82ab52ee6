"""A trend over periods, with target and baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from config import fonts
from config.chart_specs import INK, ISSUE, META, TEXT_SIZE, label, quantity, specification
from config.colours import DEFAULT_BRAND, hex_colour

PERIOD_AXIS = {
    "title": None,
    "ticks": False,
    "grid": False,
    "labelAngle": 0,
    "labelPadding": 8,
    "labelOverlap": "parity",
    "labelSeparation": 8,
}
LEVEL_AXIS = {
    "title": None,
    "ticks": False,
    "grid": True,
    "domain": False,
    "tickCount": 4,
    "labelPadding": 8,
}

#: From where to where the label above a point reaches, and where the one below it begins, in px.
ABOVE, BELOW = (5, 21), 7


@dataclass(frozen=True)
class TrendPoint:
    """One period. ``value`` None is no data (a gap); ``text`` is what stands beside the point."""

    period: str
    value: float | None
    text: str = ""
    incomplete: bool = False
    at_issue: bool = False


@dataclass(frozen=True)
class Reference:
    """A level to compare with, such as a target or a baseline: ``text`` is its full label."""

    value: float
    text: str


def trend(
    points: Sequence[TrendPoint],
    *,
    title: str,
    description: str,
    target: Reference | None = None,
    baseline: Reference | None = None,
    brand: str = DEFAULT_BRAND,
    width: int = 560,
    height: int = 220,
    axis_format: str = ",~f",
    compact: bool = False,
) -> dict[str, Any]:
    """A line over periods with a dashed target, a dotted baseline and labelled points.

    ``compact`` is for a phone's width: levels are labelled on their lines instead of beside the
    chart, and of values that would touch only the first and the last are written.
    """
    brand = hex_colour(brand)
    order = [point.period for point in points]
    rows = _trend_rows(points, brand)
    references = [level.value for level in (target, baseline) if level]
    levels = [*references, *(point.value for point in points if point.value is not None)]
    scale = {"domain": order, "padding": 0.3}
    x = {"field": "period", "type": "ordinal", "scale": scale, "axis": PERIOD_AXIS}
    look = {**LEVEL_AXIS, "format": axis_format}
    y = {**quantity("value"), "scale": {"zero": True, "nice": True}, "axis": look}
    place = {"x": x, "y": y}
    near = _near(target, baseline, max(levels, default=1), height)
    if compact and _is_tight(points, width):
        _label_the_ends(rows)
    scaled = height / (max(levels, default=0) or 1)
    for index, row in enumerate(rows):
        if _is_struck(points[index], references, scaled):
            row["below"] = row["below"] or _has_room_below(points, index, scaled, width)
    layers: list[dict[str, Any] | None] = [
        _reference(target, [5, 4], near and _above(target, baseline), inside=compact),
        _reference(baseline, [1.5, 3], near and _above(baseline, target), inside=compact),
        _line(rows, place, brand, finished=True),
        _line(rows, place, brand, finished=False),
        {
            "transform": [{"filter": "isValid(datum.value)"}],
            "mark": {"type": "point", "size": 64, "strokeWidth": 2, "opacity": 1},
            "encoding": {**place, **_point_colours()},
        },
        label(place, {"dy": -13, "fontWeight": 600, "fill": INK}, "!datum.below"),
        label(place, {"dy": 15, "fontWeight": 600, "fill": INK}, "datum.below"),
    ]
    return specification(
        [layer for layer in layers if layer], rows, title, description, width, height
    )


def _trend_rows(points: Sequence[TrendPoint], brand: str) -> list[dict[str, Any]]:
    """The points with their run: a line never bridges a period without data."""
    rows: list[dict[str, Any]] = []
    run = 0
    for index, point in enumerate(points):
        run += point.value is None
        colour = ISSUE if point.at_issue else brand
        rows.append(
            {
                "period": point.period,
                "value": point.value,
                "text": point.text,
                "run": run,
                "incomplete": point.incomplete,
                "stroke": colour,
                "fill": "#ffffff" if point.incomplete else colour,
                "below": _in_a_dip(points, index),
            }
        )
    return rows


def _is_tight(points: Sequence[TrendPoint], width: int) -> bool:
    """Whether the values of neighbouring periods would touch."""
    widest = max((_width(point.text) for point in points), default=0)
    return widest > width / max(len(points), 1)


def _label_the_ends(rows: list[dict[str, Any]]) -> None:
    """Keeps the words of the first and the last value; the table beneath has them all."""
    drawn = [row for row in rows if row["value"] is not None]
    for row in drawn[1:-1]:
        row["text"] = ""


def _width(text: str) -> float:
    return fonts.text_width(text, TEXT_SIZE, "PublicSans-SemiBold")


def _in_a_dip(points: Sequence[TrendPoint], index: int) -> bool:
    """Whether the line comes from above and goes up: there the label stands below its point."""
    before = points[index - 1].value if index else None
    after = points[index + 1].value if index + 1 < len(points) else None
    here = points[index].value
    if here is None or before is None or before <= here:
        return False
    return after is None or after >= here


def _is_struck(point: TrendPoint, levels: Sequence[float], scaled: float) -> bool:
    """Whether a level's line goes through the label above its point; ``scaled``: px a unit."""
    if point.value is None:
        return False
    return any(ABOVE[0] <= (level - point.value) * scaled <= ABOVE[1] for level in levels)


def _has_room_below(points: Sequence[TrendPoint], index: int, scaled: float, width: float) -> bool:
    """Whether the line through a point stays over a label below it."""
    here = points[index].value or 0
    beside = [points[at].value for at in (index - 1, index + 1) if 0 <= at < len(points)]
    reach = _width(points[index].text) / 2 * len(points) / width
    return all(value is None or (here - value) * scaled * reach < BELOW for value in beside)


def _line(
    rows: list[dict[str, Any]], place: dict[str, Any], brand: str, finished: bool
) -> dict[str, Any] | None:
    """The line through finished periods, or the thin dotted way to unfinished ones."""
    mark: dict[str, Any] = {"type": "line", "strokeWidth": 2.5, "stroke": brand}
    if finished:
        kept = [row for row in rows if row["value"] is not None and not row["incomplete"]]
    else:
        mark |= {"strokeWidth": 1.5, "strokeDash": [2, 3]}
        pairs = [pair for pair in pairwise(rows) if pair[1]["incomplete"]]
        kept = [
            {**end, "run": number}
            for number, pair in enumerate(pairs)
            for end in pair
            if pair[0]["value"] is not None and pair[1]["value"] is not None
        ]
    if not kept:
        return None
    runs = {"field": "run", "type": "nominal"}
    return {"data": {"values": kept}, "mark": mark, "encoding": {**place, "detail": runs}}


def _near(one: Reference | None, other: Reference | None, top: float, height: int) -> bool:
    """Whether the labels of two levels would touch."""
    if one is None or other is None or not top:
        return False
    return abs(one.value - other.value) / top * height < TEXT_SIZE * 1.3


def _above(one: Reference | None, other: Reference | None) -> str:
    return "bottom" if one and other and one.value >= other.value else "top"


def _reference(
    level: Reference | None, dash: list[float], side: str | bool, *, inside: bool
) -> dict[str, Any] | None:
    """A level across the chart, labelled at its right end; ``side`` moves the label off it.

    ``inside`` writes the label over the line's left end, where a rising trend leaves room.
    """
    if level is None:
        return None
    at = {"y": {"datum": level.value, "type": "quantitative"}}
    words: dict[str, Any] = {"type": "text", "align": "left", "fill": META, "text": level.text}
    baseline: str | bool = side or "middle"
    x: str | int = "width"
    if inside:
        baseline, x = ("top" if side == "top" else "bottom"), 0
        words |= {"dx": 2, "dy": 4 if side == "top" else -4}
    else:
        words |= {"dx": 8}
    return {
        "data": {"values": [{}]},
        "layer": [
            {"mark": {"type": "rule", "stroke": META, "strokeDash": dash}, "encoding": at},
            {
                "mark": {**words, "baseline": baseline},
                "encoding": {**at, "x": {"value": x}},
            },
        ],
    }


def _point_colours() -> dict[str, Any]:
    return {
        "stroke": {"field": "stroke", "type": "nominal", "scale": None},
        "fill": {"field": "fill", "type": "nominal", "scale": None},
    }
