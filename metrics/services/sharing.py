"""Agreeing to share with a state agency, and taking it back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from metrics.services.publishing import publish_everything, withdraw
from partnerships.models import Convener, SharingGrant
from partnerships.services.audit import Actor, record_event
from partnerships.services.transitions import lock


class AlreadyShared(Exception):
    """The convener shares with this agency already."""


class NotShared(Exception):
    """The grant was revoked before."""


@transaction.atomic
def grant_sharing(convener: Convener, agency: Any, *, actor: Actor) -> SharingGrant:
    """Opens a grant and writes the copies, in one transaction.

    agency: an `Agency` of `metrics.selectors.sharing`. Raises AlreadyShared, also for the second
    of two identical requests (the convener's row is the lock).
    """
    lock(convener)
    if SharingGrant.objects.filter(agency_id=agency.id, revoked_at=None).exists():
        raise AlreadyShared
    grant: SharingGrant = SharingGrant.objects.create(
        agency_id=agency.id,
        agency_name=agency.name,
        convener_name=convener.name,
        granted_by=actor.membership,
        granted_by_name=actor.label,
    )
    record_event(actor, "agreed to share", grant, after={"agency": agency.name})
    publish_everything()
    return grant


@transaction.atomic
def revoke_sharing(grant: SharingGrant, *, actor: Actor) -> SharingGrant:
    """Ends a grant and deletes the copies, in one transaction. Raises NotShared.

    The convener's row is locked first, as by all who write copies.
    """
    lock(grant.convener)
    row = lock(grant)
    if row.revoked_at is not None:
        raise NotShared
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    withdraw(row.agency_id)
    record_event(actor, "stopped sharing", row, before={"agency": row.agency_name})
    return row
