"""The charter: purpose and protocols, written and approved before anybody is contacted."""

from __future__ import annotations

from django.db import models

from config.state import Move, StateMachine
from config.tenancy.models import TenantForeignKey, TenantModel
from partnerships.models.partnership import Partnership
from partnerships.models.people import Membership


class DocumentKind(models.TextChoices):
    """The two documents that open outreach (playbook L203–215)."""

    PURPOSE = "purpose", "Purpose statement"
    PROTOCOL = "protocol", "Recruitment protocol"


#: The parts of each document: key, label, what to write there.
PARTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    DocumentKind.PURPOSE: (
        ("why", "Why", "The need that brings everybody to the table."),
        ("how", "How", "The way the partners will work together."),
        ("what", "What", "What will exist when it works."),
        ("when", "When", "The dates by which it should."),
    ),
    DocumentKind.PROTOCOL: (
        ("contact", "First contact", "Who may make it, and in which way."),
        ("vetting", "Vetting", "What is asked before anybody is invited, and by whom."),
        ("decision", "Decision", "Who decides on an invitation."),
        ("engagement", "Engagement", "What a partner may expect, and how often it is asked."),
    ),
}


class DocumentState(models.TextChoices):
    """States of one version."""

    DRAFT = "draft", "Draft"
    APPROVED = "approved", "Approved"
    SUPERSEDED = "superseded", "Superseded"


CHARTER = StateMachine(
    "charter document",
    DocumentState,
    (
        Move(DocumentState.DRAFT, "approve", DocumentState.APPROVED, "charter.approve"),
        Move(DocumentState.APPROVED, "supersede", DocumentState.SUPERSEDED, None),
    ),
)


class CharterDocument(TenantModel):
    """One version of a purpose statement or a recruitment protocol.

    parts: text by part key, see `PARTS`. An approved version is never edited; a change is the
    next version, and approving it supersedes the last.
    """

    partnership = TenantForeignKey(Partnership, on_delete=models.PROTECT, related_name="charter")
    kind = models.CharField(max_length=20, choices=DocumentKind)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=DocumentState, default=DocumentState.DRAFT)
    parts = models.JSONField(default=dict)
    written_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    approved_by = TenantForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True
    )
    approved_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "partnership", "kind", "version"], name="charter_version_once"
            ),
            models.UniqueConstraint(
                fields=["convener", "partnership", "kind"],
                condition=models.Q(state="draft"),
                name="charter_one_draft",
            ),
        ]
        ordering = ["kind", "-version"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} v{self.version}"


class OutreachOverride(TenantModel):
    """A manager's decision to contact somebody although the charter is not complete."""

    partnership = TenantForeignKey(Partnership, on_delete=models.PROTECT, related_name="overrides")
    decided_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=1000)
    missing = models.JSONField(default=list, help_text="What was missing at that moment.")
