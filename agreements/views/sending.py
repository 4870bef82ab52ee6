"""Preview and send; ask again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from agreements.forms.decisions import SendForm
from agreements.models import AgreementState, Side, Signer
from agreements.rules.content import promises_past, read_content
from agreements.selectors.agreements import agreement_or_404, signer_or_404
from agreements.services.clock import today
from agreements.services.sending import (
    DraftChanged,
    NotReadyToSend,
    current_content,
    missing_to_send,
    preview_hash,
    resend_to_signer,
    send_agreement,
)
from agreements.views.pages import under_agreement
from config.access import requires
from config.state import IllegalMove
from partnerships.services.audit import Actor
from partnerships.services.outreach import OutreachClosed, PartnershipClosed, outreach_findings

USUAL_WAIT = timedelta(days=14)


@requires("agreements.send")
@require_http_methods(["GET", "POST"])
def agreement_send(request: Any, agreement_id: UUID) -> HttpResponse:
    """GET shows what the employer will see and who gets what; POST freezes and sends it."""
    agreement = agreement_or_404(request, agreement_id)
    back = ("agreements:agreement-detail", request.convener.slug, agreement.pk)
    if agreement.state != AgreementState.DRAFT:
        messages.info(request, "Nothing changed: it was sent already.")
        return redirect(*back)
    day = today(request.convener)
    data = request.POST if request.method == "POST" else None
    initial = {"sign_by": day + USUAL_WAIT, "previewed": preview_hash(agreement)}
    form = SendForm(data, today=day, ends_on=agreement.ends_on, initial=initial)
    if form.is_valid():
        try:
            send_agreement(
                agreement,
                sign_by=form.cleaned_data["sign_by"],
                previewed=form.cleaned_data["previewed"],
                actor=Actor.of_request(request),
            )
        except (DraftChanged, NotReadyToSend, OutreachClosed, PartnershipClosed) as refusal:
            form.add_error(None, str(refusal))
        except IllegalMove as refusal:
            messages.info(request, f"Nothing changed: {refusal}")
            return redirect(*back)
        else:
            messages.success(request, "Sent. This page shows each step from here on.")
            return redirect(*back)
    signers = Signer.objects.filter(agreement=agreement).order_by("order")
    content = current_content(agreement)
    context = under_agreement(request, agreement) | {
        "agreement": agreement,
        "form": form,
        "reading": read_content(content),
        "past": promises_past(content, day),
        "partner_signers": [signer for signer in signers if signer.side == Side.PARTNER],
        "our_signer": next(signer for signer in signers if signer.side == Side.CONVENER),
        "missing": missing_to_send(agreement),
        "findings": outreach_findings(agreement.partnership),
    }
    status = 422 if form.is_bound else 200
    return render(request, "agreements/agreement_send.html", context, status=status)


@requires("agreements.send")
@require_POST
def signer_resend(request: Any, agreement_id: UUID, signer_id: UUID) -> HttpResponse:
    """The same mail to the same address again."""
    agreement = agreement_or_404(request, agreement_id)
    signer = signer_or_404(agreement, signer_id)
    try:
        sent = resend_to_signer(signer, actor=Actor.of_request(request))
    except IllegalMove as refusal:
        messages.info(request, f"Nothing changed: {refusal}")
    else:
        words = f"A new mail goes to {signer.email}."
        messages.success(request, words if sent else f"A mail to {signer.email} just went out.")
    return redirect("agreements:agreement-detail", request.convener.slug, agreement.pk)
