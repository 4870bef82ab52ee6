"""Observations: figures as they were reported, with everything needed to trust them."""

from __future__ import annotations

from django.db import models

from config.tenancy.models import TenantForeignKey, TenantModel
from metrics.models.indicators import Indicator
from metrics.models.periods import Period
from partnerships.models import Membership, Partnership, Region


class Qualifier(models.TextChoices):
    """How sure the number is. "3,000+" is at least 3,000."""

    EXACT = "exact", "Exact"
    AT_LEAST = "at_least", "At least: the true number is this or higher"
    ESTIMATE = "estimate", "Estimate"


class Figures(TenantModel):
    """The columns that an observation and its roll-up share.

    value: in the indicator's unit; money in whole cents. denominator: of how many, for a percent
    or an amount about people. expected, reporting, on_time: how many should deliver, did, and
    did so by the due day. An empty breakdown is the whole; otherwise one part, such as
    ("Grade", "11").
    """

    value = models.DecimalField(max_digits=14, decimal_places=2)
    qualifier = models.CharField(max_length=10, choices=Qualifier, default=Qualifier.EXACT)
    denominator = models.PositiveIntegerField(null=True)
    expected = models.PositiveIntegerField(null=True)
    reporting = models.PositiveIntegerField(null=True)
    on_time = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=160)
    as_of = models.DateField()
    breakdown_key = models.CharField(max_length=40, blank=True)
    breakdown_value = models.CharField(max_length=80, blank=True)

    class Meta(TenantModel.Meta):
        abstract = True


class Observation(Figures):
    """One reported figure. A correction is a new row; the earlier one stays visible."""

    indicator = TenantForeignKey(Indicator, on_delete=models.PROTECT, related_name="observations")
    partnership = TenantForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="observations"
    )
    period = TenantForeignKey(Period, on_delete=models.PROTECT, related_name="observations")
    note = models.CharField(max_length=200, blank=True)
    entered_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    corrects = TenantForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    correction_reason = models.CharField(max_length=200, blank=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "convener",
                    "partnership",
                    "indicator",
                    "period",
                    "breakdown_key",
                    "breakdown_value",
                ],
                condition=models.Q(superseded_at=None),
                name="observation_one_current",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator.name}, {self.period.label}"


class IndicatorRollup(Figures):
    """What dashboards read: the figure in force of one slice, kept up to date with each write.

    The whole of a slice is reported, or added up from its parts. Small counts are in here:
    nothing leaves except through `metrics.selectors.suppression`.
    """

    indicator = TenantForeignKey(Indicator, on_delete=models.PROTECT, related_name="rollups")
    partnership = TenantForeignKey(Partnership, on_delete=models.PROTECT, related_name="rollups")
    region = TenantForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    period = TenantForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "convener",
                    "partnership",
                    "indicator",
                    "period",
                    "breakdown_key",
                    "breakdown_value",
                ],
                name="rollup_slice_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["convener", "indicator", "region", "period"], name="rollup_by_region"
            )
        ]
