"""What a signer asked or said instead of signing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from agreements.models.agreement import Agreement
from agreements.models.signer import Signer
from config.tenancy.models import TenantForeignKey, TenantModel
from config.tenancy.tables import LinkAccess, TableClass, Tenant


class QuestionKind(models.TextChoices):
    """What the signer wants."""

    QUESTION = "question", "Asked a question or suggested a change"
    SOMEONE_ELSE = "someone_else", "Says somebody else should sign"
    NOT_ME = "not_me", "Says the mail reached the wrong person"
    PAPER = "paper", "Wants it on paper"


class AgreementQuestion(TenantModel):
    """A signer's question; it waits on Today until somebody of the convener answers.

    proposed_*: who should sign instead. The mail goes to them only when the convener decides so.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        link=LinkAccess(
            column="agreement_id",
            select=("signer_id", "kind", "text", "answer", "answered_at", "created_at"),
            insert=True,
        )
    )

    agreement = TenantForeignKey(Agreement, on_delete=models.PROTECT, related_name="questions")
    signer = TenantForeignKey(Signer, on_delete=models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=20, choices=QuestionKind)
    text = models.TextField(max_length=1000, blank=True)
    proposed_name = models.CharField(max_length=120, blank=True)
    proposed_email = models.EmailField(blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = TenantForeignKey(
        "partnerships.Membership", on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(
                fields=["convener", "agreement", "answered_at"], name="agreement_question_open"
            )
        ]
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.get_kind_display()
