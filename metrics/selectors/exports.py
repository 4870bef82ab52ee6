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
from metrics.selectors.suppression import Figure
from metrics.selectors.wording import plain_number, qualifier_text

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
    """Head, then every measure in each of the shown periods. A cell has a bare number or words,
    never both: money is in dollars, a percent from 0 to 100."""
    head = ["Measure", "Unit", "Period", "Value", "Qualifier", "Basis", "Source", "As of"]
    head += ["Baseline", "Baseline qualifier", "Baseline period", "Target", "Target due", "State"]
    rows: list[list[Any]] = [head]
    for measure in (*dashboard.five, *dashboard.further):
        rows += _measure_rows(measure)
    return rows


def _measure_rows(measure: MeasureRow) -> list[list[Any]]:
    aims = _aims(measure)
    if not measure.history:
        return [[measure.name, "", "", "", "not measured yet", "", "", "", *aims, ""]]
    return [
        [
            measure.name,
            measure.indicator.unit,
            one.row.period.label,
            *_number(one.figure),
            one.basis,
            one.row.source,
            one.row.as_of.isoformat(),
            *aims,
            measure.standing_words if one is measure.now and measure.target else "",
        ]
        for one in measure.history
    ]


def _aims(measure: MeasureRow) -> list[str]:
    """Baseline, its qualifier and period, target and its day; empty cells without a target."""
    if not measure.target or measure.baseline is None:
        return [""] * 5
    target = plain_number(measure.indicator.kind, measure.target.value)
    due_on = measure.target.due_on.isoformat()
    return [*_number(measure.baseline), measure.baseline_basis, target, due_on]


def _number(figure: Figure) -> tuple[str, str]:
    """A figure's two cells: the bare number, empty when hidden, and what has to be said of it."""
    return plain_number(figure.kind, figure.value), qualifier_text(figure)


def network_rows(network: Network, lines: Sequence[Line]) -> list[list[Any]]:
    """Head, the regions in the order of the page, their total where the page has it; a bare number
    or words in a cell."""
    total = network.total_beneath(lines)
    head = ["Region", "Convener", "Measure", "Unit", "Period", "Value", "Qualifier", "Target"]
    head += ["Percent of target", "Reporting", "Expected", "On time", "Hidden figures"]
    rows: list[list[Any]] = [[*head, "As of", "Age in days"]]
    sample = network.sample
    about = [sample.indicator_name, sample.unit, network.period] if sample else [""] * 3
    return rows + [
        [
            line.name,
            line.convener,
            *about,
            *_number(line.figure),
            plain_number(line.figure.kind, line.target),
            line.share,
            line.reporting,
            line.expected,
            line.on_time,
            line.hidden,
            line.as_of.isoformat(),
            line.age if line.is_current else "",
        ]
        for line in [*lines, *([total] if total else [])]
    ]
