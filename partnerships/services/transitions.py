"""One way to move an object along its state table."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model

from config.access import role_may
from config.state import GuardFailed, StateMachine
from partnerships.services.audit import Actor, record_event


def lock[M: Model](subject: M) -> M:
    """Re-reads a row under a lock, so that two who act at once act one after the other.

    Keys never change, so rows that point here may be written meanwhile. Who locks a membership
    and something else locks the membership first; a partnership comes before what belongs to it.
    """
    rows = type(subject)._base_manager.select_for_update(of=("self",), no_key=True)
    found: M = rows.get(pk=subject.pk)
    return found


def transition[M: Model](
    machine: StateMachine,
    subject: M,
    verb: str,
    actor: Actor,
    *,
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> M:
    """Locks the row, checks the table, saves the new state and writes the audit event.

    changes: further fields saved with the state. Returns the locked, saved row.
    Raises IllegalMove (the table does not allow it: also the second of two identical requests),
    PermissionDenied, or GuardFailed with the findings.
    """
    row = lock(subject)
    state = getattr(row, machine.column)
    move = machine.find(state, verb)
    if move.permission and not (
        actor.membership and role_may(actor.membership.role, move.permission)
    ):
        raise PermissionDenied(f"{actor.label} may not {verb} this {machine.name}.")
    findings = [finding for guard in move.guards for finding in guard(row)]
    if findings:
        raise GuardFailed(findings)
    setattr(row, machine.column, str(move.target))
    for name, value in (changes or {}).items():
        setattr(row, name, value)
    row.save(update_fields=[machine.column, *(changes or {})])
    record_event(
        actor,
        verb,
        row,
        before={machine.column: str(state)},
        after={machine.column: str(move.target)},
        reason=reason,
    )
    return row
