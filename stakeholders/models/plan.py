"""What a partnership lacks, and whom it looks for."""

from __future__ import annotations

from django.db import models

from config.state import Move, StateMachine
from config.tenancy.models import TenantForeignKey, TenantModel
from partnerships.models import Partnership
from stakeholders.models.codes import Sector


class NeedKind(models.TextChoices):
    """What kind of gap it is (playbook L280–283)."""

    EXPERTISE = "expertise", "Expertise"
    RESOURCE = "resource", "Resource"
    INFORMATION = "information", "Information"


class NeedStatus(models.TextChoices):
    """Whether the gap is still there."""

    OPEN = "open", "Open"
    MET = "met", "Met"


NEEDS = StateMachine(
    "need",
    NeedStatus,
    (
        Move(NeedStatus.OPEN, "meet", NeedStatus.MET, "recruitment.plan"),
        Move(NeedStatus.MET, "reopen", NeedStatus.OPEN, "recruitment.plan"),
    ),
    column="status",
)


class Need(TenantModel):
    """Expertise, a resource or information that the work cannot do without."""

    partnership = TenantForeignKey(Partnership, on_delete=models.PROTECT, related_name="needs")
    kind = models.CharField(max_length=20, choices=NeedKind)
    description = models.CharField(max_length=300)
    status = models.CharField(max_length=10, choices=NeedStatus, default=NeedStatus.OPEN)
    needed_by = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["convener", "partnership"], name="need_by_partnership"),
            models.Index(
                fields=["convener", "needed_by"],
                condition=models.Q(status="open"),
                name="need_overdue",
            ),
        ]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.description


class ParticipantProfile(TenantModel):
    """Short but specific: which knowledge and skills a seat asks for, and which need it meets."""

    partnership = TenantForeignKey(Partnership, on_delete=models.PROTECT, related_name="profiles")
    need = TenantForeignKey(Need, on_delete=models.PROTECT, related_name="profiles")
    title = models.CharField(max_length=120)
    sector = models.CharField(max_length=20, choices=Sector)
    skills = models.TextField(max_length=600)
    need_met = models.TextField(max_length=600)
    seats = models.PositiveSmallIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "partnership", "title"], name="profile_title_once"
            ),
            models.CheckConstraint(
                condition=models.Q(seats__gte=1, seats__lte=99), name="profile_seats_1_to_99"
            ),
        ]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.title
