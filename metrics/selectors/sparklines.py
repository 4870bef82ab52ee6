"""Small trends beside a row: where the line goes, worked out for an SVG of 130 by 28."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, EDGE = 130, 28, 5


@dataclass(frozen=True)
class SparkPoint:
    """One period; value None is hidden or not reported."""

    label: str
    value: Decimal | None
    text: str
    is_incomplete: bool = False


@dataclass(frozen=True)
class Sparkline:
    """Coordinates as SVG takes them; `words` is the text alternative."""

    lines: list[str]
    dotted: str
    end: tuple[float, float] | None
    end_is_hollow: bool
    target_y: float | None
    words: str


def sparkline(points: Sequence[SparkPoint], target: Decimal | None) -> Sparkline | None:
    """The drawing of a trend; None with fewer than two shown points."""
    values = [point.value for point in points if point.value is not None]
    if len(values) < 2:
        return None
    levels = [*values, target] if target is not None else values
    low, high = min(levels), max(levels)
    spread = (high - low) or Decimal(1)
    step = (WIDTH - 2 * EDGE) / (len(points) - 1)

    def y_of(value: Decimal) -> float:
        return round(HEIGHT - EDGE - float((value - low) / spread) * (HEIGHT - 2 * EDGE), 1)

    places = [
        None if point.value is None else (round(EDGE + place * step, 1), y_of(point.value))
        for place, point in enumerate(points)
    ]
    hollow = points[-1].is_incomplete
    solid = places[:-1] if hollow else places
    dotted = [place for place in places[-2:] if place] if hollow else []
    return Sparkline(
        lines=_runs(solid),
        dotted=_path(dotted) if len(dotted) == 2 else "",
        end=places[-1],
        end_is_hollow=hollow,
        target_y=None if target is None else y_of(target),
        words="; ".join(f"{point.label}: {point.text}" for point in points),
    )


def _runs(places: Sequence[tuple[float, float] | None]) -> list[str]:
    """Unbroken lines: a period without a figure is a gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [_path(run) for run in runs if len(run) > 1]


def _path(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in places)
