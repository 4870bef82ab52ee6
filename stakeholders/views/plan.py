"""What a partnership lacks and whom it looks for: needs and profiles side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from config.access import requires, role_may
from partnerships.selectors.partnerships import partnership_or_404
from partnerships.services.outreach import CLOSED
from stakeholders.models import OPEN_STAGES, Need, NeedStatus, ParticipantProfile
from stakeholders.selectors.seats import seats_of
from stakeholders.views.pages import board_crumb, workspace

LEAD = "First what is missing, then whom to look for, then names."


@requires("recruitment.view")
@require_GET
def recruitment_plan(request: Any, slug: str) -> HttpResponse:
    """Needs with their state, profiles with their seats."""
    partnership = partnership_or_404(request, slug)
    today, goes_on = timezone.localdate(), not partnership.is_closed
    needs = list(Need.objects.filter(partnership=partnership))
    profiles = list(
        ParticipantProfile.objects.filter(partnership=partnership).select_related("need")
    )
    rows = partnership.candidacies.filter(stage__in=OPEN_STAGES)
    seats = seats_of(profiles, rows, today)
    crumb = board_crumb(request, partnership)
    context = workspace(request, partnership, "recruitment", crumb) | {
        "lead": LEAD if goes_on else CLOSED,
        "needs": [
            {
                "need": need,
                "profiles": sum(profile.need_id == need.pk for profile in profiles),
                "is_overdue": need.status == NeedStatus.OPEN
                and need.needed_by is not None
                and need.needed_by < today,
            }
            for need in needs
        ],
        "open_needs": sum(need.status == NeedStatus.OPEN for need in needs),
        "seats": seats,
        "may_plan": goes_on and role_may(request.membership.role, "recruitment.plan"),
        "may_name": bool(seats)
        and goes_on
        and role_may(request.membership.role, "candidacies.work"),
    }
    return render(request, "stakeholders/recruitment_plan.html", context)
