"""Making reports: claim in a short scope, render outside any, record in a second."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any
from uuid import UUID

from celery import shared_task
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from config.celery import ConvenerTask
from config.charts import ChartError
from config.pdf import DocumentError
from config.tenancy.scopes import convener_scope, dispatch_scope
from metrics.selectors.dashboard import read_dashboard
from metrics.selectors.documents import dashboard_pdf, document_facts
from metrics.services.charts import stored_charts
from metrics.services.reports import (
    claim_report,
    fail_report,
    finish_report,
    lost_reports,
    note_progress,
    recover_report,
)

logger = logging.getLogger(__name__)


@shared_task(name="metrics.tasks.render_report", base=ConvenerTask)
def render_report(*, convener_id: str, report_id: str) -> bool:
    """Makes one report. False when there was nothing to do or it could not be made."""
    key = UUID(report_id)
    with convener_scope(convener_id):
        report = claim_report(key)
    if report is None:
        return False
    try:
        data = _make(report)
        path = default_storage.save(
            f"reports/{convener_id}/{report_id}-{report.attempts}.pdf", ContentFile(data)
        )
    except (ChartError, DocumentError, OSError) as error:
        logger.warning("Report %s could not be made: %s", report_id, error)
        with convener_scope(convener_id):
            fail_report(key, report.attempts, str(error))
        return False
    with convener_scope(convener_id):
        return finish_report(key, report.attempts, path=path, data=data)


def _make(report: Any) -> bytes:
    """The PDF's bytes; progress is told between the parts."""
    tell = partial(_tell, report)
    with convener_scope(report.convener_id):
        dashboard = read_dashboard(report.convener, report.partnership, timezone.localdate())
    tell(30, "Drawing the charts")
    with convener_scope(report.convener_id):
        specs = [spec for section in dashboard.charts for spec in section.printed]
        drawings = [chart.svg for chart in stored_charts(report.partnership, specs)]
    tell(60, "Setting the pages")
    return dashboard_pdf(document_facts(dashboard, report), drawings)


def _tell(report: Any, percent: int, step: str) -> None:
    with convener_scope(report.convener_id):
        note_progress(report.pk, report.attempts, percent, step)


@shared_task(name="metrics.tasks.sweep_lost_work")
def sweep_lost_work() -> int:
    """Finds reports whose worker died or was never told; the number found."""
    with dispatch_scope():
        found = lost_reports()
    for convener_id, report_id in found:
        with convener_scope(convener_id):
            recover_report(report_id)
    return len(found)
