"""Periods: the stretches of time that a figure can be about."""

from __future__ import annotations

from django.db import models

from config.tenancy.models import TenantModel


class PeriodKind(models.TextChoices):
    """What kind of stretch; only like kinds are set side by side."""

    SCHOOL_YEAR = "school_year", "School year"
    TERM = "term", "Term"
    QUARTER = "quarter", "Quarter"
    CALENDAR_YEAR = "calendar_year", "Calendar year"
    RANGE = "range", "Several years"


class Period(TenantModel):
    """A named stretch of time, such as the school year "2016-17".

    starts_on may be unknown for a range only: a source may say "the past 6+ years".
    """

    kind = models.CharField(max_length=20, choices=PeriodKind)
    label = models.CharField(max_length=40)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["convener", "kind", "label"], name="period_label_once"),
            models.CheckConstraint(
                condition=models.Q(kind="range") | models.Q(starts_on__isnull=False),
                name="period_starts_unless_range",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on=None) | models.Q(starts_on__lt=models.F("ends_on")),
                name="period_starts_before_it_ends",
            ),
        ]
        ordering = ["-ends_on", "kind"]

    def __str__(self) -> str:
        return self.label
