"""The state agency's page: the regions that share with it, side by side.

Both views run in the state scope: they read the copies made for this agency and cannot read
anything else, whatever they try.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

import metrics.permissions  # noqa: F401  # declares what the views below name
from config.access import requires
from config.templatetags.formatting import us_date, zone_name
from metrics.forms.network import NetworkFilter
from metrics.selectors.clock import today_at
from metrics.selectors.exports import csv_response, network_rows
from metrics.selectors.network import OLD_AFTER, Line, Network, ordered, read_network
from metrics.selectors.network_counts import shared_counts
from metrics.selectors.suppression import Figure
from metrics.selectors.wording import figure_text


@requires("network.view", scope="state")
@require_GET
def network(request: Any) -> HttpResponse:
    """Regions against their targets, with completeness, timeliness and what is hidden."""
    found, form, lines = _read(request)
    reporters = found.sample.reporters if found.sample else "reporters"
    context = {
        "lead": _lead(request, found),
        "csv_url": _csv_url(request),
        "unit": found.sample.unit.capitalize() if found.sample else "",
        "reporting_label": f"{reporters.capitalize()} reporting",
        "missing_note": _missing_note(found),
        "network": found,
        "form": form,
        "lines": lines,
        "total": found.total_beneath(lines),
        "incomplete": sum(line.is_incomplete for line in found.lines),
        "old": sum(line.is_old for line in found.lines),
        "old_after": OLD_AFTER,
        "starting_points": starting_points(found),
        "counts": shared_counts(request.convener.pk),
        "maximum": _maximum(found),
    }
    return render(request, "metrics/network.html", context)


@requires("network.view", scope="state")
@require_GET
def network_csv(request: Any) -> HttpResponse:
    """What the page shows, with its filters and order."""
    found, _, lines = _read(request)
    return csv_response(f"regions-{found.measure or 'none'}", network_rows(found, lines))


def _read(request: Any) -> tuple[Network, NetworkFilter, list[Line]]:
    if not request.convener.is_state_agency:
        raise Http404("Only state agencies have a network.")
    asked = request.GET
    found = read_network(
        asked.get("measure", ""),
        asked.get("period", ""),
        request.convener.pk,
        today_at(request.convener),
    )
    form = NetworkFilter(asked, found)
    return found, form, ordered(form.apply(found.lines), asked.get("sort", ""))


def _lead(request: Any, found: Network) -> str:
    """What is shown, for when, as of which day in whose time."""
    if not found.sample:
        return "What regional conveners share with you appears here."
    days = sorted(row.as_of for row in found.chosen)
    first, last = us_date(days[0]), us_date(days[-1])
    when = f"as of {last}" if first == last else f"figures from {first} to {last}"
    zone = zone_name(request.convener)
    return f"{found.sample.indicator_name}, {found.period}, {when}, {zone}. {_sharing(found)}"


def _sharing(found: Network) -> str:
    """How many share: who takes it back is in no total, and that must not go unseen."""
    count = len(found.lines)
    return "One region shares it." if count == 1 else f"{count} regions share it."


def _csv_url(request: Any) -> str:
    url = reverse("metrics:network-csv", args=[request.convener.slug])
    query = request.GET.urlencode()
    return f"{url}?{query}" if query else url


def _missing_note(found: Network) -> str:
    if not found.missing:
        return "none missing"
    where = "1 region" if found.missing_regions == 1 else f"{found.missing_regions} regions"
    return f"{found.missing} missing, in {where}"


def _maximum(found: Network) -> int:
    """The right end of the bars in percent of target: room for what is past it."""
    shares = [line.share for line in found.lines if line.share is not None]
    return max([115, *shares])


def starting_points(found: Network) -> list[dict[str, str]]:
    """The agency's own statewide figures of this measure: where it started."""
    return [
        {
            "label": f"Starting point, {row.period_label}",
            "text": figure_text(Figure(row.kind, row.value, row.qualifier, row.bound)),
            "basis": f"in {row.reporting:,} {row.reporters}" if row.reporting else "",
        }
        for row in found.own[:1]
    ]
