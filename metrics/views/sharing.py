"""What is shared with which state agency: spelled out, agreed to, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

import partnerships.permissions  # noqa: F401  # declares what the views below name
from config.access import requires, role_may
from metrics.selectors.sharing import (
    WILL_NOT_SEE,
    WILL_SEE,
    agencies_for,
    ended_grants,
    open_grants,
)
from metrics.selectors.sharing_preview import sharing_preview
from metrics.selectors.wording import hidden_rule
from metrics.services.sharing import AlreadyShared, NotShared, grant_sharing, revoke_sharing
from partnerships.models import SharingGrant
from partnerships.selectors.partnerships import settings_crumbs
from partnerships.services.audit import Actor


@requires("sharing.view")
@require_GET
def sharing(request: Any) -> HttpResponse:
    """With whom, what, since when."""
    grants = open_grants()
    shared = {grant.agency_id for grant in grants}
    context = {
        "settings_crumbs": settings_crumbs(request),
        "grants": grants,
        "ended": ended_grants(),
        "agencies": [one for one in agencies_for(request.convener) if one.id not in shared],
        "will_see": WILL_SEE,
        "will_not_see": WILL_NOT_SEE,
        "hidden_rule": hidden_rule(request.convener.suppression_threshold),
        "may_manage": role_may(request.membership.role, "sharing.manage"),
    }
    return render(request, "metrics/sharing.html", context)


@requires("sharing.manage")
@require_http_methods(["GET", "POST"])
def sharing_grant(request: Any, agency_id: Any) -> HttpResponse:
    """Says what the agency will see, then shares."""
    agency = next((one for one in agencies_for(request.convener) if one.id == agency_id), None)
    if agency is None:
        raise Http404("No such agency.")
    if request.method == "POST":
        try:
            grant_sharing(request.convener, agency, actor=Actor.of_request(request))
        except AlreadyShared:
            messages.info(request, f"Nothing changed: {agency.name} sees your figures already.")
        else:
            messages.success(request, f"{agency.name} now sees what is listed here.")
        return redirect("metrics:sharing", request.convener.slug)
    context = {
        "settings_crumbs": settings_crumbs(request),
        "agency": agency,
        "preview": sharing_preview(request.convener),
        "will_see": WILL_SEE,
        "will_not_see": WILL_NOT_SEE,
        "hidden_rule": hidden_rule(request.convener.suppression_threshold),
    }
    return render(request, "metrics/sharing_grant.html", context)


@requires("sharing.manage")
@require_http_methods(["GET", "POST"])
def sharing_revoke(request: Any, grant_id: Any) -> HttpResponse:
    """Says what ends, then ends it."""
    grant = get_object_or_404(SharingGrant, pk=grant_id)
    back = reverse("metrics:sharing", args=[request.convener.slug])
    if request.method == "POST":
        try:
            revoke_sharing(grant, actor=Actor.of_request(request))
        except NotShared:
            messages.info(request, "Nothing changed: this was ended before.")
        else:
            messages.success(request, f"{grant.agency_name} sees nothing of yours any more.")
        return redirect(back)
    context = {
        "heading": f"Stop sharing with {grant.agency_name}?",
        "sentence": "Their page loses your regions at once. You can share again at any time.",
        "consequences": [
            "Every copy made for them is deleted, in the same moment.",
            "Reports and files that they made before stay with them.",
        ],
        "button": "Stop sharing",
        "action_url": request.path,
        "cancel_url": back,
        "style": "danger",
    }
    return render(request, "confirm.html", context)
