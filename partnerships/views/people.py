"""Settings, and people: who is who, inviting, changing and ending."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from config.access import requires, role_may
from partnerships.forms.people import InvitationForm, MembershipEndForm, MembershipForm
from partnerships.models import Invitation, Membership, Role
from partnerships.registries import settings_links
from partnerships.selectors.partnerships import settings_crumbs
from partnerships.services.audit import Actor
from partnerships.services.handovers import held_by, successors_of
from partnerships.services.people import (
    active_owners,
    change_role,
    check_owner_stays,
    end_membership,
    invite_person,
)


@requires("people.view")
@require_GET
def settings_index(request: Any) -> HttpResponse:
    """Where a convener is set up; only what the member may open."""
    links = [
        link
        for link in sorted(settings_links, key=lambda link: link.order)
        if role_may(request.membership.role, link.permission) and link.shown(request.convener)
    ]
    return render(request, "partnerships/settings_index.html", {"links": links})


@requires("people.view")
@require_GET
def people(request: Any) -> HttpResponse:
    """Who is who at this convener, and who is invited."""
    context = {
        "members": Membership.objects.filter(is_active=True).order_by("name"),
        "invitations": Invitation.objects.filter(accepted_at=None, revoked_at=None)
        .select_related("partnership")
        .order_by("-created_at"),
        "may_manage": role_may(request.membership.role, "people.manage"),
        "settings_crumbs": settings_crumbs(request),
    }
    return render(request, "partnerships/people.html", context)


@requires("people.manage")
@require_http_methods(["GET", "POST"])
def person_invite(request: Any) -> HttpResponse:
    """Invites a person by mail."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = invite_person(actor=Actor.of_request(request), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"The invitation to {made.email} is on its way.")
            return redirect("partnerships:people", request.convener.slug)
    status = 422 if form.is_bound else 200
    return render(request, "partnerships/person_invite.html", {"form": form}, status=status)


@requires("people.manage")
@require_http_methods(["GET", "POST"])
def person_change(request: Any, membership_id: Any) -> HttpResponse:
    """Changes what a member may do."""
    members = Membership.objects.filter(is_active=True).exclude(role=Role.INTERMEDIARY)
    member = get_object_or_404(members, pk=membership_id)
    form = MembershipForm.of(member, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_role(member, actor=Actor.of_request(request), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("role", refusal)
        else:
            messages.success(request, f"{member.name} is saved.")
            return redirect("partnerships:people", request.convener.slug)
    context = {"form": form, "member": member}
    status = 422 if form.is_bound else 200
    return render(request, "partnerships/person_change.html", context, status=status)


@requires("people.manage")
@require_http_methods(["GET", "POST"])
def person_end(request: Any, membership_id: Any) -> HttpResponse:
    """GET says what the member has in hand and asks who takes over; POST closes their way in."""
    member = get_object_or_404(Membership, pk=membership_id)
    try:
        check_owner_stays(member, active_owners())
    except ValidationError as refusal:
        messages.error(request, refusal.message)
        return redirect("partnerships:people", request.convener.slug)
    held = held_by(member)
    if not (member.is_active or held):
        messages.info(request, f"Nothing changed: {member.name} left before.")
        return redirect("partnerships:people", request.convener.slug)
    form = MembershipEndForm(
        request.POST if request.method == "POST" else None,
        successors=successors_of(member) if held else None,
        initial={"successor": request.membership.pk},
    )
    if form.is_valid():
        try:
            ended = end_membership(member, actor=Actor.of_request(request), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None if "successor" not in form.fields else "successor", refusal)
        else:
            left = "has no way in any more. The history stays." if ended else "left before."
            messages.success(request, f"{member.name} {left}")
            return redirect("partnerships:people", request.convener.slug)
    context = {"form": form, "member": member, "held": held}
    status = 422 if form.is_bound else 200
    return render(request, "partnerships/person_end.html", context, status=status)
