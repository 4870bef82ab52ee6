"""Promises with dates: made when an agreement completes, marked kept or missed."""

from __future__ import annotations

from agreements.models import COMMITMENTS, Agreement, Commitment, Responsibility
from agreements.rules.dates import due_dates
from agreements.services.clock import today
from config.state import IllegalMove
from partnerships.services.audit import Actor
from partnerships.services.transitions import transition


def create_commitments(agreement: Agreement) -> int:
    """One commitment for every day on which a responsibility falls due (B14); the number."""
    found = [
        Commitment(
            partnership_id=agreement.partnership_id,
            agreement=agreement,
            responsibility=promise,
            side=promise.side,
            text=promise.text,
            detail=promise.detail,
            due_on=due_on,
        )
        for promise in Responsibility.objects.filter(agreement=agreement)
        for due_on in due_dates(
            promise.cadence, promise.due_on, agreement.starts_on, agreement.ends_on
        )
    ]
    return len(Commitment.objects.bulk_create(found))


def mark_commitment(
    commitment: Commitment, verb: str, *, actor: Actor, reason: str = ""
) -> Commitment:
    """Keep, miss or open again (see COMMITMENTS).

    Raises IllegalMove, also for a promise called missed before its day, PermissionDenied.
    """
    if verb == "miss" and commitment.due_on > today(commitment.convener):
        raise IllegalMove("promise", "not due yet", verb)
    marked_on = None if verb == "open_again" else today(commitment.convener)
    return transition(
        COMMITMENTS, commitment, verb, actor, reason=reason, changes={"marked_on": marked_on}
    )
