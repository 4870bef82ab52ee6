"""What a convener agreed to share with a state agency."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from config.tenancy.models import InScope, ScopedManager, TenantForeignKey, TenantModel
from config.tenancy.tables import TableClass, TwoParty
from partnerships.models.people import Convener, Membership


class ReceivedManager(models.Manager["SharingGrant"]):
    """Grants that others made to the agency whose scope is open."""

    def get_queryset(self) -> models.QuerySet[SharingGrant]:
        return super().get_queryset().filter(InScope("agency"))


class SharingGrant(TenantModel):
    """A convener's consent to share named things with one agency, until it is revoked.

    The agency reads copies made for it (`SharedModel` tables); revoking deletes them.
    """

    tenancy: ClassVar[TableClass] = TwoParty(other_column="agency_id")

    agency = models.ForeignKey(Convener, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency_name = models.CharField(max_length=120)
    convener_name = models.CharField(max_length=120)
    shares_indicators = models.BooleanField(default=True)
    shares_counts = models.BooleanField(default=True)
    granted_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    granted_by_name = models.CharField(max_length=120)
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Any]] = ScopedManager()
    received: ClassVar[ReceivedManager] = ReceivedManager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "agency"],
                condition=models.Q(revoked_at=None),
                name="sharing_one_open_grant",
            )
        ]
        indexes = [models.Index(fields=["agency", "convener"], name="sharing_by_agency")]
