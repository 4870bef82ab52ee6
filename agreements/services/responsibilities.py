"""The promises of both sides, while the agreement is a draft."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from agreements.models import Agreement, Responsibility
from agreements.services.drafts import lock_draft
from partnerships.services.audit import Actor, record_event

#: More than anybody reads; keeps a form from filling a page without end.
MOST_PER_SIDE = 20


class TooManyResponsibilities(Exception):
    """A side already has as many promises as an agreement may carry."""


def add_responsibility(
    agreement: Agreement, side: str, values: dict[str, Any], *, actor: Actor
) -> Responsibility:
    """Adds a promise. Raises IllegalMove once sent, TooManyResponsibilities past the limit."""
    row = lock_draft(agreement)
    existing = Responsibility.objects.filter(agreement=row, side=side)
    if existing.count() >= MOST_PER_SIDE:
        raise TooManyResponsibilities(f"One side can promise at most {MOST_PER_SIDE} things.")
    last = existing.aggregate(last=Max("order"))["last"] or 0
    made = Responsibility.objects.create(agreement=row, side=side, order=last + 1, **values)
    record_event(actor, "added a responsibility", row, after={"text": made.text, "side": side})
    return made


def change_responsibility(
    responsibility: Responsibility, values: dict[str, Any], *, actor: Actor
) -> Responsibility:
    """Changes a promise of a draft. Raises IllegalMove once it was sent."""
    row = lock_draft(responsibility.agreement)
    before = {"text": responsibility.text}
    for name, value in values.items():
        setattr(responsibility, name, value)
    responsibility.save(update_fields=list(values))
    record_event(
        actor,
        "changed a responsibility",
        row,
        before=before,
        after={"text": responsibility.text},
    )
    return responsibility


def remove_responsibility(responsibility: Responsibility, *, actor: Actor) -> None:
    """Takes a promise out of a draft. Raises IllegalMove once it was sent."""
    row = lock_draft(responsibility.agreement)
    record_event(actor, "removed a responsibility", row, before={"text": responsibility.text})
    responsibility.delete()
