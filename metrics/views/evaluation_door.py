"""The page behind an evaluation's link: ten statements, two texts, confidential."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from metrics.forms.evaluations import EvaluationAnswerForm
from metrics.models import EvaluationInvitation
from metrics.rules.evaluation_cells import MINIMUM
from metrics.rules.evaluation_instrument import INSTRUMENTS
from metrics.services.evaluation_answers import (
    EvaluationClosed,
    answer_evaluation,
    answer_of,
    is_closed,
)
from partnerships.models import LinkPurpose
from partnerships.services.links import OpenedLink
from partnerships.views.doors import door_page, mailed_door


def _context(door: OpenedLink) -> dict[str, Any]:
    invitation = EvaluationInvitation.objects.get(pk=door.subject_id)
    invitation.convener = door.convener
    return door.context | {"invitation": invitation, "minimum": MINIMUM}


def _closed(request: Any, context: dict[str, Any]) -> HttpResponse:
    return render(request, "metrics/evaluation_closed.html", context, status=410)


@require_http_methods(["GET", "POST"])
@mailed_door("an evaluation, opened from its mail", LinkPurpose.EVALUATE)
def evaluation_door(request: Any, door: OpenedLink) -> HttpResponse:
    """GET shows the statements with what was answered before; POST keeps the answer."""
    context = _context(door)
    invitation = context["invitation"]
    if is_closed(invitation):
        return _closed(request, context)
    answered = answer_of(invitation)
    form = EvaluationAnswerForm(
        INSTRUMENTS[invitation.instrument],
        request.POST if request.method == "POST" else None,
        initial=EvaluationAnswerForm.initial_of(answered),
    )
    if form.is_valid():
        try:
            answer_evaluation(invitation, **form.answer)
        except EvaluationClosed:
            return _closed(request, context)
        return redirect("metrics:evaluation-thanks", door.token)
    context["has_answered"] = answered is not None
    return door_page(request, "metrics/evaluation_door.html", context, form)


@require_GET
@mailed_door("the thanks after an evaluation", LinkPurpose.EVALUATE)
def evaluation_thanks(request: Any, door: OpenedLink) -> HttpResponse:
    """When the results come, and how to change the answer."""
    context = _context(door)
    if not context["invitation"].has_answered:
        return redirect("metrics:evaluation-door", door.token)
    return render(request, "metrics/evaluation_thanks.html", context)
