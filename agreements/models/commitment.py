"""A promise with a date."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from agreements.models.agreement import Agreement
from agreements.models.responsibility import Responsibility, Side
from config.state import Move, StateMachine
from config.tenancy.models import TenantForeignKey, TenantModel
from config.tenancy.tables import LinkAccess, TableClass, Tenant


class CommitmentState(models.TextChoices):
    """What became of a promise."""

    OPEN = "open", "Open"
    KEPT = "kept", "Kept"
    MISSED = "missed", "Missed"


_S = CommitmentState
COMMITMENTS = StateMachine(
    "commitment",
    CommitmentState,
    (
        Move(_S.OPEN, "keep", _S.KEPT, "commitments.mark"),
        Move(_S.OPEN, "miss", _S.MISSED, "commitments.mark"),
        Move(_S.MISSED, "keep", _S.KEPT, "commitments.mark"),
        Move(_S.MISSED, "open_again", _S.OPEN, "commitments.mark"),
        Move(_S.KEPT, "open_again", _S.OPEN, "commitments.mark"),
        # A partner's word in a check-in, about promises of either side; the last word counts.
        Move(_S.OPEN, "report_kept", _S.KEPT),
        Move(_S.MISSED, "report_kept", _S.KEPT),
        Move(_S.OPEN, "report_missed", _S.MISSED),
        Move(_S.KEPT, "report_missed", _S.MISSED),
    ),
)


class Commitment(TenantModel):
    """One responsibility falling due once; made when the agreement is complete (B14).

    side: who owes it. marked_on: the day on which it was marked kept or missed.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        link=LinkAccess(column="agreement_id", select=("side", "text", "detail", "due_on", "state"))
    )

    partnership = TenantForeignKey(
        "partnerships.Partnership", on_delete=models.PROTECT, related_name="commitments"
    )
    agreement = TenantForeignKey(Agreement, on_delete=models.PROTECT, related_name="commitments")
    responsibility = TenantForeignKey(
        Responsibility, on_delete=models.PROTECT, related_name="commitments"
    )
    side = models.CharField(max_length=10, choices=Side)
    text = models.CharField(max_length=120)
    detail = models.CharField(max_length=240, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=CommitmentState, default=CommitmentState.OPEN)
    marked_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "responsibility", "due_on"], name="commitment_once"
            )
        ]
        indexes = [
            models.Index(fields=["convener", "state", "due_on"], name="commitment_due"),
            models.Index(fields=["convener", "partnership"], name="commitment_by_partnership"),
        ]
        ordering = ["due_on", "created_at"]

    def __str__(self) -> str:
        return self.text
