"""The directory of organizations."""

from __future__ import annotations

import csv
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from config.access import requires, role_may
from partnerships.services.audit import Actor
from stakeholders.forms.fields import add_refusal
from stakeholders.forms.filters import OrganizationFilter
from stakeholders.forms.organizations import OrganizationForm
from stakeholders.models import Candidacy, Organization
from stakeholders.selectors.organizations import (
    INDUSTRIES,
    export_rows,
    harmless_cell,
    visible_organizations,
    with_people,
)
from stakeholders.services.organizations import change_organization, create_organization
from stakeholders.views.pages import directory_crumbs, posted

PAGE = 25


@requires("organizations.view")
@require_GET
def organization_list(request: Any) -> HttpResponse:
    """Organizations with their sector, contact and tables; filters live in the address."""
    form = OrganizationFilter(request.GET)
    found = with_people(form.apply(visible_organizations(request.membership)))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "may_write": role_may(request.membership.role, "organizations.write"),
    }
    return render(request, "stakeholders/organization_list.html", context)


@requires("organizations.view")
@require_GET
def organization_export(request: Any) -> HttpResponse:
    """The organizations that the list shows under the same filters, all pages, as CSV."""
    form = OrganizationFilter(request.GET)
    rows = export_rows(form.apply(visible_organizations(request.membership)))
    name = f"organizations-{request.convener.slug}-{timezone.localdate().isoformat()}.csv"
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    response.write("\ufeff")  # without it spreadsheets read accents wrongly
    csv.writer(response).writerows([harmless_cell(cell) for cell in row] for row in rows)
    return response


@requires("organizations.write")
@require_http_methods(["GET", "POST"])
def organization_create(request: Any) -> HttpResponse:
    """Adds an organization to the directory."""
    form = OrganizationForm(posted(request), initial={"state": request.convener.state})
    if request.method == "POST" and form.is_valid():
        try:
            made = create_organization(actor=Actor.of_request(request), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{made.name} is in the directory. Who do we talk to there?")
            return redirect("stakeholders:organization-detail", request.convener.slug, made.pk)
    return _form_page(request, form, None)


@requires("organizations.view")
@require_GET
def organization_detail(request: Any, organization_id: UUID) -> HttpResponse:
    """One organization: what it wants, its people, and the tables it is at."""
    organization = get_object_or_404(Organization, pk=organization_id)
    context = {
        "breadcrumbs": directory_crumbs(request),
        "organization": organization,
        "lead": ", ".join(filter(None, [organization.get_sector_display(), organization.place])),
        "industry": INDUSTRIES.get(organization.naics_sector, ""),
        "contacts": organization.contacts.all(),
        "candidacies": Candidacy.objects.filter(organization=organization)
        .select_related("partnership", "profile", "owner")
        .order_by("partnership__name", "-stage_since"),
        "may_write": role_may(request.membership.role, "organizations.write"),
    }
    return render(request, "stakeholders/organization_detail.html", context)


@requires("organizations.write")
@require_http_methods(["GET", "POST"])
def organization_change(request: Any, organization_id: UUID) -> HttpResponse:
    """Changes an organization's facts."""
    organization = get_object_or_404(Organization, pk=organization_id)
    form = OrganizationForm.of(organization, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            change_organization(organization, actor=Actor.of_request(request), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Saved.")
            return redirect(
                "stakeholders:organization-detail", request.convener.slug, organization.pk
            )
    return _form_page(request, form, organization)


def _form_page(request: Any, form: Any, organization: Organization | None) -> HttpResponse:
    crumbs = directory_crumbs(request, organization)
    context = {"form": form, "organization": organization, "breadcrumbs": crumbs}
    status = 422 if request.method == "POST" else 200
    return render(request, "stakeholders/organization_form.html", context, status=status)
