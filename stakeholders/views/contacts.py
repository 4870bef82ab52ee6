"""The people at an organization."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from config.access import requires
from partnerships.services.audit import Actor
from stakeholders.forms.fields import add_refusal
from stakeholders.forms.organizations import ContactForm
from stakeholders.models import Contact, Organization
from stakeholders.services.organizations import change_contact, create_contact
from stakeholders.views.pages import directory_crumbs, posted


@requires("organizations.write")
@require_http_methods(["GET", "POST"])
def contact_create(request: Any, organization_id: UUID) -> HttpResponse:
    """Adds a person; the first one is the primary contact."""
    organization = get_object_or_404(Organization, pk=organization_id)
    first = not organization.contacts.exists()
    form = ContactForm(posted(request), initial={"is_primary": first})
    if request.method == "POST" and form.is_valid():
        try:
            actor = Actor.of_request(request)
            made = create_contact(
                organization, actor=actor, row_id=form.row_id, **form.cleaned_data
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{made.name} is added.")
            return redirect(
                "stakeholders:organization-detail", request.convener.slug, organization.pk
            )
    return _form_page(request, form, organization, None)


@requires("organizations.write")
@require_http_methods(["GET", "POST"])
def contact_change(request: Any, organization_id: UUID, contact_id: UUID) -> HttpResponse:
    """Changes a person's facts."""
    contacts = Contact.objects.select_related("organization")
    contact = get_object_or_404(contacts, pk=contact_id, organization_id=organization_id)
    form = ContactForm.of(contact, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            change_contact(contact, actor=Actor.of_request(request), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Saved.")
            return redirect(
                "stakeholders:organization-detail", request.convener.slug, organization_id
            )
    return _form_page(request, form, contact.organization, contact)


def _form_page(
    request: Any, form: Any, organization: Organization, contact: Contact | None
) -> HttpResponse:
    crumbs = directory_crumbs(request, organization)
    context = {
        "form": form,
        "organization": organization,
        "contact": contact,
        "breadcrumbs": crumbs,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "stakeholders/contact_form.html", context, status=status)
