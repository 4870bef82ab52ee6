"""Reports (a dashboard as a PDF) and the drawings that page and PDF share."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from config.state import Move, StateMachine
from config.tenancy.models import TenantForeignKey, TenantModel
from config.tenancy.tables import DispatchAccess, TableClass, Tenant
from partnerships.models import Membership, Partnership


class ReportState(models.TextChoices):
    """Where a report is."""

    QUEUED = "queued", "Waiting to be made"
    RENDERING = "rendering", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Not made"


REPORTS = StateMachine(
    "report",
    ReportState,
    (
        Move(ReportState.QUEUED, "claim", ReportState.RENDERING),
        Move(ReportState.RENDERING, "finish", ReportState.READY),
        Move(ReportState.RENDERING, "requeue", ReportState.QUEUED),
        Move(ReportState.RENDERING, "give_up", ReportState.FAILED),
        Move(ReportState.FAILED, "retry", ReportState.QUEUED, "reports.make"),
    ),
)


class Report(TenantModel):
    """A dashboard as a tagged PDF, made in the background.

    progress: 0 to 100; step: what is being done, in words. attempts: how often it was claimed;
    a worker that comes back after its claim was swept may not record. error: why it failed.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        dispatch=DispatchAccess(select=("convener_id", "state", "claimed_at", "created_at"))
    )

    partnership = TenantForeignKey(Partnership, on_delete=models.PROTECT, related_name="reports")
    requested_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=ReportState, default=ReportState.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["convener", "partnership", "-created_at"], name="report_by_partnership"
            ),
            models.Index(
                fields=["state", "claimed_at"],
                condition=models.Q(state__in=["queued", "rendering"]),
                name="report_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return "Dashboard report"


class ChartImage(TenantModel):
    """One drawing, stored under the hash of its specification; drawn once, shown ever after."""

    partnership = TenantForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    svg = models.TextField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "partnership", "key"], name="chart_drawn_once"
            )
        ]
