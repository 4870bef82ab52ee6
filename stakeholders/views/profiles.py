"""Participant profiles of a partnership."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from config.access import requires
from partnerships.models import Partnership
from partnerships.selectors.partnerships import partnership_or_404
from partnerships.services.audit import Actor
from stakeholders.forms.fields import add_refusal
from stakeholders.forms.plan import ProfileForm
from stakeholders.models import ParticipantProfile
from stakeholders.services.plan import change_profile, create_profile
from stakeholders.views.pages import board_crumb, plan_crumb, posted, workspace


@requires("recruitment.plan")
@require_http_methods(["GET", "POST"])
def profile_create(request: Any, slug: str) -> HttpResponse:
    """Describes a seat; `?need=` chooses the need it meets."""
    partnership = partnership_or_404(request, slug)
    form = ProfileForm(partnership, posted(request), initial={"need": request.GET.get("need", "")})
    if request.method == "POST" and form.is_valid():
        try:
            create_profile(partnership, actor=Actor.of_request(request), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The profile is written. Now names may come.")
            return redirect("stakeholders:recruitment-plan", request.convener.slug, slug)
    return _form_page(request, partnership, form, None)


@requires("recruitment.plan")
@require_http_methods(["GET", "POST"])
def profile_change(request: Any, slug: str, profile_id: UUID) -> HttpResponse:
    """Changes a profile."""
    partnership = partnership_or_404(request, slug)
    profiles = ParticipantProfile.objects.select_related("partnership")
    profile = get_object_or_404(profiles, partnership=partnership, pk=profile_id)
    form = ProfileForm.of(profile, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(profile, actor=Actor.of_request(request), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("stakeholders:recruitment-plan", request.convener.slug, slug)
    return _form_page(request, partnership, form, profile)


def _form_page(
    request: Any, partnership: Partnership, form: Any, profile: ParticipantProfile | None
) -> HttpResponse:
    crumbs = board_crumb(request, partnership), plan_crumb(request, partnership)
    context = workspace(request, partnership, "recruitment", *crumbs)
    context |= {"form": form, "profile": profile}
    status = 422 if request.method == "POST" else 200
    return render(request, "stakeholders/profile_form.html", context, status=status)
