"""The charter of a partnership: purpose and protocols."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.access import requires, role_may
from config.state import GuardFailed, IllegalMove
from partnerships.forms.partnerships import CharterForm, OverrideForm
from partnerships.models import PARTS, CharterDocument, DocumentKind, DocumentState
from partnerships.selectors.charter import charter_sections
from partnerships.selectors.partnerships import partnership_or_404, workspace_context
from partnerships.services.audit import Actor
from partnerships.services.charter import approve_document, save_draft
from partnerships.services.outreach import (
    PartnershipClosed,
    outreach_findings,
    override_outreach,
)


@requires("charter.view")
@require_GET
def charter(request: Any, slug: str) -> HttpResponse:
    """Both documents, their newest versions, and whether outreach is open."""
    partnership = partnership_or_404(request, slug)
    documents = CharterDocument.objects.filter(partnership=partnership).select_related(
        "written_by", "approved_by"
    )
    role, goes_on = request.membership.role, not partnership.is_closed
    context = workspace_context(request, partnership, "charter") | {
        "sections": charter_sections(documents),
        "findings": outreach_findings(partnership) if goes_on else [],
        "overrides": partnership.overrides.select_related("decided_by"),
        "may_write": goes_on and role_may(role, "charter.write"),
        "may_approve": goes_on and role_may(role, "charter.approve"),
        "may_override": goes_on and role_may(role, "outreach.override"),
    }
    return render(request, "partnerships/charter.html", context)


@requires("charter.write")
@require_http_methods(["GET", "POST"])
def charter_write(request: Any, slug: str, kind: str) -> HttpResponse:
    """Writing the draft of one document; the first version or the next."""
    partnership = partnership_or_404(request, slug)
    if kind not in DocumentKind:
        raise Http404("No such document.")
    versions = CharterDocument.objects.filter(partnership=partnership, kind=kind)
    newest = versions.order_by("-version").first()
    form = CharterForm(kind, request.POST or None, initial=newest.parts if newest else None)
    form.for_change()
    if request.method == "POST" and form.is_valid():
        try:
            save_draft(partnership, kind, form.cleaned_data, actor=Actor.of_request(request))
        except PartnershipClosed as refusal:
            form.add_error(None, refusal)
        else:
            may_approve = role_may(request.membership.role, "charter.approve")
            who = "You" if may_approve else "A manager or an owner"
            when = "now" if all(form.cleaned_data.values()) else "once every part is written"
            messages.success(request, f"The draft is saved. {who} can approve it {when}.")
            return redirect("partnerships:charter", request.convener.slug, slug)
    is_next = newest is not None and newest.state != DocumentState.DRAFT
    context = workspace_context(request, partnership, "charter") | {
        "form": form,
        "document_name": DocumentKind(kind).label,
        "next_version": newest.version + 1 if newest and is_next else None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "partnerships/charter_write.html", context, status=status)


@requires("charter.view")
@require_GET
def charter_version(request: Any, slug: str, kind: str, version: int) -> HttpResponse:
    """One version as it was written."""
    partnership = partnership_or_404(request, slug)
    document = get_object_or_404(
        CharterDocument.objects.select_related("written_by", "approved_by"),
        partnership=partnership,
        kind=kind,
        version=version,
    )
    parts = [(label, document.parts.get(key, "")) for key, label, _ in PARTS[kind]]
    context = workspace_context(request, partnership, "charter")
    context |= {"document": document, "parts": parts}
    return render(request, "partnerships/charter_version.html", context)


@requires("charter.approve")
@require_POST
def charter_approve(request: Any, slug: str, kind: str, version: int) -> HttpResponse:
    """Approves a draft."""
    partnership = partnership_or_404(request, slug)
    document = get_object_or_404(
        CharterDocument, partnership=partnership, kind=kind, version=version
    )
    try:
        approve_document(document, actor=Actor.of_request(request))
    except GuardFailed as refusal:
        messages.error(request, f"Not approved yet. {' '.join(refusal.findings)}")
    except PartnershipClosed as refusal:
        messages.error(request, f"Not approved. {refusal}")
    except IllegalMove:
        messages.info(request, "Nothing changed: this version is not a draft any more.")
    else:
        messages.success(request, f"{document.get_kind_display()} version {version} is approved.")
    return redirect("partnerships:charter", request.convener.slug, slug)


@requires("outreach.override")
@require_http_methods(["GET", "POST"])
def outreach_override(request: Any, slug: str) -> HttpResponse:
    """A manager's decision to open outreach early, with a reason that is kept."""
    partnership = partnership_or_404(request, slug)
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor, reason = Actor.of_request(request), form.cleaned_data["reason"]
        try:
            override_outreach(partnership, reason=reason, actor=actor, row_id=form.row_id)
        except PartnershipClosed as refusal:
            form.add_error(None, refusal)
        else:
            words = "Outreach is open by your decision. The reason is on record."
            messages.warning(request, words)
            return redirect("partnerships:charter", request.convener.slug, slug)
    context = workspace_context(request, partnership, "charter")
    context |= {"form": form, "findings": outreach_findings(partnership)}
    status = 422 if form.is_bound else 200
    return render(request, "partnerships/outreach_override.html", context, status=status)
