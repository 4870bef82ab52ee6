"""Template tags that draw numbers; their markup is in templates/components/."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from config.templatetags.components import draw

register = template.Library()

HEAT_STEPS = (50, 60, 70, 80)


@register.inclusion_tag("components/meter.html")
def meter(
    value: float, maximum: float, label: str, target: float | None = None, tone: str = ""
) -> dict[str, Any]:
    """Draw a bar of value against maximum, both in one unit; `label` is its text alternative.

    `target` draws a vertical line; `tone="risk"` makes the bar orange.
    """
    scale = 100 / maximum if maximum else 0
    return {
        "width": round(min(max(value * scale, 0), 100), 2),
        "target": None if target is None else round(min(max(target * scale, 0), 99), 2),
        "label": label,
        "tone": tone,
    }


@register.inclusion_tag("components/heat_cell.html")
def heat_cell(share: float | None, count: int, minimum: int = 5) -> dict[str, Any]:
    """Draw a `<td>` with a share in percent and its n; under `minimum` answers it lacks data."""
    lacks = share is None or count < minimum
    step = 0 if lacks or share is None else 1 + sum(share >= limit for limit in HEAT_STEPS)
    return {"share": share, "count": count, "minimum": minimum, "lacks": lacks, "step": step}


@register.inclusion_tag("components/figure_cell.html")
def figure_cell(label: str, value: Any, note: str = "", tone: str = "") -> dict[str, Any]:
    """Draw one number in `<dl class="figures">`; `tone="risk"` makes it orange."""
    return {"label": label, "value": value, "note": note, "tone": tone}


@register.simple_block_tag
def chart_figure(content: str, finding: str, basis: str) -> SafeString:
    """Draw a chart under its finding; `basis` gives period, n, source and as-of date.

    The content is the chart (with a text alternative) and the table beneath it.
    """
    return draw("chart_figure", finding=finding, basis=basis, content=content)
