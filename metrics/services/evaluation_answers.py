"""What somebody does behind an evaluation's link."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone

from metrics.models import EvaluationAnswer, EvaluationInvitation
from metrics.rules.evaluation_instrument import INSTRUMENTS
from partnerships.services.transitions import lock


class EvaluationClosed(Exception):
    """An answer came after the last day."""


def is_closed(invitation: EvaluationInvitation, now: datetime | None = None) -> bool:
    """Whether the round takes no more answers."""
    zone = ZoneInfo(invitation.convener.time_zone)
    today = (now or timezone.now()).astimezone(zone).date()
    return invitation.is_closed or today > invitation.closes_on


def answer_of(invitation: EvaluationInvitation) -> dict[str, Any] | None:
    """What this person answered so far, `scores` and `comments`; in the link's scope."""
    return (
        EvaluationAnswer.objects.filter(invitation_id=invitation.pk)
        .values("scores", "comments")
        .first()
    )


def answer_evaluation(
    invitation: EvaluationInvitation,
    *,
    scores: dict[str, int | None],
    comments: dict[str, str],
) -> None:
    """Keeps an answer; a later one replaces it until the round closes. In the link's scope.

    No audit event is written: with its time it would tie a name to an answer for ever. Raises
    EvaluationClosed, or ValidationError unless each of the ten items has 1 to 5 or None.
    """
    instrument = INSTRUMENTS[invitation.instrument]
    if set(scores) != {item.key for item in instrument.items}:
        raise ValidationError("Answer each of the ten statements.")
    if any(score not in (None, 1, 2, 3, 4, 5) for score in scores.values()):
        raise ValidationError("Choose one of the answers.")
    row = lock(invitation)
    if is_closed(row):
        raise EvaluationClosed
    kept = EvaluationAnswer.objects.filter(invitation_id=row.pk).update(
        scores=scores, comments=comments
    )
    if not kept:
        EvaluationAnswer.objects.create(
            round_id=row.round_id, invitation_id=row.pk, scores=scores, comments=comments
        )
    EvaluationInvitation.objects.filter(pk=row.pk).update(has_answered=True)
