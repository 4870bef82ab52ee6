"""Who promises what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from agreements.models.agreement import Agreement
from config.tenancy.models import TenantForeignKey, TenantModel
from config.tenancy.tables import TableClass, Tenant


class Side(models.TextChoices):
    """The two sides of an agreement."""

    PARTNER = "partner", "The partner"
    CONVENER = "convener", "The convener"


class Cadence(models.TextChoices):
    """How often a promise falls due."""

    ONCE = "once", "Once"
    MONTHLY = "monthly", "Every month"
    QUARTERLY = "quarterly", "Every quarter"
    THROUGHOUT = "throughout", "All along, until the end"


class Responsibility(TenantModel):
    """One promise of one side.

    due_on: the day, or the first day of a cadence; None is worked out from the term.
    hours_per_quarter: what it asks of the partner, where that was agreed.
    """

    # A link reads the frozen content, not these rows.
    tenancy: ClassVar[TableClass] = Tenant()

    agreement = TenantForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="responsibilities"
    )
    side = models.CharField(max_length=10, choices=Side)
    text = models.CharField(max_length=120)
    detail = models.CharField(max_length=240, blank=True)
    cadence = models.CharField(max_length=12, choices=Cadence, default=Cadence.THROUGHOUT)
    due_on = models.DateField(null=True)
    hours_per_quarter = models.PositiveSmallIntegerField(null=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["convener", "agreement"], name="responsibility_by_agreement")
        ]
        ordering = ["side", "order", "created_at"]

    def __str__(self) -> str:
        return self.text
