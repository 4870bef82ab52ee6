"""The recruitment board of a partnership, and who is at its table."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from config.access import requires, role_may
from partnerships.models import CharterDocument, DocumentState
from partnerships.selectors.partnerships import partnership_or_404
from partnerships.services.outreach import outreach_findings
from stakeholders.models import Stage
from stakeholders.selectors.board import board_of
from stakeholders.selectors.partners import partners_of
from stakeholders.views.pages import board_crumb, workspace


@requires("recruitment.view")
@require_GET
def recruitment_board(request: Any, slug: str) -> HttpResponse:
    """Seats, the gate and every candidacy in its column; filters live in the address."""
    partnership = partnership_or_404(request, slug)
    goes_on = not partnership.is_closed
    context = workspace(request, partnership) | {
        "board": board_of(partnership, request.GET, timezone.localdate()),
        "gate": outreach_findings(partnership) if goes_on else [],
        "approved": CharterDocument.objects.filter(
            partnership=partnership, state=DocumentState.APPROVED
        ).order_by("-kind"),
        "may_plan": goes_on and role_may(request.membership.role, "recruitment.plan"),
        "may_work": goes_on and role_may(request.membership.role, "candidacies.work"),
    }
    return render(request, "stakeholders/recruitment_board.html", context)


@requires("recruitment.view")
@require_GET
def closed_list(request: Any, slug: str) -> HttpResponse:
    """Candidacies that were closed without blame, and when to look again."""
    partnership = partnership_or_404(request, slug)
    crumb = board_crumb(request, partnership)
    context = workspace(request, partnership, "recruitment", crumb) | {
        "rows": partnership.candidacies.filter(stage=Stage.CLOSED)
        .select_related("organization", "profile", "owner")
        .order_by("-stage_since"),
    }
    return render(request, "stakeholders/closed_list.html", context)


@requires("partners.view")
@require_GET
def partner_list(request: Any, slug: str) -> HttpResponse:
    """Organizations that are invited or committed, their contact and their goal; `?goal=none`
    leaves those who have not stated one."""
    partnership = partnership_or_404(request, slug)
    rows = list(partners_of(partnership))
    silent = {row.organization_id for row in rows if not row.organization.stated_goal}
    only_silent = request.GET.get("goal") == "none"
    committed = sum(row.stage == Stage.COMMITTED for row in rows)
    count = "1 partner" if len(rows) == 1 else f"{len(rows)} partners"
    lead = f"{count}; {committed} committed."
    context = workspace(request, partnership, "partners") | {
        "rows": rows,
        "shown": [row for row in rows if row.organization_id in silent] if only_silent else rows,
        "only_silent": only_silent,
        "lead": lead if rows else "Nobody is invited yet.",
        "silent": len(silent),
        "sees_directory": role_may(request.membership.role, "organizations.view"),
    }
    return render(request, "stakeholders/partner_list.html", context)
