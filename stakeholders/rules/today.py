"""What this app puts on Today: candidacies that wait too long, and needs past their day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from partnerships.registries import Harm, QueueItem
from stakeholders.models import Stage, days_since, limit_of
from stakeholders.selectors.today import waiting_rows

#: What the next step is called, by stage.
NEXT_STEPS = {
    Stage.IDENTIFIED: ("Make first contact with", "Contact them"),
    Stage.CONTACTED: ("Interview", "Start the interview"),
    Stage.INTERVIEWING: ("Decide on the fit of", "Score interview"),
    Stage.MATCHED: ("Invite", "Decide"),
    Stage.INVITED: ("Follow up on the agreement with", "See where it is"),
}


def recruitment_items(request: Any, today: date) -> list[QueueItem]:
    """Candidacies that wait in one stage for longer than our own limit; needs past their day."""
    draw = {"candidacy": _candidacy_item, "need": _need_item}
    return [
        draw[row.what](request.convener.slug, row)
        for row in waiting_rows(request.membership, today)
    ]


def _candidacy_item(convener_slug: str, row: Any) -> QueueItem:
    address = [convener_slug, row.slug, row.id]
    url = reverse("stakeholders:candidacy-detail", args=address)
    stage = Stage(row.stage)
    verb, button = NEXT_STEPS[stage]
    is_interviewing = stage == Stage.INTERVIEWING
    form = reverse("stakeholders:interview-score", args=address) if is_interviewing else ""
    return QueueItem(
        harm=Harm.AT_RISK,
        title=f"{verb} {row.words}",
        url=url,
        reason=f"{stage.label} for {days_since(row.since)} days.",
        fact=f"{row.partnership}." if row.owner_id else "It has no owner.",
        button=button,
        button_url=form or f"{url}#next",
        due_on=limit_of(row.since),
        owner_id=row.owner_id,
    )


def _need_item(convener_slug: str, row: Any) -> QueueItem:
    url = reverse("stakeholders:recruitment-plan", args=[convener_slug, row.slug])
    short = row.words if len(row.words) <= 60 else row.words[:59] + "…"
    return QueueItem(
        harm=Harm.AT_RISK,
        title=f"Find: {short}",
        url=url,
        reason="A need is not met.",
        fact=f"{row.partnership}.",
        button="See the need",
        button_url=url,
        due_on=row.needed_by,
        owner_id=row.owner_id,
    )
