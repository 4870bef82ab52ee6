"""Writing an agreement: with whom, for how long, who signs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agreements.forms.drafts import AgreementForm, StartForm
from agreements.models import AgreementState
from agreements.selectors.agreements import agreement_or_404
from agreements.services.drafts import change_draft, create_draft, discard_draft
from agreements.services.templates import available_templates
from agreements.views.pages import NO_DRAFT, under_agreement, under_agreements
from config.access import requires
from config.state import IllegalMove
from partnerships.selectors.partnerships import partnership_or_404
from partnerships.services.audit import Actor
from partnerships.services.outreach import PartnershipClosed
from stakeholders.models import Contact, Organization


@requires("agreements.write")
@require_http_methods(["GET", "POST"])
def agreement_new(request: Any, slug: str) -> HttpResponse:
    """Step one asks with whom and from which template (in the address), step two the rest."""
    partnership = partnership_or_404(request, slug)
    context = under_agreements(request, partnership)
    started = "template" in request.GET or request.method == "POST"
    known = {"organization": request.GET.get("organization", "")}
    start = StartForm(request.GET if started else None, available_templates(), initial=known)
    if not start.is_valid():
        status = 422 if start.is_bound else 200
        context["form"] = start
        return render(request, "agreements/agreement_start.html", context, status=status)
    organization = start.cleaned_data["organization"]
    key = start.cleaned_data["template"]
    data = request.POST if request.method == "POST" else None
    form = AgreementForm(data, initial=_initial(request, organization))
    if form.is_valid():
        values = form.as_input(organization)
        actor = Actor.of_request(request)
        try:
            made = create_draft(partnership, key, values, actor=actor, row_id=form.row_id)
        except PartnershipClosed as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "The draft is saved. Go through both sides’ promises next.")
            return redirect("agreements:agreement-detail", request.convener.slug, made.pk)
    context |= {"form": form, "heading": f"Agreement with {organization.name}"}
    status = 422 if form.is_bound else 200
    return render(request, "agreements/agreement_new.html", context, status=status)


def _initial(request: Any, organization: Organization) -> dict[str, Any]:
    """Who probably signs: their contact who may, and the acting member where that may."""
    contacts = Contact.objects.filter(organization=organization).exclude(email="")
    contact = contacts.order_by("-may_sign", "-is_primary", "name").first()
    return {
        "signer_name": contact.name if contact else "",
        "signer_title": contact.title if contact else "",
        "signer_email": contact.email if contact else "",
        "signatory": request.membership.pk if request.membership.may_sign else None,
    }


@requires("agreements.write")
@require_http_methods(["GET", "POST"])
def agreement_change(request: Any, agreement_id: UUID) -> HttpResponse:
    """Title, term and signers of a draft."""
    agreement = agreement_or_404(request, agreement_id)
    back = reverse("agreements:agreement-detail", args=[request.convener.slug, agreement.pk])
    if request.method == "GET" and agreement.state != AgreementState.DRAFT:
        messages.info(request, "Nothing changed: what was sent is frozen.")
        return redirect(back)
    data = request.POST if request.method == "POST" else None
    form = AgreementForm.of(agreement, data)
    if form.is_valid():
        values = form.as_input(agreement.organization)
        try:
            change_draft(agreement, values, actor=Actor.of_request(request))
        except IllegalMove:
            form.refuse_late(NO_DRAFT)
        else:
            messages.success(request, "The draft is changed.")
            return redirect(back)
    context = under_agreement(request, agreement)
    context |= {"form": form, "agreement": agreement, "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "agreements/agreement_change.html", context, status=status)


@requires("agreements.write")
@require_POST
def agreement_discard(request: Any, agreement_id: UUID) -> HttpResponse:
    """Puts a draft away."""
    agreement = agreement_or_404(request, agreement_id)
    try:
        discard_draft(agreement, actor=Actor.of_request(request))
    except IllegalMove as refusal:
        messages.info(request, f"Nothing changed: {refusal}")
    else:
        messages.success(request, "The draft is put away. Nobody outside ever saw it.")
    slug = agreement.partnership.slug
    return redirect("agreements:partnership-agreements", request.convener.slug, slug)
