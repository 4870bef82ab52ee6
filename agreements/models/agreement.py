"""An agreement of one convener with one organization, from draft to sealed file."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from agreements.models.template import AgreementKind
from config.state import Move, StateMachine
from config.tenancy.models import TenantForeignKey, TenantModel
from config.tenancy.tables import DispatchAccess, LinkAccess, TableClass, Tenant


class AgreementState(models.TextChoices):
    """Where an agreement is."""

    DRAFT = "draft", "Draft"
    SENT = "sent", "Waiting for the partner"
    PARTNER_SIGNED = "partner_signed", "Waiting for us"
    COMPLETE = "complete", "Complete"
    DECLINED = "declined", "Not right now"
    VOIDED = "voided", "Voided"
    EXPIRED = "expired", "Past its sign-by date"


_S = AgreementState
AGREEMENTS = StateMachine(
    "agreement",
    AgreementState,
    (
        Move(_S.DRAFT, "send", _S.SENT, "agreements.send"),
        Move(_S.DRAFT, "void", _S.VOIDED, "agreements.write"),
        Move(_S.SENT, "partner_sign", _S.PARTNER_SIGNED),
        Move(_S.SENT, "decline", _S.DECLINED),
        Move(_S.SENT, "void", _S.VOIDED, "agreements.void"),
        Move(_S.SENT, "expire", _S.EXPIRED),
        Move(_S.PARTNER_SIGNED, "take_back", _S.SENT),
        Move(_S.PARTNER_SIGNED, "countersign", _S.COMPLETE, "agreements.sign"),
        Move(_S.PARTNER_SIGNED, "void", _S.VOIDED, "agreements.void"),
        Move(_S.DECLINED, "reopen", _S.SENT, "agreements.send"),
        Move(_S.EXPIRED, "extend", _S.SENT, "agreements.send"),
        Move(_S.EXPIRED, "void", _S.VOIDED, "agreements.void"),
    ),
)


class Agreement(TenantModel):
    """What one organization and the convener promise each other for a term.

    content: what is signed, frozen when it is sent; content_sha256: its canonical hash.
    contact_*: the convener's person who answers, copied when it is sent.
    text_*: the unsigned full text as a stored PDF; sealed_*: the signed and sealed one.
    verification_code: what anybody enters at `/verify/`. seal_claimed_at: a worker is at it.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        # Every column: each is on the signer's pages or in the row that signing locks.
        link=LinkAccess(
            column="id", update=("state", "partner_signed_at", "closed_at", "closed_reason")
        ),
        dispatch=DispatchAccess(
            select=(
                "id",
                "convener_id",
                "state",
                "sign_by",
                "text_file",
                "sealed_at",
                "seal_claimed_at",
            )
        ),
    )

    partnership = TenantForeignKey(
        "partnerships.Partnership", on_delete=models.PROTECT, related_name="agreements"
    )
    organization = TenantForeignKey(
        "stakeholders.Organization", on_delete=models.PROTECT, related_name="agreements"
    )
    kind = models.CharField(max_length=20, choices=AgreementKind)
    template_name = models.CharField(max_length=80)
    title = models.CharField(max_length=140)
    is_binding = models.BooleanField(default=False)
    consequence = models.CharField(max_length=300)
    clauses = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=20, choices=AgreementState, default=AgreementState.DRAFT)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    sent_at = models.DateTimeField(null=True)
    sign_by = models.DateField(null=True)
    content = models.JSONField(null=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    verification_code = models.CharField(max_length=9, blank=True)
    text_file = models.CharField(max_length=200, blank=True)
    text_pages = models.PositiveSmallIntegerField(null=True)
    text_bytes = models.PositiveIntegerField(null=True)
    partner_signed_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=500, blank=True)
    seal_claimed_at = models.DateTimeField(null=True)
    seal_error = models.CharField(max_length=300, blank=True)
    sealed_at = models.DateTimeField(null=True)
    sealed_file = models.CharField(max_length=200, blank=True)
    sealed_sha256 = models.CharField(max_length=64, blank=True)
    sealed_pages = models.PositiveSmallIntegerField(null=True)
    sealed_bytes = models.PositiveIntegerField(null=True)
    seal_level = models.CharField(max_length=10, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "verification_code"],
                condition=~models.Q(verification_code=""),
                name="agreement_code_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="agreement_has_a_term"
            ),
        ]
        indexes = [
            models.Index(fields=["convener", "state", "sign_by"], name="agreement_by_state"),
            models.Index(fields=["convener", "partnership"], name="agreement_by_partnership"),
            models.Index(
                fields=["convener", "ends_on"],
                condition=models.Q(state="complete"),
                name="agreement_to_renew",
            ),
            models.Index(
                fields=["verification_code"],
                condition=~models.Q(verification_code=""),
                name="agreement_by_code",
            ),
            models.Index(
                fields=["sealed_sha256"],
                condition=~models.Q(sealed_sha256=""),
                name="agreement_by_sealed_hash",
            ),
            models.Index(
                fields=["seal_claimed_at"],
                condition=models.Q(state="complete", sealed_at=None),
                name="agreement_to_seal",
            ),
            models.Index(
                fields=["sign_by"], condition=models.Q(state="sent"), name="agreement_to_expire"
            ),
        ]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def state_words(self) -> str:
        """The state as pages and mails say it."""
        if self.state == AgreementState.VOIDED:
            return "Taken back" if self.sent_at else "Put away"
        return str(self.get_state_display())

    @property
    def frozen(self) -> dict[str, Any]:
        """The content of an agreement that was sent."""
        assert self.content is not None
        return self.content
