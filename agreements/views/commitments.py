"""What became of a promise."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from agreements.models import COMMITMENTS
from agreements.selectors.commitments import visible_commitments
from agreements.services.commitments import mark_commitment
from config.access import requires
from config.state import IllegalMove
from partnerships.services.audit import Actor

WORDS = {"keep": "kept", "miss": "missed", "open_again": "open again"}


@requires("commitments.mark")
@require_POST
def commitment_mark(request: Any, commitment_id: UUID, verb: str) -> HttpResponse:
    """Kept, missed or open again."""
    found = visible_commitments(request.membership)
    commitment = get_object_or_404(found, pk=commitment_id)
    if verb not in {move.verb for move in COMMITMENTS.moves}:
        raise Http404("No such verb.")
    try:
        mark_commitment(commitment, verb, actor=Actor.of_request(request))
    except IllegalMove as refusal:
        messages.info(request, f"Nothing changed: {refusal}")
    else:
        messages.success(request, f"“{commitment.text}” is marked as {WORDS[verb]}.")
    args = [request.convener.slug, commitment.agreement_id]
    return redirect(reverse("agreements:agreement-detail", args=args) + "#promises")
