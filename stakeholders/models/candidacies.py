"""An organization on its way to the table, and the interview that takes it there."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.utils import timezone

from config.tenancy.models import TenantForeignKey, TenantModel
from partnerships.models import Membership, Partnership
from stakeholders.models.organizations import Contact, Organization
from stakeholders.models.plan import ParticipantProfile


class Stage(models.TextChoices):
    """How far a candidacy is (playbook L311–319: vetted as rigorously as a hire)."""

    IDENTIFIED = "identified", "Identified"
    CONTACTED = "contacted", "Contacted"
    INTERVIEWING = "interviewing", "Interviewing"
    MATCHED = "matched", "Matched"
    INVITED = "invited", "Invited"
    COMMITTED = "committed", "Committed"
    CLOSED = "closed", "Closed without blame"


#: The stages before an agreement, in order.
UNDER_WAY = (
    Stage.IDENTIFIED,
    Stage.CONTACTED,
    Stage.INTERVIEWING,
    Stage.MATCHED,
    Stage.INVITED,
)
OPEN_STAGES = (*UNDER_WAY, Stage.COMMITTED)
#: Stages at which an organization counts as a partner.
PARTNER_STAGES = (Stage.INVITED, Stage.COMMITTED)
#: Stages in which the interview may be scored.
INTERVIEW_STAGES = (Stage.INTERVIEWING, Stage.MATCHED)
#: How long a candidacy may wait in one stage before it shows up on Today.
STAGE_LIMIT = timedelta(days=14)


def days_since(moment: datetime) -> int:
    """Days of the calendar since a candidacy's last move, as its limit is counted."""
    return max((timezone.localdate() - timezone.localdate(moment)).days, 0)


def limit_of(moment: datetime) -> date:
    """The day by which the next step is due after a move."""
    return timezone.localdate(moment) + STAGE_LIMIT


class Candidacy(TenantModel):
    """One organization considered for one seat of one partnership.

    profile: the seat; None needs a recorded reason (B2). owner: who takes the next step.
    revisit_on: set when it is closed; nobody asks this organization again before that day.
    """

    partnership = TenantForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="candidacies"
    )
    profile = TenantForeignKey(
        ParticipantProfile, on_delete=models.PROTECT, null=True, related_name="candidacies"
    )
    no_profile_reason = models.TextField(max_length=500, blank=True)
    organization = TenantForeignKey(
        Organization, on_delete=models.PROTECT, related_name="candidacies"
    )
    contact = TenantForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="candidacies"
    )
    owner = TenantForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.IDENTIFIED)
    stage_since = models.DateTimeField(default=timezone.now)
    revisit_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "partnership", "organization", "profile"],
                condition=~models.Q(stage="closed"),
                nulls_distinct=False,
                name="candidacy_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(profile__isnull=False) | ~models.Q(no_profile_reason=""),
                name="candidacy_profile_or_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["convener", "partnership", "stage"], name="candidacy_by_stage"),
            models.Index(fields=["convener", "organization"], name="candidacy_by_organization"),
            models.Index(
                fields=["convener", "stage_since"],
                condition=models.Q(stage__in=UNDER_WAY),
                name="candidacy_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.organization.name

    @property
    def seat(self) -> str:
        """The profile's title, or that there is none."""
        return self.profile.title if self.profile else "No profile"

    @property
    def is_open(self) -> bool:
        """Whether it was not closed."""
        return self.stage != Stage.CLOSED

    @property
    def is_to_wait(self) -> bool:
        """Whether we promised not to ask again before a day that is still to come."""
        return self.revisit_on is not None and self.revisit_on > timezone.localdate()

    @property
    def days_in_stage(self) -> int:
        """Whole days since the last move."""
        return days_since(self.stage_since)

    @property
    def limit_on(self) -> date:
        """The day by which the next step is due."""
        return limit_of(self.stage_since)

    @property
    def days_past_limit(self) -> int:
        """Days past the limit; 0 where there is none, and before it."""
        if self.stage not in UNDER_WAY:
            return 0
        return max(self.days_in_stage - STAGE_LIMIT.days, 0)


class Interview(TenantModel):
    """The four parts of a candidate's interview (playbook L311–314), each 1 to 5 with a note.

    A part without a score was not talked about yet.
    """

    candidacy = TenantForeignKey(Candidacy, on_delete=models.PROTECT, related_name="interviews")
    organization_score = models.PositiveSmallIntegerField(null=True)
    organization_note = models.TextField(max_length=1000, blank=True)
    position_score = models.PositiveSmallIntegerField(null=True)
    position_note = models.TextField(max_length=1000, blank=True)
    interest_score = models.PositiveSmallIntegerField(null=True)
    interest_note = models.TextField(max_length=1000, blank=True)
    capacity_score = models.PositiveSmallIntegerField(null=True)
    capacity_note = models.TextField(max_length=1000, blank=True)
    conducted_on = models.DateField()
    by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "candidacy"], name="interview_once_per_candidacy"
            ),
            models.CheckConstraint(
                condition=models.Q(organization_score__range=(1, 5))
                & models.Q(position_score__range=(1, 5))
                & models.Q(interest_score__range=(1, 5))
                & models.Q(capacity_score__range=(1, 5)),
                name="interview_scores_1_to_5",
            ),
        ]


#: The parts: key, label, what to find out.
INTERVIEW_PARTS: tuple[tuple[str, str, str], ...] = (
    ("organization", "Organization", "What it does or makes, and whom it serves."),
    ("position", "Position and skills", "What the person does there, and what they know."),
    ("interest", "Interest", "What would make this worth their while."),
    ("capacity", "Capacity", "Hours, places and people they can spare, and when."),
)
SCORES: tuple[tuple[int, str], ...] = tuple((score, str(score)) for score in range(1, 6))
