"""What is done about an invitation that is open: sending it again, taking it back.

Owners do so with every invitation, managers with those that hand a duty to an intermediary.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from config.access import requires
from partnerships.models import Invitation
from partnerships.selectors.partnerships import partnership_or_404
from partnerships.services.audit import Actor
from partnerships.services.people import resend_invitation, revoke_invitation


@requires("people.manage")
@require_POST
def invitation_resend(request: Any, invitation_id: Any) -> HttpResponse:
    """Sends an invitation again; the older link closes."""
    _resend(request, get_object_or_404(Invitation, pk=invitation_id))
    return redirect("partnerships:people", request.convener.slug)


@requires("people.manage")
@require_POST
def invitation_revoke(request: Any, invitation_id: Any) -> HttpResponse:
    """Takes an invitation back."""
    _revoke(request, get_object_or_404(Invitation, pk=invitation_id))
    return redirect("partnerships:people", request.convener.slug)


@requires("delegations.manage")
@require_POST
def delegation_invitation_resend(request: Any, slug: str, invitation_id: Any) -> HttpResponse:
    """Sends an intermediary's invitation again; the older link closes."""
    _resend(request, _of_partnership(request, slug, invitation_id))
    return redirect("partnerships:delegation-list", request.convener.slug, slug)


@requires("delegations.manage")
@require_POST
def delegation_invitation_revoke(request: Any, slug: str, invitation_id: Any) -> HttpResponse:
    """Takes an intermediary's invitation back."""
    _revoke(request, _of_partnership(request, slug, invitation_id))
    return redirect("partnerships:delegation-list", request.convener.slug, slug)


def _of_partnership(request: Any, slug: str, invitation_id: Any) -> Invitation:
    partnership = partnership_or_404(request, slug)
    return get_object_or_404(Invitation, pk=invitation_id, partnership=partnership)


def _resend(request: Any, invitation: Invitation) -> None:
    try:
        resend_invitation(invitation, actor=Actor.of_request(request))
    except ValidationError as refusal:
        messages.info(request, f"Nothing changed: {refusal.message}")
    else:
        messages.success(request, f"A fresh invitation to {invitation.email} is on its way.")


def _revoke(request: Any, invitation: Invitation) -> None:
    try:
        revoke_invitation(invitation, actor=Actor.of_request(request))
    except ValidationError as refusal:
        messages.info(request, f"Nothing changed: {refusal.message}")
    else:
        messages.success(request, f"The invitation to {invitation.email} is taken back.")
