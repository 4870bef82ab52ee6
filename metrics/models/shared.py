"""Copies made for a state agency: all it ever sees of a convener, and only while it is agreed.

Values are stored as they may be shown: what is hidden is not in the row. No contact, no note, no
source text, no name of an organization.
"""

from __future__ import annotations

from django.db import models

from config.tenancy.models import SharedModel


class SharedIndicator(SharedModel):
    """One indicator of one region in one period.

    value: None when hidden. hidden_count: how many of its parts are hidden. threshold: counts of
    people under it are hidden by the convener. target_value: the sum of the targets due within
    the period. expected, reporting, on_time: as the figures' reporters.
    """

    convener_name = models.CharField(max_length=120)
    region_name = models.CharField(max_length=120)
    indicator_code = models.CharField(max_length=60)
    indicator_name = models.CharField(max_length=120)
    unit = models.CharField(max_length=40)
    reporters = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    direction = models.CharField(max_length=10)
    period_kind = models.CharField(max_length=20)
    period_label = models.CharField(max_length=40)
    period_ends_on = models.DateField()
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    qualifier = models.CharField(max_length=10)
    bound = models.CharField(max_length=10, blank=True)
    target_value = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    expected = models.PositiveIntegerField(null=True)
    reporting = models.PositiveIntegerField(null=True)
    on_time = models.PositiveIntegerField(null=True)
    hidden_count = models.PositiveIntegerField(default=0)
    threshold = models.PositiveSmallIntegerField()
    as_of = models.DateField()

    class Meta(SharedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "convener",
                    "agency",
                    "region_name",
                    "indicator_code",
                    "period_kind",
                    "period_label",
                ],
                name="shared_indicator_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["agency", "indicator_code", "period_kind"], name="shared_indicator_by_code"
            )
        ]


class SharedCount(SharedModel):
    """How many partnerships or agreements of one region are in one state."""

    convener_name = models.CharField(max_length=120)
    region_name = models.CharField(max_length=120)
    subject = models.CharField(max_length=20)
    state = models.CharField(max_length=30)
    state_label = models.CharField(max_length=80)
    count = models.PositiveIntegerField()

    class Meta(SharedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "agency", "region_name", "subject", "state"],
                name="shared_count_once",
            )
        ]
        indexes = [models.Index(fields=["agency", "subject"], name="shared_count_by_agency")]
