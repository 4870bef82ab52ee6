"""Closing what somebody owed: a call made, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from config.access import role_may
from partnerships.models import FollowUp
from partnerships.services.audit import SYSTEM, Actor, record_event
from partnerships.services.transitions import lock


def close_follow_up(follow_up: FollowUp, *, outcome: str, actor: Actor) -> bool:
    """Keeps the outcome and takes it off Today; False when somebody closed it before.

    Raises PermissionDenied for anybody below a coordinator.
    """
    if not (actor.membership and role_may(actor.membership.role, "follow_ups.work")):
        raise PermissionDenied("Working on a follow-up needs a coordinator.")
    row = lock(follow_up)
    if row.done_at is not None:
        return False
    row.done_at = timezone.now()
    row.done_by = actor.membership
    row.outcome = outcome
    row.save(update_fields=["done_at", "done_by", "outcome"])
    record_event(actor, "closed a follow-up", row, after={"title": row.title, "outcome": outcome})
    return True


def reopen_follow_up(follow_up: FollowUp, *, due_on: date) -> None:
    """Puts it on the list once more, since its cause came again; history keeps what came of it."""
    row = lock(follow_up)
    before = {"done_at": str(row.done_at), "outcome": row.outcome}
    row.done_at, row.done_by, row.outcome, row.due_on = None, None, "", due_on
    row.save(update_fields=["done_at", "done_by", "outcome", "due_on"])
    actor = replace(SYSTEM, subject_id=row.source_id)
    after = {"title": row.title, "due_on": due_on.isoformat()}
    record_event(actor, "reopened a follow-up", row, before=before, after=after)


def take_follow_up(follow_up: FollowUp, *, actor: Actor) -> bool:
    """Makes the acting member its owner; False when it is theirs or done already."""
    if not (actor.membership and role_may(actor.membership.role, "follow_ups.work")):
        raise PermissionDenied("Working on a follow-up needs a coordinator.")
    row = lock(follow_up)
    if row.done_at is not None or row.owner_id == actor.membership.pk:
        return False
    before = {"owner": str(row.owner_id) if row.owner_id else None}
    row.owner = actor.membership
    row.save(update_fields=["owner"])
    record_event(actor, "took a follow-up", row, before=before, after={"owner": str(row.owner_id)})
    return True
