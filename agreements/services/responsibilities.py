"""The promises of both sides, while the agreement is a draft."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Max

from agreements.models import Agreement, Responsibility
from agreements.services.drafts import lock_draft
from config.duplicates import made_before, make_once
from partnerships.models import AuditEvent
from partnerships.services.audit import Actor, record_event
from partnerships.services.transitions import lock

#: More than anybody reads; keeps a form from filling a page without end.
MOST_PER_SIDE = 20
REMOVED = "removed a responsibility"


class TooManyResponsibilities(Exception):
    """A side already has as many promises as an agreement may carry."""


def add_responsibility(
    agreement: Agreement,
    side: str,
    values: dict[str, Any],
    *,
    actor: Actor,
    row_id: UUID | None = None,
) -> Responsibility:
    """Adds a promise; returns the one that the same form added before.

    Raises IllegalMove once sent, TooManyResponsibilities past the limit.
    """
    row = lock_draft(agreement)
    existing = Responsibility.objects.filter(agreement=row, side=side)
    same = existing.filter(**values)
    if known := made_before(same, row_id):
        return known
    if existing.count() >= MOST_PER_SIDE:
        raise TooManyResponsibilities(f"One side can promise at most {MOST_PER_SIDE} things.")
    last = existing.aggregate(last=Max("order"))["last"] or 0
    facts = {**values, "agreement": row, "side": side, "order": last + 1}
    made, _ = make_once(same, row_id, **facts)
    record_event(actor, "added a responsibility", row, after=_facts(made))
    return made


def _facts(promise: Responsibility) -> dict[str, Any]:
    """A promise as the audit trail keeps it."""
    return {
        "id": str(promise.pk),
        "side": promise.side,
        "text": promise.text,
        "detail": promise.detail,
        "cadence": promise.cadence,
        "due_on": str(promise.due_on) if promise.due_on else None,
        "hours_per_quarter": promise.hours_per_quarter,
    }


def change_responsibility(
    responsibility: Responsibility, values: dict[str, Any], *, actor: Actor
) -> Responsibility:
    """Changes a promise of a draft.

    Raises IllegalMove once it was sent, Responsibility.DoesNotExist for one that was removed.
    """
    row = lock_draft(responsibility.agreement)
    promise = lock(responsibility)
    before = _facts(promise)
    for name, value in values.items():
        setattr(promise, name, value)
    promise.save(update_fields=list(values))
    record_event(actor, "changed a responsibility", row, before=before, after=_facts(promise))
    return promise


def remove_responsibility(
    agreement: Agreement, responsibility_id: UUID, *, actor: Actor
) -> str | None:
    """Takes a promise out of a draft; its words, or None when it was taken out before.

    Raises IllegalMove once the agreement was sent, Responsibility.DoesNotExist for a promise
    that it never had.
    """
    row = lock_draft(agreement)
    known = {"id": str(responsibility_id)}
    found = Responsibility.objects.filter(agreement=row, pk=responsibility_id).first()
    if found is None:
        removed = AuditEvent.objects.filter(object_id=row.pk, verb=REMOVED, before__contains=known)
        if not removed.exists():
            raise Responsibility.DoesNotExist
        return None
    record_event(actor, REMOVED, row, before=_facts(found))
    found.delete()
    return found.text
