"""A dashboard as a PDF: the facts of the page, laid out on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils import timezone

from config.pdf import render_template_pdf
from config.templatetags.formatting import us_datetime
from metrics.panels import FilledPanel
from metrics.rules.evaluation_cells import MINIMUM
from metrics.selectors.charts import BRANDS
from metrics.selectors.dashboard import Dashboard
from metrics.selectors.wording import hidden_rule


def document_facts(dashboard: Dashboard, report: Any) -> dict[str, Any]:
    """What the document's template needs; plain values and the dashboard itself."""
    convener = dashboard.convener
    label = dashboard.period_label or "Dashboard"
    verdict = dashboard.verdict
    made = us_datetime(timezone.now(), convener)
    parts = [
        f"Made {made} by {report.requested_by.name}.",
        "Sample data: every figure whose source is not the playbook is invented."
        if convener.is_sample
        else "",
        hidden_rule(convener.suppression_threshold),
        f"Evaluation answers have their own rule: shown from {apnumber(MINIMUM)} people on."
        if any(filled.panel.key == "evaluation" for filled in dashboard.panels)
        else "",
    ]
    return {
        "title": f"{label}: {verdict[0].lower()}{verdict[1:]}",
        "publisher": convener.name,
        "kind": "Partnership dashboard" + (" · Sample data" if convener.is_sample else ""),
        "brand": BRANDS[convener.brand],
        "foot": " ".join(part for part in parts if part),
        "dashboard": dashboard,
        "panels": _printed(dashboard.panels),
        "convener": convener,
        "partnership": dashboard.partnership,
    }


def _printed(panels: Sequence[FilledPanel]) -> dict[str, list[FilledPanel]]:
    """The panels of a report: two short ones side by side, the others beneath at full width."""
    printed = [filled for filled in panels if filled.panel.document_template]
    halves = [filled for filled in printed if filled.panel.is_half_page]
    beside = halves if len(halves) == 2 else []
    return {"beside": beside, "beneath": [filled for filled in printed if filled not in beside]}


def dashboard_pdf(facts: dict[str, Any], drawings: Sequence[str]) -> bytes:
    """The tagged PDF. drawings: the SVG of each drawing of the dashboard, in order.

    Raises DocumentError.
    """
    images = {f"chart-{number}.svg": svg.encode() for number, svg in enumerate(drawings, 1)}
    names = iter(images)
    charts = [
        {
            "section": section,
            "drawings": [(drawing, next(names)) for drawing in section.drawings],
        }
        for section in facts["dashboard"].charts
    ]
    return render_template_pdf(
        "pdf/dashboard.html",
        {**facts, "charts": charts},
        authors=[facts["publisher"]],
        description="Measures of one partnership against their baselines and targets.",
        images=images,
    )
