"""Drawings, kept under the hash of their specification so that each is drawn once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from config.charts import chart_key, render_chart
from metrics.models import ChartImage


def stored_charts(partnership: Any, specs: Sequence[Mapping[str, Any]]) -> list[ChartImage]:
    """The drawing of each specification, drawn now where it was not before.

    Raises ChartError for a specification that cannot be drawn.
    """
    keys = [chart_key(spec) for spec in specs]
    found = {
        chart.key: chart
        for chart in ChartImage.objects.filter(partnership=partnership, key__in=keys).defer("svg")
    }
    for key, spec in zip(keys, specs, strict=True):
        if key not in found:
            found[key], _ = ChartImage.objects.get_or_create(
                partnership=partnership, key=key, defaults={"svg": render_chart(spec)}
            )
    return [found[key] for key in keys]
