"""Rounds of the five-category evaluation: who was asked, and apart from that what was answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from config.state import Move, StateMachine
from config.tenancy.models import TenantForeignKey, TenantModel
from config.tenancy.tables import DispatchAccess, LinkAccess, TableClass, Tenant
from partnerships.models import Membership, Partnership, Phase


class RoundState(models.TextChoices):
    """Where a round is."""

    DRAFT = "draft", "Not sent"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    DISCARDED = "discarded", "Discarded"


ROUNDS = StateMachine(
    "evaluation",
    RoundState,
    (
        Move(RoundState.DRAFT, "open", RoundState.OPEN, "evaluations.manage"),
        Move(RoundState.DRAFT, "discard", RoundState.DISCARDED, "evaluations.manage"),
        Move(RoundState.OPEN, "close", RoundState.CLOSED, "evaluations.manage"),
        Move(RoundState.OPEN, "close_on_time", RoundState.CLOSED),
    ),
)


class EvaluationRound(TenantModel):
    """One round of the evaluation in one partnership (R61: in any phase).

    number: 1 is the partnership's first round. results: frozen when it closes, see
    `metrics.rules.evaluation_cells.results`.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        dispatch=DispatchAccess(select=("convener_id", "state", "closes_on"))
    )

    partnership = TenantForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="evaluation_rounds"
    )
    number = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=20, choices=Phase)
    instrument = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.DRAFT)
    opens_on = models.DateField(null=True)
    closes_on = models.DateField()
    started_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    results = models.JSONField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "partnership", "number"], name="evaluation_round_number_once"
            ),
            models.UniqueConstraint(
                fields=["convener", "partnership"],
                condition=models.Q(state__in=["draft", "open"]),
                name="evaluation_round_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["convener", "closes_on"],
                condition=models.Q(state="open"),
                name="evaluation_round_open",
            )
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"Evaluation, round {self.number}"


class Side(models.TextChoices):
    """On which side of the table somebody sits."""

    PARTNER = "partner", "Partner"
    CONVENER = "convener", "Convener"


class EvaluationInvitation(TenantModel):
    """One person who was asked, and whether they answered; never what.

    What the page behind the link shows is copied here, since a link reads nothing else.
    """

    tenancy: ClassVar[TableClass] = Tenant(link=LinkAccess(column="id", update=("has_answered",)))

    round = TenantForeignKey(EvaluationRound, on_delete=models.PROTECT, related_name="invitations")
    partnership = TenantForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    partnership_name = models.CharField(max_length=120)
    instrument = models.CharField(max_length=10)
    closes_on = models.DateField()
    is_closed = models.BooleanField(default=False)
    name = models.CharField(max_length=120)
    email = models.EmailField()
    organization_name = models.CharField(max_length=160, blank=True)
    side = models.CharField(max_length=10, choices=Side)
    has_answered = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "round", "email"], name="evaluation_one_per_address"
            )
        ]
        ordering = ["organization_name", "name"]

    def __str__(self) -> str:
        return "Evaluation"


class EvaluationAnswer(TenantModel):
    """What one person answered.

    invitation: whose it is while the round is open, so that it can be changed; emptied for good
    when the round closes. scores: 1 to 5 or null by item key. comments: texts by key.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        link=LinkAccess(
            column="invitation_id",
            select=("round_id", "scores", "comments"),
            insert=True,
            update=("scores", "comments"),
        )
    )

    round = TenantForeignKey(EvaluationRound, on_delete=models.PROTECT, related_name="answers")
    invitation = TenantForeignKey(
        EvaluationInvitation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    scores = models.JSONField()
    comments = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "invitation"], name="evaluation_one_answer_each"
            )
        ]
        indexes = [models.Index(fields=["convener", "round"], name="evaluation_answer_by_round")]
