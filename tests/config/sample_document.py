"""A small document with everything a report has: chart, table, link, list, running text."""

from __future__ import annotations

from datetime import UTC, datetime

from config import charts, pdf
from config.chart_comparison import Comparison, comparison

MADE = datetime(2026, 11, 23, 14, 12, tzinfo=UTC)
PAGE = """<!doctype html><html lang="en"><head><link rel="stylesheet" href="report.css"></head>
<body><div class="running-head"><strong>Publisher</strong><span>Kind</span></div>
<div class="running-foot"><span class="page-number"></span><p>Foot</p></div><main>
<h1>Finding</h1><p>Text with <a href="https://example.org/">a link</a>.</p>
<h2>Section</h2><img class="chart" src="images/chart.svg" alt="Bars; the table has the figures.">
<table><caption>Figures</caption><colgroup><col><col></colgroup>
<thead><tr><th scope="col">Program</th><th scope="col">People</th></tr></thead>
<tbody><tr><th scope="row">Internships</th><td><span class="state state-good">700</span></td></tr>
</tbody></table><ol><li>One</li><li>Two</li></ol>
<section class="new-page"><h2>Second page</h2><p>{text}</p></section></main></body></html>"""


def chart(name: str = "Internships") -> bytes:
    """One drawn comparison."""
    row = Comparison(name, 573, 700, "573", "700")
    spec = comparison([row], title="People", description="People in two years")
    return charts.render_chart(spec).encode()


def make(page: str = PAGE, text: str = "End") -> bytes:
    """The document as PDF, always with the same moment."""
    return pdf.render_pdf(
        page.replace("{text}", text),
        title="Sample report",
        authors=["Publisher"],
        made_at=MADE,
        images={"chart.svg": chart()},
    )
