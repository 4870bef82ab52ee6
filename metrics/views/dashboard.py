"""The dashboard of a partnership: page, CSV and drawings."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

import metrics.permissions  # noqa: F401  # declares what the views below name
from config.access import requires, role_may
from config.charts import with_fonts
from config.forms import MakesOneRow
from metrics.models import ChartImage
from metrics.panels import FilledPanel, Panel, Side, panels_for, side_by_side
from metrics.selectors.charts import Drawing
from metrics.selectors.clock import today_at
from metrics.selectors.dashboard import Dashboard, read_dashboard
from metrics.selectors.exports import csv_response, dashboard_rows
from metrics.services.charts import stored_charts
from partnerships.selectors.partnerships import partnership_or_404, workspace_context

TAB = "dashboard"
#: The trend stands among the panels, first in the wide column.
TREND = Panel(
    key="trend",
    order=0,
    side=Side.WIDE,
    read=lambda convener, partnership, today: None,
    template="metrics/panel_trend.html",
)
A_YEAR = 365 * 24 * 3600


@requires("dashboard.view")
@require_GET
def dashboard(request: Any, slug: str) -> HttpResponse:
    """Five measures against their goals, the trend, and what other topics add."""
    partnership = partnership_or_404(request, slug)
    shown = read_dashboard(request.convener, partnership, today_at(request.convener))
    role = request.membership.role
    may_enter = role_may(role, "observations.write")
    charts = charts_of(request, partnership, shown)
    trends = [FilledPanel(TREND, chart) for chart in charts if chart["section"].kind == "trend"]
    context = workspace_context(request, partnership, TAB) | {
        "dashboard": shown,
        "comparisons": [chart for chart in charts if chart["section"].kind == "comparison"],
        "panel_rows": side_by_side([*trends, *panels_for(role, shown.panels)]),
        "may_enter": may_enter,
        "unused": shown.unused if may_enter else [],
        "may_manage": role_may(role, "indicators.manage"),
        "may_report": role_may(role, "reports.make"),
        "report_form": MakesOneRow(),
    }
    return render(request, "metrics/dashboard.html", context)


def charts_of(request: Any, partnership: Any, shown: Dashboard) -> list[dict[str, Any]]:
    """Each drawing section with the addresses of its stored drawings."""
    drawings = [drawing for section in shown.charts for drawing in section.drawings]
    specs = [spec for drawing in drawings for spec in drawing.specs]
    if not specs:
        return []
    images = iter(stored_charts(partnership, specs))

    def address(image: ChartImage) -> str:
        args = [request.convener.slug, partnership.slug, image.key]
        return reverse("metrics:chart-image", args=args)

    def addresses(drawing: Drawing) -> list[str]:
        return [address(next(images)) for _ in drawing.specs]

    return [
        {
            "section": section,
            "drawings": [(drawing, *addresses(drawing)) for drawing in section.drawings],
        }
        for section in shown.charts
    ]


@requires("dashboard.view")
@require_GET
def dashboard_csv(request: Any, slug: str) -> HttpResponse:
    """The measures as the page shows them, one line a measure and period."""
    partnership = partnership_or_404(request, slug)
    shown = read_dashboard(request.convener, partnership, today_at(request.convener))
    return csv_response(f"{partnership.slug}-dashboard", dashboard_rows(shown))


@requires("dashboard.view")
@require_GET
def chart_image(request: Any, slug: str, key: str) -> HttpResponse:
    """One stored drawing; its address changes when the drawing does, so it is kept."""
    partnership = partnership_or_404(request, slug)
    image = get_object_or_404(ChartImage, partnership=partnership, key=key)
    response = HttpResponse(with_fonts(image.svg), content_type="image/svg+xml; charset=utf-8")
    response.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return response
