"""What happened (audit events), what waits for somebody (follow-ups), who programs are (tokens)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from config.tenancy.models import TenantForeignKey, TenantModel
from config.tenancy.tables import DispatchAccess, LinkAccess, TableClass, Tenant
from partnerships.models.partnership import Partnership
from partnerships.models.people import Membership


class ActorKind(models.TextChoices):
    """Who acted."""

    MEMBER = "member", "Member"
    LINK = "link", "By link"
    TOKEN = "token", "Program"
    SYSTEM = "system", "System"


class AuditEvent(TenantModel):
    """One thing that happened. Append-only: nobody is granted UPDATE or DELETE.

    subject_id: the magic link's subject when somebody without an account acted.
    before, after: the changed values only.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        operations="SELECT, INSERT", link=LinkAccess(column="subject_id", insert=True)
    )

    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=254)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.UUIDField()
    object_label = models.CharField(max_length=254)
    partnership = TenantForeignKey(
        Partnership, on_delete=models.PROTECT, null=True, related_name="+"
    )
    subject_id = models.UUIDField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["convener", "partnership", "-created_at"], name="audit_timeline"),
            models.Index(fields=["convener", "object_id"], name="audit_by_object"),
        ]
        ordering = ["-created_at", "-id"]


class FollowUp(TenantModel):
    """Something a named person of the convener owes, with a date. Shown on Today.

    source_id: the check-in, agreement or other row that caused it; `kind` says which.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        link=LinkAccess(column="source_id", select=("id",), insert=True),
        dispatch=DispatchAccess(select=("id", "convener_id", "source_id"), insert=True),
    )

    partnership = TenantForeignKey(Partnership, on_delete=models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=40)
    source_id = models.UUIDField()
    title = models.CharField(max_length=200)
    detail = models.CharField(max_length=500, blank=True)
    owner = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)
    outcome = models.TextField(blank=True, max_length=2000)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "kind", "source_id"], name="follow_up_once_per_cause"
            )
        ]
        indexes = [models.Index(fields=["convener", "done_at", "due_on"], name="follow_up_open")]

    def __str__(self) -> str:
        return self.title


class ApiToken(TenantModel):
    """A program's key; it acts as the membership that made it. Only the hash is stored."""

    membership = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    token_hash = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["convener", "token_hash"], name="api_token_hash_once")
        ]
        indexes = [models.Index(fields=["token_hash"], name="api_token_by_hash")]
