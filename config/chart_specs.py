"""What the product's drawings share: colours, type and the frame of a specification.

Rules of the house: the finding is the heading above the chart, values are labelled directly, the
brand draws data, orange marks the point at issue, dashed grey is a target or reference, a hollow
point is an incomplete period. Text is 13 px at 1:1.
"""

from __future__ import annotations

from typing import Any

from config.charts import SCHEMA

INK, SECOND, META, RULE, ISSUE = "#1c1d1f", "#3d4551", "#565c65", "#dfe1e2", "#c05600"
FONT = "Public Sans, system-ui, sans-serif"
TEXT_SIZE = 13


def quantity(name: str) -> dict[str, Any]:
    """An encoding of numbers."""
    return {"field": name, "type": "quantitative"}


def label(encoding: dict[str, Any], mark: dict[str, Any], condition: str) -> dict[str, Any]:
    """The row's own ``text`` beside its mark, where the condition (a Vega expression) holds."""
    return {
        "transform": [{"filter": f"isValid(datum.value) && {condition}"}],
        "mark": {"type": "text", "baseline": "middle", **mark},
        "encoding": {**encoding, "text": {"field": "text", "type": "nominal"}},
    }


def specification(
    layers: list[dict[str, Any]],
    values: list[dict[str, Any]],
    title: str,
    description: str,
    width: float,
    height: float,
) -> dict[str, Any]:
    """A whole specification from its layers; ``width`` and ``height`` are the plot's, in px."""
    axis = {"labelColor": META, "gridColor": RULE, "domainColor": META, "labelFontSize": TEXT_SIZE}
    return {
        "$schema": SCHEMA,
        "usermeta": {"title": title, "description": description},
        "aria": False,
        "width": width,
        "height": height,
        "padding": 2,
        "background": None,
        "data": {"values": values},
        "layer": layers,
        "config": {
            "font": FONT,
            "aria": False,
            "view": {"stroke": None},
            "axis": {**axis, "labelFont": FONT},
            "text": {"font": FONT, "fontSize": TEXT_SIZE},
        },
    }
