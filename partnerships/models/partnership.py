"""Regions, partnerships and who else may run them."""

from __future__ import annotations

from django.db import models

from config.state import Move, StateMachine
from config.tenancy.models import TenantForeignKey, TenantModel
from partnerships.models.people import SLUG, ConvenerKind, Level, Membership


class Region(TenantModel):
    """An area that a convener works in; it may span districts and counties."""

    name = models.CharField(max_length=120)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["convener", "name"], name="region_name_once")
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Phase(models.TextChoices):
    """Where a partnership is (playbook L443–445)."""

    PLANNING = "planning", "Planning"
    DEVELOPMENT = "development", "Developing"
    IMPLEMENTATION = "implementation", "Implementing"
    CLOSED = "closed", "Closed"


PHASES = StateMachine(
    "partnership",
    Phase,
    (
        Move(Phase.PLANNING, "develop", Phase.DEVELOPMENT, "partnerships.change"),
        Move(Phase.DEVELOPMENT, "implement", Phase.IMPLEMENTATION, "partnerships.change"),
        Move(Phase.PLANNING, "close", Phase.CLOSED, "partnerships.close"),
        Move(Phase.DEVELOPMENT, "close", Phase.CLOSED, "partnerships.close"),
        Move(Phase.IMPLEMENTATION, "close", Phase.CLOSED, "partnerships.close"),
    ),
    column="phase",
)


class Partnership(TenantModel):
    """A standing cooperation of schools, colleges, employers and agencies on one pathway.

    is_outreach_open: that charter or decision opened outreach, kept here so that Today finds the
    others by index. The gate itself reads the documents; an approval is never taken back.
    """

    name = models.CharField(max_length=120)
    slug = models.CharField(max_length=60, validators=[SLUG])
    region = TenantForeignKey(Region, on_delete=models.PROTECT, related_name="partnerships")
    level = models.CharField(max_length=10, choices=Level, default=Level.REGIONAL)
    pathway = models.CharField(max_length=120, help_text="Such as Health sciences or Welding.")
    phase = models.CharField(max_length=20, choices=Phase, default=Phase.PLANNING)
    leader = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    lead_entity = models.CharField(max_length=160)
    lead_kind = models.CharField(max_length=30, choices=ConvenerKind, blank=True)
    is_sample = models.BooleanField(default=False)
    is_outreach_open = models.BooleanField(default=False, editable=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["convener", "slug"], name="partnership_slug_once")
        ]
        indexes = [
            models.Index(fields=["convener", "name"], name="partnership_by_name"),
            models.Index(
                fields=["convener", "name"],
                condition=models.Q(is_outreach_open=False),
                name="partnership_not_open",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        """Whether it takes no new work any more."""
        return self.phase == Phase.CLOSED


class Duty(models.TextChoices):
    """What a convener may hand to an intermediary (playbook L180–195)."""

    RECRUITMENT = "recruitment", "Recruitment"


class Delegation(TenantModel):
    """A duty in one partnership, handed to a person of another organization."""

    partnership = TenantForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="delegations"
    )
    membership = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="delegations")
    duty = models.CharField(max_length=30, choices=Duty)
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "partnership", "membership", "duty"],
                condition=models.Q(ended_at=None),
                name="delegation_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()}, {self.membership.name}"
