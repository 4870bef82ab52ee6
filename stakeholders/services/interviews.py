"""Scoring the four parts of an interview."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from config.access import role_may
from config.state import IllegalMove
from partnerships.services.audit import Actor, record_event
from partnerships.services.transitions import lock
from stakeholders.models import INTERVIEW_PARTS, INTERVIEW_STAGES, Candidacy, Interview


@transaction.atomic
def score_interview(candidacy: Candidacy, *, actor: Actor, **answers: Any) -> Interview:
    """Saves scores (1–5 or None), notes and the day; may be called again to finish or mend.

    answers: `<part>_score`, `<part>_note` for each of INTERVIEW_PARTS, and conducted_on.
    Raises IllegalMove unless the candidacy is being interviewed or just matched, and
    PermissionDenied.
    """
    row = lock(candidacy)
    if not (actor.membership and role_may(actor.membership.role, "candidacies.work")):
        raise PermissionDenied(f"{actor.label} may not score an interview.")
    if row.stage not in INTERVIEW_STAGES:
        raise IllegalMove("candidacy", row.stage, "score the interview")
    before = _scores(Interview.objects.filter(candidacy=row).first())
    interview, _ = Interview.objects.update_or_create(
        candidacy=row, defaults={**answers, "by": actor.membership}
    )
    after = _scores(interview)
    if before != after:
        record_event(actor, "scored", row, before=before, after=after)
    return interview


def _scores(interview: Interview | None) -> dict[str, int | None]:
    return {label: getattr(interview, f"{key}_score", None) for key, label, _ in INTERVIEW_PARTS}
