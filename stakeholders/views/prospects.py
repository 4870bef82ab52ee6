"""Naming somebody for a seat."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from config.access import requires
from partnerships.selectors.partnerships import partnership_or_404
from partnerships.services.audit import Actor
from stakeholders.forms.fields import add_refusal
from stakeholders.forms.prospects import ProspectForm
from stakeholders.selectors.candidacies import possible_owners
from stakeholders.selectors.organizations import visible_organizations
from stakeholders.services.prospects import add_prospect
from stakeholders.views.pages import board_crumb, posted, workspace

#: What the services call a field, and what the form calls it.
CONTACT_FIELDS = ("title", "email", "phone")


@requires("candidacies.work")
@require_http_methods(["GET", "POST"])
def prospect_add(request: Any, slug: str) -> HttpResponse:
    """An organization of the directory or a new one, for a profile or with a reason."""
    partnership = partnership_or_404(request, slug)
    form = ProspectForm(
        partnership,
        visible_organizations(request.membership),
        possible_owners(partnership),
        posted(request),
        initial={
            "profile": request.GET.get("profile", ""),
            "owner": request.membership.pk,
            "state": request.convener.state,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = add_prospect(partnership, actor=Actor.of_request(request), **form.facts())
        except ValidationError as refusal:
            add_refusal(form, _named_for_form(refusal))
        else:
            messages.success(request, f"{made.organization.name} is named. No contact is made yet.")
            return redirect("stakeholders:candidacy-detail", request.convener.slug, slug, made.pk)
    crumb = board_crumb(request, partnership)
    context = workspace(request, partnership, "recruitment", crumb) | {"form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "stakeholders/prospect_add.html", context, status=status)


def _named_for_form(refusal: ValidationError) -> ValidationError:
    if not hasattr(refusal, "error_dict"):
        return refusal
    named = {
        f"contact_{name}" if name in CONTACT_FIELDS else name: errors
        for name, errors in refusal.error_dict.items()
    }
    return ValidationError(named)
