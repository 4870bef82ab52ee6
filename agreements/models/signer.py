"""Who signs, and each signature that was given."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from agreements.models.agreement import Agreement
from agreements.models.responsibility import Side
from config.state import Move, StateMachine
from config.tenancy.models import TenantForeignKey, TenantModel
from config.tenancy.tables import LinkAccess, TableClass, Tenant


class SignerState(models.TextChoices):
    """Where a signer is."""

    WAITING = "waiting", "Not asked yet"
    SENT = "sent", "Asked to sign"
    SIGNED = "signed", "Signed"
    DECLINED = "declined", "Not right now"
    TAKEN_BACK = "taken_back", "Took the signature back"
    REPLACED = "replaced", "Somebody else signs instead"


_S = SignerState
SIGNERS = StateMachine(
    "signer",
    SignerState,
    (
        Move(_S.WAITING, "send", _S.SENT, "agreements.send"),
        Move(_S.WAITING, "countersign", _S.SIGNED, "agreements.sign"),
        Move(_S.WAITING, "replace", _S.REPLACED, "agreements.send"),
        Move(_S.SENT, "sign", _S.SIGNED),
        Move(_S.SENT, "decline", _S.DECLINED),
        Move(_S.SENT, "replace", _S.REPLACED, "agreements.send"),
        Move(_S.SIGNED, "take_back", _S.TAKEN_BACK),
        Move(_S.TAKEN_BACK, "sign", _S.SIGNED),
        Move(_S.TAKEN_BACK, "decline", _S.DECLINED),
        Move(_S.TAKEN_BACK, "replace", _S.REPLACED, "agreements.send"),
        Move(_S.DECLINED, "reopen", _S.SENT, "agreements.send"),
        Move(_S.DECLINED, "replace", _S.REPLACED, "agreements.send"),
    ),
)


class Signer(TenantModel):
    """A person who signs for one side. membership: the convener's signatory.

    A person who is replaced stays as a row, so that the history can be read.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        link=LinkAccess(column="agreement_id", update=("state",))
    )

    agreement = TenantForeignKey(Agreement, on_delete=models.PROTECT, related_name="signers")
    side = models.CharField(max_length=10, choices=Side)
    name = models.CharField(max_length=120)
    email = models.EmailField()
    title = models.CharField(max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    membership = TenantForeignKey(
        "partnerships.Membership", on_delete=models.PROTECT, related_name="+", null=True
    )
    state = models.CharField(max_length=12, choices=SignerState, default=SignerState.WAITING)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "agreement", "email"],
                condition=~models.Q(state="replaced"),
                name="signer_once_per_address",
            )
        ]
        ordering = ["order", "created_at"]

    def __str__(self) -> str:
        return self.name


class Signature(TenantModel):
    """One signature: what was typed, agreed to and seen, when and from where.

    name, title: as typed. consent_version, consent_text: what was ticked. content_sha256: the
    content that was on the page. ip, user_agent: the network address and the device's own name.
    taken_back_at: the signer took it back before the other side had signed.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        operations="SELECT, INSERT, UPDATE",
        link=LinkAccess(
            column="agreement_id",
            select=("signer_id", "side", "name", "title", "signed_at", "taken_back_at"),
            insert=True,
            update=("taken_back_at",),
        ),
    )

    agreement = TenantForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    signer = TenantForeignKey(Signer, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=10, choices=Side)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    signed_at = models.DateTimeField()
    consent_version = models.CharField(max_length=20)
    consent_text = models.TextField()
    authority_text = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "signer"],
                condition=models.Q(taken_back_at=None),
                name="signature_one_standing",
            )
        ]
        indexes = [models.Index(fields=["convener", "agreement"], name="signature_by_agreement")]
        ordering = ["signed_at"]
