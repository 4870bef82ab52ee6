"""Reports: asked for, watched while they are made, fetched."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

import metrics.permissions  # noqa: F401  # declares what the views below name
from config.access import requires, role_may
from config.forms import MakesOneRow
from config.state import IllegalMove
from metrics.models import Report, ReportState
from metrics.services.reports import UNDER_WAY, request_report, retry_report
from partnerships.selectors.partnerships import partnership_or_404, workspace_context
from partnerships.services.audit import Actor


@requires("reports.make")
@require_POST
def report_create(request: Any, slug: str) -> HttpResponse:
    """Asks for a report of the dashboard; the next page watches it."""
    partnership = partnership_or_404(request, slug)
    form = MakesOneRow(request.POST)
    form.full_clean()
    report = request_report(partnership, actor=Actor.of_request(request), row_id=form.row_id)
    return redirect("metrics:report-detail", request.convener.slug, slug, report.pk)


@requires("dashboard.view")
@require_GET
def report_detail(request: Any, slug: str, report_id: Any) -> HttpResponse:
    """How far it is; asked by htmx, the part of the page that changes."""
    partnership = partnership_or_404(request, slug)
    report = _report_or_404(partnership, report_id)
    context: dict[str, Any] = {
        "partnership": partnership,
        "report": report,
        "is_waiting": report.state in UNDER_WAY,
        "may_retry": role_may(request.membership.role, "reports.make"),
    }
    if request.htmx:
        return render(request, "metrics/report_progress.html", context)
    context |= workspace_context(request, partnership, "dashboard")
    context["earlier"] = list(
        Report.objects.filter(partnership=partnership)
        .exclude(pk=report.pk)
        .select_related("requested_by")
        .order_by("-created_at")[:5]
    )
    return render(request, "metrics/report_detail.html", context)


@requires("dashboard.view")
@require_GET
def report_file(request: Any, slug: str, report_id: Any) -> HttpResponse:
    """The PDF."""
    partnership = partnership_or_404(request, slug)
    report = _report_or_404(partnership, report_id)
    if report.state != ReportState.READY:
        raise Http404("The report is not ready.")
    with default_storage.open(report.path) as file:
        response = HttpResponse(file.read(), content_type="application/pdf")
    made_on = timezone.localdate(report.created_at)
    name = f"{partnership.slug}-dashboard-{made_on.isoformat()}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@requires("reports.make")
@require_POST
def report_retry(request: Any, slug: str, report_id: Any) -> HttpResponse:
    """Tries a failed report again."""
    partnership = partnership_or_404(request, slug)
    report = _report_or_404(partnership, report_id)
    try:
        retry_report(report, actor=Actor.of_request(request))
    except IllegalMove as refusal:
        messages.info(request, f"Nothing changed: {refusal}")
    return redirect("metrics:report-detail", request.convener.slug, slug, report_id)


def _report_or_404(partnership: Any, report_id: Any) -> Report:
    return get_object_or_404(
        Report.objects.select_related("requested_by"), pk=report_id, partnership=partnership
    )
