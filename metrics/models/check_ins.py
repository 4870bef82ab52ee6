"""Check-ins: how a partner says how it is going, in a minute, by a link in a mail (R92, B12)."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from agreements.models import Commitment
from config.state import Move, StateMachine
from config.tenancy.models import TenantForeignKey, TenantModel
from config.tenancy.tables import DispatchAccess, LinkAccess, TableClass, Tenant
from partnerships.models import Membership, Partnership
from stakeholders.models import Contact, Organization


class Cadence(models.IntegerChoices):
    """How often a partner is asked; the value is the number of months."""

    MONTHLY = 1, "Every month"
    TWO_MONTHS = 2, "Every two months"
    QUARTERLY = 3, "Every quarter"
    HALF_YEARLY = 6, "Twice a year"
    YEARLY = 12, "Once a year"


class CheckInSchedule(TenantModel):
    """Whom of a partner we ask, how often, and who of us calls when it goes badly.

    starts_on: every due date is counted from here. next_on: the next one.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        dispatch=DispatchAccess(select=("convener_id", "is_active", "next_on"))
    )

    partnership = TenantForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="check_in_schedules"
    )
    organization = TenantForeignKey(
        Organization, on_delete=models.PROTECT, related_name="check_in_schedules"
    )
    contact = TenantForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    owner = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)
    cadence = models.PositiveSmallIntegerField(choices=Cadence, default=Cadence.MONTHLY)
    starts_on = models.DateField()
    next_on = models.DateField()
    is_active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "partnership", "organization", "contact"],
                name="check_in_schedule_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["convener", "next_on"],
                condition=models.Q(is_active=True),
                name="check_in_schedule_due",
            )
        ]

    def __str__(self) -> str:
        return "Check-in schedule"


class CheckInState(models.TextChoices):
    """Where one check-in is."""

    SCHEDULED = "scheduled", "Waiting to be sent"
    SENT = "sent", "Asked"
    ANSWERED = "answered", "Answered"
    UNANSWERED = "unanswered", "No answer"
    RECORDED = "recorded", "Answered"


#: An answer may be changed until the check-in closes, also after its promises were recorded.
CHECK_INS = StateMachine(
    "check-in",
    CheckInState,
    (
        Move(CheckInState.SCHEDULED, "send", CheckInState.SENT),
        Move(CheckInState.SCHEDULED, "answer", CheckInState.ANSWERED),
        Move(CheckInState.SENT, "answer", CheckInState.ANSWERED),
        Move(CheckInState.ANSWERED, "answer", CheckInState.ANSWERED),
        Move(CheckInState.RECORDED, "answer", CheckInState.ANSWERED),
        Move(CheckInState.ANSWERED, "record", CheckInState.RECORDED),
        Move(CheckInState.SCHEDULED, "expire", CheckInState.UNANSWERED),
        Move(CheckInState.SENT, "expire", CheckInState.UNANSWERED),
    ),
)
WAITING = (CheckInState.SCHEDULED, CheckInState.SENT)
GIVEN = (CheckInState.ANSWERED, CheckInState.RECORDED)


class GoalMet(models.TextChoices):
    """Whether a partner gets what it hoped for (R62, B10)."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NOT_YET = "not_yet", "Not yet"


class Temperature(models.IntegerChoices):
    """How it goes, best first as it is asked."""

    VERY_WELL = 5, "Very well"
    WELL = 4, "Well"
    SO_SO = 3, "So-so"
    NOT_WELL = 2, "Not well"
    BADLY = 1, "Badly"


class CheckIn(TenantModel):
    """One question to one partner, on one date.

    Names, goal and dates are copied when it is made: the page behind the link reads nothing else,
    and history does not change when a contact does. remind_on: the day of the one reminder, empty
    once it is queued. closes_on: the last day for an answer.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        link=LinkAccess(
            column="id", update=("state", "temperature", "goal_met", "note", "answered_at")
        ),
        dispatch=DispatchAccess(select=("convener_id", "state", "remind_on", "closes_on")),
    )

    schedule = TenantForeignKey(CheckInSchedule, on_delete=models.PROTECT, related_name="check_ins")
    partnership = TenantForeignKey(Partnership, on_delete=models.PROTECT, related_name="check_ins")
    owner = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)
    partnership_name = models.CharField(max_length=120)
    organization_name = models.CharField(max_length=160)
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    owner_name = models.CharField(max_length=120, blank=True)
    goal = models.TextField(blank=True)  # as the partner told it (B10)
    cadence = models.PositiveSmallIntegerField(choices=Cadence, default=Cadence.MONTHLY)
    due_on = models.DateField()
    remind_on = models.DateField(null=True)
    closes_on = models.DateField()
    state = models.CharField(max_length=12, choices=CheckInState, default=CheckInState.SCHEDULED)
    temperature = models.PositiveSmallIntegerField(
        choices=Temperature, null=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    goal_met = models.CharField(max_length=10, choices=GoalMet, blank=True)
    note = models.TextField(blank=True, max_length=2000)
    answered_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "schedule", "due_on"], name="check_in_once_a_date"
            ),
            models.UniqueConstraint(
                fields=["convener", "schedule"],
                condition=models.Q(state__in=["scheduled", "sent"]),
                name="check_in_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(temperature=None) | models.Q(temperature__range=(1, 5)),
                name="check_in_temperature_1_to_5",
            ),
        ]
        indexes = [
            models.Index(
                fields=["convener", "partnership", "-due_on"], name="check_in_by_partnership"
            ),
            models.Index(
                fields=["convener", "state"],
                condition=models.Q(state__in=["scheduled", "sent", "answered"]),
                name="check_in_in_hand",
            ),
        ]

    def __str__(self) -> str:
        return f"Check-in of {self.organization_name}"


class PromiseAnswer(models.TextChoices):
    """What a partner says of one promise."""

    KEPT = "kept", "Kept"
    MISSED = "missed", "Not kept"


class CheckInItem(TenantModel):
    """A promise that was due, asked about in a check-in; of either side (B15).

    recorded_answer: the answer that was last marked on the promise itself.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        link=LinkAccess(column="check_in_id", update=("answer",))
    )

    check_in = TenantForeignKey(CheckIn, on_delete=models.CASCADE, related_name="items")
    commitment = TenantForeignKey(Commitment, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10)
    text = models.CharField(max_length=240)
    due_on = models.DateField()
    answer = models.CharField(max_length=10, choices=PromiseAnswer, blank=True)
    recorded_answer = models.CharField(max_length=10, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "check_in", "commitment"], name="check_in_item_once"
            )
        ]
        ordering = ["due_on", "id"]
