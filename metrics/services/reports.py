"""The life of a report: asked for, claimed, made, recorded, swept when a worker was lost."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from config.duplicates import make_once
from config.state import IllegalMove
from metrics.models import REPORTS, Report, ReportState
from partnerships.services.audit import SYSTEM, Actor, record_event
from partnerships.services.transitions import transition

ATTEMPTS = 3
#: The states of a report that somebody waits for.
UNDER_WAY = (ReportState.QUEUED, ReportState.RENDERING)
#: A report takes seconds: whoever holds one for longer has died.
LOST_AFTER = timedelta(minutes=3)
#: Asked for and not begun: the message to the worker was lost.
FORGOTTEN_AFTER = timedelta(seconds=45)


@transaction.atomic
def request_report(partnership: Any, *, actor: Actor, row_id: UUID | None = None) -> Report:
    """A new report, queued; a worker is told after commit. A button pressed twice asks once."""
    facts = {"partnership": partnership, "requested_by": actor.membership}
    rows = Report.objects.filter(**facts, state__in=UNDER_WAY)
    report, is_new = make_once(rows, row_id, **facts, step="Waiting for its turn")
    if is_new:
        record_event(actor, "asked for a report", report)
        _tell_worker(report)
    return report


@transaction.atomic
def retry_report(report: Report, *, actor: Actor) -> Report:
    """Queues a failed report again. Raises IllegalMove, PermissionDenied."""
    changes = {"attempts": 0, "error": "", "progress": 0, "step": "Waiting for its turn"}
    row = transition(REPORTS, report, "retry", actor, changes=changes)
    _tell_worker(row)
    return row


def claim_report(report_id: UUID) -> Report | None:
    """The report for one worker; None when another has it or it is done."""
    report = Report.objects.select_related("partnership__region", "requested_by", "convener").get(
        pk=report_id
    )
    changes = {
        "claimed_at": timezone.now(),
        "attempts": report.attempts + 1,
        "progress": 10,
        "step": "Reading the figures",
    }
    try:
        row = transition(REPORTS, report, "claim", SYSTEM, changes=changes)
    except IllegalMove:
        return None
    report.attempts, report.claimed_at = row.attempts, row.claimed_at
    return report


def note_progress(report_id: UUID, attempt: int, percent: int, step: str) -> None:
    """Says how far it is, for the page that watches; nothing for a claim that was swept."""
    Report.objects.filter(pk=report_id, attempts=attempt, state=ReportState.RENDERING).update(
        progress=percent, step=step
    )


def finish_report(report_id: UUID, attempt: int, *, path: str, data: bytes) -> bool:
    """Records the file; False when this worker's claim was swept meanwhile."""
    report = _held(report_id, attempt)
    if report is None:
        return False
    changes = {
        "path": path,
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "progress": 100,
        "step": "Ready",
        "finished_at": timezone.now(),
    }
    transition(REPORTS, report, "finish", SYSTEM, changes=changes)
    return True


def fail_report(report_id: UUID, attempt: int, error: str) -> None:
    """Records why it could not be made."""
    report = _held(report_id, attempt)
    if report is not None:
        _give_up(report, error)


def lost_reports() -> list[tuple[UUID, UUID]]:
    """`(convener_id, report_id)` of work that nobody does; in the dispatch scope."""
    now = timezone.now()
    lost = Q(state=ReportState.RENDERING, claimed_at__lt=now - LOST_AFTER) | Q(
        state=ReportState.QUEUED, created_at__lt=now - FORGOTTEN_AFTER
    )
    return list(Report.objects.filter(lost).values_list("convener_id", "pk")[:100])


@transaction.atomic
def recover_report(report_id: UUID) -> Report | None:
    """Queues lost work again, or gives up after too many tries; in the convener's scope."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report_id)
    if report.state == ReportState.RENDERING:
        if report.claimed_at and report.claimed_at > timezone.now() - LOST_AFTER:
            return None
        if report.attempts >= ATTEMPTS:
            return _give_up(report, f"Making it stopped {report.attempts} times.")
        changes = {"progress": 0, "step": "Waiting for its turn again"}
        report = transition(REPORTS, report, "requeue", SYSTEM, changes=changes)
    if report.state == ReportState.QUEUED:
        _tell_worker(report)
    return report


def _held(report_id: UUID, attempt: int) -> Report | None:
    return Report.objects.filter(
        pk=report_id, attempts=attempt, state=ReportState.RENDERING
    ).first()


def _give_up(report: Report, error: str) -> Report:
    changes = {"error": error[:300], "step": "Not made", "finished_at": timezone.now()}
    return transition(REPORTS, report, "give_up", SYSTEM, changes=changes)


def _tell_worker(report: Report) -> None:
    from config.queueing import queue
    from metrics.tasks.reports import render_report

    values = {"convener_id": str(report.convener_id), "report_id": str(report.pk)}
    transaction.on_commit(lambda: queue(render_report, values))
