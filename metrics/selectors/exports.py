"""CSV files of what a page shows, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from metrics.selectors.dashboard import Dashboard
from metrics.selectors.measures import MeasureRow
from metrics.selectors.network import Line, Network

#: A cell that begins with one of these is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_response(name: str, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download in UTF-8 with the mark that spreadsheets look for."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _harmless(cell: Any) -> str:
    words = "" if cell is None else str(cell)
    return f"'{words}" if words.startswith(FORMULA) else words


def dashboard_rows(dashboard: Dashboard) -> list[list[Any]]:
    """Head, then every measure in each of the shown periods, as the page words it."""
    head = ["Measure", "Unit", "Period", "Figure", "Basis", "Source", "As of"]
    head += ["Baseline", "Baseline period", "Target", "Target due", "State"]
    rows: list[list[Any]] = [head]
    for measure in (*dashboard.five, *dashboard.further):
        rows += _measure_rows(measure)
    return rows


def _measure_rows(measure: MeasureRow) -> list[list[Any]]:
    aims = [measure.baseline_text, measure.baseline_basis, measure.target_text]
    aims.append(measure.target.due_on.isoformat() if measure.target else "")
    if not measure.history:
        return [[measure.name, "", "", "not measured yet", "", "", "", *aims, ""]]
    return [
        [
            measure.name,
            measure.indicator.unit,
            one.row.period.label,
            one.text,
            one.basis,
            one.row.source,
            one.row.as_of.isoformat(),
            *aims,
            measure.standing_words if one is measure.now and measure.target else "",
        ]
        for one in measure.history
    ]


def network_rows(network: Network, lines: Sequence[Line]) -> list[list[Any]]:
    """Head, the regions in the order of the page, their total."""
    unit = network.sample.unit if network.sample else "figure"
    head = ["Region", "Convener", unit.capitalize(), "Target", "Share of target", "Reporting"]
    rows: list[list[Any]] = [[*head, "On time", "Hidden figures", "Age in days"]]
    return rows + [
        [
            line.name,
            line.convener,
            line.text,
            line.target_text,
            line.share_text,
            line.reporting_text,
            line.on_time_text,
            line.hidden,
            line.age,
        ]
        for line in [*lines, *([network.total] if network.total else [])]
    ]
