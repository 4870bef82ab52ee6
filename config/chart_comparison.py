"""Horizontal bars that compare two periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from config import fonts
from config.chart_specs import INK, SECOND, TEXT_SIZE, label, quantity, specification
from config.colours import DEFAULT_BRAND, hex_colour, lighter_companion

ROW = 46
NAME_LIMIT = 190
VALUE_LIMIT = 120
NAMES_AXIS = {
    "title": None,
    "domain": False,
    "ticks": False,
    "labelAlign": "left",
    "labelLimit": NAME_LIMIT,
    "labelFontWeight": 600,
    "labelColor": INK,
}


@dataclass(frozen=True)
class Comparison:
    """One row of bars, earlier above later; the texts are what stands at the bars' ends."""

    name: str
    earlier: float | None
    later: float | None
    earlier_text: str = ""
    later_text: str = ""


def comparison(
    rows: Sequence[Comparison],
    *,
    title: str,
    description: str,
    brand: str = DEFAULT_BRAND,
    width: int = 400,
    largest: float | None = None,
) -> dict[str, Any]:
    """Horizontal bars, earlier (light) above later (brand), each with its value at its end."""
    brand = hex_colour(brand)
    values: list[dict[str, Any]] = [
        {"name": row.name, "when": when, "value": value, "text": text}
        for row in rows
        for when, value, text in (
            ("earlier", row.earlier, row.earlier_text),
            ("later", row.later, row.later_text),
        )
    ]
    top = largest or max((row["value"] for row in values if row["value"]), default=1)
    names = min(max((_width(row.name) for row in rows), default=0), NAME_LIMIT) + 14
    room = min(max((_width(row["text"]) for row in values), default=0), VALUE_LIMIT) + 8
    band = {"field": "when", "type": "nominal", "sort": ["earlier", "later"]}
    encoding = {
        "x": {**quantity("value"), "scale": {"domain": [0, top]}, "axis": None},
        "y": {
            "field": "name",
            "type": "nominal",
            "sort": [row.name for row in rows],
            "axis": {**NAMES_AXIS, "labelPadding": names},
        },
        "yOffset": {**band, "scale": {"paddingInner": 0.12}},
    }
    colours = {"domain": ["earlier", "later"], "range": [lighter_companion(brand), brand]}
    fill = {**band, "scale": colours, "legend": None}
    end = {"align": "left", "dx": 6, "limit": VALUE_LIMIT}
    layers = [
        {"mark": {"type": "bar"}, "encoding": {**encoding, "fill": fill}},
        label(encoding, {**end, "fill": SECOND}, "datum.when == 'earlier'"),
        label(encoding, {**end, "fill": INK, "fontWeight": 700}, "datum.when == 'later'"),
    ]
    spec = specification(layers, values, title, description, width - names - room, ROW * len(rows))
    # A fixed frame: two charts side by side keep one scale whatever their words.
    frame = {"left": names, "right": room, "top": 2, "bottom": 2}
    return {**spec, "autosize": {"type": "none"}, "padding": frame}


def _width(text: str) -> float:
    return fonts.text_width(text, TEXT_SIZE, "PublicSans-SemiBold")
