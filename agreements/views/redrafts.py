"""A new version: of what is out, and of what came to nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from agreements.forms.decisions import ReasonForm
from agreements.models import Agreement, AgreementQuestion, QuestionKind
from agreements.selectors.agreements import agreement_or_404, moved_words
from agreements.services.redrafts import copy_as_draft, take_back_to_change
from agreements.views.pages import under_agreement
from config.access import requires
from config.state import IllegalMove
from partnerships.services.audit import Actor
from partnerships.services.outreach import PartnershipClosed
from partnerships.views.late import came_late


@requires("agreements.void")
@require_http_methods(["GET", "POST"])
def agreement_redraft(request: Any, agreement_id: UUID) -> HttpResponse:
    """Takes back what is out and goes on in a draft of the same words."""
    agreement = agreement_or_404(request, agreement_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actor = Actor.of_request(request)
        try:
            made = take_back_to_change(agreement, reason=form.cleaned_data["reason"], actor=actor)
        except IllegalMove:
            if not came_late(request, form, agreement, moved_words(agreement)):
                return redirect("agreements:agreement-detail", request.convener.slug, agreement.pk)
        except PartnershipClosed as refusal:
            form.add_error(None, refusal)
        else:
            words = "Taken back; those who were asked are told. Change the copy now."
            messages.success(request, words)
            return redirect("agreements:agreement-detail", request.convener.slug, made.pk)
    suggested = _suggested(agreement)
    context = under_agreement(request, agreement) | {
        "agreement": agreement,
        "form": form,
        "said": suggested.text if suggested else "",
        "said_by": f"{suggested.signer.name} asked or suggested:" if suggested else "",
        "heading": "Take back and change",
        "sentence": "This version stops: its link closes, and signatures on it have no effect. "
        "Everybody who was asked reads your reason and that a new version comes. You go on in a "
        "draft with the same words, promises and signers.",
        "button": "Take back and change",
    }
    status = 422 if form.is_bound else 200
    return render(request, "agreements/decision.html", context, status=status)


def _suggested(agreement: Agreement) -> AgreementQuestion | None:
    """What a signer asked or suggested last, for whoever writes the reason."""
    asked = AgreementQuestion.objects.filter(agreement=agreement, kind=QuestionKind.QUESTION)
    return asked.select_related("signer").order_by("-created_at").first()


@requires("agreements.write")
@require_POST
def agreement_again(request: Any, agreement_id: UUID) -> HttpResponse:
    """A draft copied from an agreement that came to nothing."""
    agreement = agreement_or_404(request, agreement_id)
    try:
        made = copy_as_draft(agreement, actor=Actor.of_request(request))
    except IllegalMove as refusal:
        messages.info(request, f"Nothing changed: {refusal}")
        return redirect("agreements:agreement-detail", request.convener.slug, agreement.pk)
    except PartnershipClosed as refusal:
        messages.error(request, str(refusal))
        return redirect("agreements:agreement-detail", request.convener.slug, agreement.pk)
    messages.success(request, "A draft with the same words. Go through the term and the promises.")
    return redirect("agreements:agreement-detail", request.convener.slug, made.pk)
