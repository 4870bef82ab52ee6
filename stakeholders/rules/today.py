"""What this app puts on Today: candidacies that wait too long, and needs past their day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from config.access import role_may
from partnerships.models import Phase
from partnerships.registries import Harm, QueueItem
from partnerships.selectors.memberships import visible_partnerships
from stakeholders.models import STAGE_LIMIT, UNDER_WAY, Candidacy, Need, NeedStatus, Stage

#: What the next step is called, by stage.
NEXT_STEPS = {
    Stage.IDENTIFIED: ("Make first contact with", "Contact them"),
    Stage.CONTACTED: ("Interview", "Start the interview"),
    Stage.INTERVIEWING: ("Decide on the fit of", "Score interview"),
    Stage.MATCHED: ("Invite", "Decide"),
    Stage.INVITED: ("Get the agreement signed with", "See where it is"),
}


def candidacies_past_limit(request: Any, today: date) -> list[QueueItem]:
    """Candidacies that wait in one stage for longer than our own limit."""
    if not role_may(request.membership.role, "candidacies.work"):
        return []
    rows = Candidacy.objects.filter(
        partnership__in=_open_partnerships(request),
        stage__in=UNDER_WAY,
        stage_since__lt=timezone.now() - STAGE_LIMIT - timedelta(days=1),
    ).select_related("organization", "partnership", "profile")
    return [_candidacy_item(request.convener.slug, row) for row in rows]


def _candidacy_item(convener_slug: str, row: Candidacy) -> QueueItem:
    url = reverse(
        "stakeholders:candidacy-detail", args=[convener_slug, row.partnership.slug, row.pk]
    )
    verb, button = NEXT_STEPS[Stage(row.stage)]
    return QueueItem(
        harm=Harm.AT_RISK,
        title=f"{verb} {row.organization.name}",
        url=url,
        reason=f"{row.get_stage_display()} for {row.days_in_stage} days.",
        fact=f"{row.partnership.name}." if row.owner_id else "It has no owner.",
        button=button,
        button_url=url,
        due_on=row.limit_on,
        owner_id=row.owner_id,
    )


def needs_overdue(request: Any, today: date) -> list[QueueItem]:
    """Needs that are open after the day by which the work needed them."""
    if not role_may(request.membership.role, "recruitment.plan"):
        return []
    rows = Need.objects.filter(
        partnership__in=_open_partnerships(request), status=NeedStatus.OPEN, needed_by__lt=today
    ).select_related("partnership")
    return [_need_item(request.convener.slug, need) for need in rows]


def _need_item(convener_slug: str, need: Need) -> QueueItem:
    url = reverse("stakeholders:recruitment-plan", args=[convener_slug, need.partnership.slug])
    short = need.description if len(need.description) <= 60 else need.description[:59] + "…"
    return QueueItem(
        harm=Harm.AT_RISK,
        title=f"Find: {short}",
        url=url,
        reason="A need is not met.",
        fact=f"{need.partnership.name}.",
        button="See the need",
        button_url=url,
        due_on=need.needed_by,
        owner_id=need.partnership.leader_id,
    )


def _open_partnerships(request: Any) -> Any:
    return visible_partnerships(request.membership).exclude(phase=Phase.CLOSED)
