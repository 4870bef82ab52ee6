"""What happened to an agreement, each entry tied to the one before."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models

from agreements.models.agreement import Agreement
from config.tenancy.models import TenantForeignKey, TenantModel
from config.tenancy.tables import LinkAccess, TableClass, Tenant


class AgreementEvent(TenantModel):
    """One entry of an agreement's log; nobody may change or delete it.

    payload: what happened, when and by whom. link: SHA-256 of the previous link and this
    payload, so that a changed, removed or inserted entry is found.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        operations="SELECT, INSERT",
        link=LinkAccess(column="agreement_id", select=("sequence", "link"), insert=True),
    )

    agreement = TenantForeignKey(Agreement, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    payload = models.JSONField()
    link = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "agreement", "sequence"], name="agreement_event_once"
            )
        ]
        ordering = ["sequence"]

    @property
    def at(self) -> datetime:
        """When it happened."""
        return datetime.fromisoformat(self.payload["at"])
