"""Indicators (what is measured) and targets (how far it should go, from where)."""

from __future__ import annotations

from django.db import models

from config.tenancy.models import TenantForeignKey, TenantModel
from metrics.models.periods import Period
from partnerships.models import Membership, Partnership
from partnerships.models.people import SLUG


class Measure(models.TextChoices):
    """The playbook's five dashboard measures (L539–546); anything else is the convener's own."""

    SATISFACTION = "satisfaction", "Partner satisfaction"
    ENROLLMENT = "enrollment", "Enrollment in high-demand pathways"
    WORK_BASED_LEARNING = "work_based_learning", "Internships and apprenticeships completed"
    JOBS_FILLED = "jobs_filled", "Critical jobs filled"
    SAVINGS = "savings", "Savings from credit and credentials"
    OWN = "own", "A measure of our own"


FIVE = tuple(measure for measure in Measure if measure != Measure.OWN)


class IndicatorKind(models.TextChoices):
    """What the number is; decides how it is written, added up and protected."""

    HEADCOUNT = "headcount", "People, each counted once"
    ENROLLMENTS = "enrollments", "Enrollments: one person may count more than once"
    COUNT = "count", "Things, such as employers or agreements"
    PERCENT = "percent", "Percent"
    MONEY = "money", "Money"


#: Numbers of people: small ones are hidden.
PEOPLE = frozenset({IndicatorKind.HEADCOUNT.value, IndicatorKind.ENROLLMENTS.value})
#: Kinds whose parts add up to a whole.
ADDITIVE = PEOPLE | {IndicatorKind.COUNT.value, IndicatorKind.MONEY.value}


class Direction(models.TextChoices):
    """Which way is better."""

    UP = "up", "More is better"
    DOWN = "down", "Less is better"


class Course(models.TextChoices):
    """How the number comes about within a period; decides what is expected by now."""

    LEVEL = "level", "A state at one day: it moves from the baseline to the target"
    RUNNING = "running", "A running count: it starts at zero with the period"


class Indicator(TenantModel):
    """Something a convener measures. The same code at several conveners stands side by side.

    unit: what is counted, in the plural ("students"). reporters: who delivers figures, in the
    plural ("districts"). Money is stored in whole cents.
    """

    code = models.CharField(max_length=60, validators=[SLUG])
    name = models.CharField(max_length=120)
    definition = models.CharField(max_length=400)
    unit = models.CharField(max_length=40)
    reporters = models.CharField(max_length=40, default="reporters")
    kind = models.CharField(max_length=20, choices=IndicatorKind)
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.UP)
    course = models.CharField(max_length=10, choices=Course, default=Course.LEVEL)
    measure = models.CharField(max_length=30, choices=Measure, default=Measure.OWN)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["convener", "code"], name="indicator_code_once")
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Target(TenantModel):
    """A value to reach by a day. A new target supersedes the old row; the baseline stays frozen.

    Values are in the indicator's unit (money in cents).
    """

    indicator = TenantForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    partnership = TenantForeignKey(Partnership, on_delete=models.PROTECT, related_name="targets")
    value = models.DecimalField(max_digits=14, decimal_places=2)
    due_on = models.DateField()
    baseline_value = models.DecimalField(max_digits=14, decimal_places=2)
    baseline_qualifier = models.CharField(max_length=10, default="exact")
    baseline_period = TenantForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    baseline_note = models.CharField(max_length=200, blank=True)
    set_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "partnership", "indicator"],
                condition=models.Q(superseded_at=None),
                name="target_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"Target for {self.indicator.name}"
