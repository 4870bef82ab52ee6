"""Handing recruitment in one partnership to a person of another organization."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.access import requires
from partnerships.forms.people import DelegationForm
from partnerships.models import Delegation, Invitation
from partnerships.selectors.partnerships import partnership_or_404, workspace_context
from partnerships.services.audit import Actor
from partnerships.services.delegations import delegate_recruitment
from partnerships.services.people import end_delegation


@requires("delegations.manage")
@require_GET
def delegation_list(request: Any, slug: str) -> HttpResponse:
    """Who holds a duty here, who is invited, who held one."""
    partnership = partnership_or_404(request, slug)
    rows = partnership.delegations.select_related("membership").order_by("-created_at")
    context = workspace_context(request, partnership, "overview") | {
        "current": [row for row in rows if row.ended_at is None],
        "ended": [row for row in rows if row.ended_at],
        "invitations": Invitation.objects.filter(
            partnership=partnership, accepted_at=None, revoked_at=None
        ),
    }
    return render(request, "partnerships/delegation_list.html", context)


@requires("delegations.manage")
@require_http_methods(["GET", "POST"])
def delegation_create(request: Any, slug: str) -> HttpResponse:
    """Hands the duty to an intermediary of ours, or invites one; then it begins with accepting."""
    partnership = partnership_or_404(request, slug)
    form = DelegationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = delegate_recruitment(
                partnership, actor=Actor.of_request(request), **form.cleaned_data
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _what_comes(made))
            return redirect("partnerships:delegation-list", request.convener.slug, slug)
    context = workspace_context(request, partnership, "overview") | {"form": form}
    status = 422 if form.is_bound else 200
    return render(request, "partnerships/delegation_create.html", context, status=status)


def _what_comes(made: Delegation | Invitation) -> str:
    if isinstance(made, Invitation):
        return f"The invitation to {made.email} is on its way."
    member, partnership = made.membership, made.partnership
    return f"{member.name} recruits for {partnership.name} from now on. A mail says so."


@requires("delegations.manage")
@require_POST
def delegation_end(request: Any, slug: str, delegation_id: Any) -> HttpResponse:
    """Takes the duty back."""
    partnership = partnership_or_404(request, slug)
    delegation = get_object_or_404(Delegation, pk=delegation_id, partnership=partnership)
    end_delegation(delegation, actor=Actor.of_request(request))
    messages.success(request, "The duty is back with us. What was done stays.")
    return redirect("partnerships:delegation-list", request.convener.slug, slug)
