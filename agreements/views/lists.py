"""Every agreement by what it waits for, and one partnership's agreements and promises."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agreements.forms.filters import AgreementFilter, CommitmentFilter
from agreements.models import AgreementState
from agreements.selectors.agreements import agreement_row, visible_agreements, with_waiting
from agreements.selectors.commitments import visible_commitments
from agreements.services.clock import today
from agreements.views.pages import under_agreements
from config.access import requires, role_may
from partnerships.models import Phase
from partnerships.selectors.memberships import visible_partnerships
from partnerships.selectors.partnerships import partnership_or_404, workspace_context

PAGE = 25


def _listing(request: Any, found: Any) -> dict[str, Any]:
    form = AgreementFilter(request.GET)
    matching = form.apply(with_waiting(found).defer("content", "clauses"))
    page = Paginator(matching, PAGE).get_page(request.GET.get("page"))
    day = today(request.convener)
    return {
        "form": form,
        "page": page,
        "rows": [agreement_row(agreement, day) for agreement in page.object_list],
        "is_filtered": bool(request.GET.get("q") or request.GET.get("waits")),
        "may_write": role_may(request.membership.role, "agreements.write"),
    }


@requires("agreements.view")
@require_GET
def agreement_list(request: Any) -> HttpResponse:
    """Every agreement that the member may see."""
    context = _listing(request, visible_agreements(request.membership))
    waiting = visible_agreements(request.membership).filter(state=AgreementState.PARTNER_SIGNED)
    context["waiting_for_us"] = waiting.count()
    going_on = visible_partnerships(request.membership).exclude(phase=Phase.CLOSED)
    context["partnerships"] = going_on.order_by("name")[:50]
    return render(request, "agreements/agreement_list.html", context)


@requires("agreements.view")
@require_GET
def partnership_agreements(request: Any, slug: str) -> HttpResponse:
    """The agreements section of one partnership."""
    partnership = partnership_or_404(request, slug)
    found = visible_agreements(request.membership).filter(partnership=partnership)
    context = workspace_context(request, partnership, "agreements") | _listing(request, found)
    context["may_write"] = context["may_write"] and not partnership.is_closed
    return render(request, "agreements/partnership_agreements.html", context)


@requires("agreements.view")
@require_GET
def commitment_list(request: Any, slug: str) -> HttpResponse:
    """Both sides' promises in one partnership, next due first."""
    partnership = partnership_or_404(request, slug)
    form = CommitmentFilter(request.GET)
    found = visible_commitments(request.membership).filter(partnership=partnership)
    page = Paginator(form.apply(found), PAGE).get_page(request.GET.get("page"))
    context = under_agreements(request, partnership) | {
        "form": form,
        "page": page,
        "commitments": page.object_list,
        "today": today(request.convener),
        "may_mark": role_may(request.membership.role, "commitments.mark"),
        "is_filtered": bool(request.GET.get("side") or request.GET.get("state")),
    }
    return render(request, "agreements/commitment_list.html", context)
