"""The page behind an evaluation's link: ten statements, two texts, confidential."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from config.access import open_door
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
from partnerships.services.links import LinkClosed, OpenedLink, opened_link
from partnerships.views.doors import closed_door, no_store


def _context(door: OpenedLink, token: str) -> dict[str, Any]:
    invitation = EvaluationInvitation.objects.get(pk=door.subject_id)
    invitation.convener = door.convener
    return {
        "convener": door.convener,
        "sample_data": door.convener.is_sample,
        "token": token,
        "invitation": invitation,
        "minimum": MINIMUM,
    }


def _closed(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return no_store(render(request, "metrics/evaluation_closed.html", context, status=410))


@open_door("an evaluation, opened from its mail")
@never_cache
@require_http_methods(["GET", "POST"])
def evaluation_door(request: Any, token: str) -> HttpResponse:
    """GET shows the statements with what was answered before; POST keeps the answer."""
    request.user.is_authenticated  # noqa: B018  # loads session and user before the role changes
    try:
        with opened_link(token, LinkPurpose.EVALUATE) as door:
            context = _context(door, token)
            invitation = context["invitation"]
            if is_closed(invitation):
                return _closed(request, context)
            answered = answer_of(invitation)
            form = EvaluationAnswerForm(
                INSTRUMENTS[invitation.instrument],
                request.POST if request.method == "POST" else None,
                initial=EvaluationAnswerForm.initial_of(answered),
            )
            if form.is_bound and form.is_valid():
                try:
                    answer_evaluation(invitation, **form.answer)
                except EvaluationClosed:
                    return _closed(request, context)
                return no_store(redirect("metrics:evaluation-thanks", token))
            context |= {"form": form, "has_answered": answered is not None}
            status = 422 if form.is_bound else 200
            return no_store(render(request, "metrics/evaluation_door.html", context, status=status))
    except LinkClosed as closed:
        return closed_door(request, token, closed.found)


@open_door("the thanks after an evaluation")
@never_cache
@require_GET
def evaluation_thanks(request: Any, token: str) -> HttpResponse:
    """When the results come, and how to change the answer."""
    request.user.is_authenticated  # noqa: B018  # loads session and user before the role changes
    try:
        with opened_link(token, LinkPurpose.EVALUATE) as door:
            context = _context(door, token)
            if not context["invitation"].has_answered:
                return no_store(redirect("metrics:evaluation-door", token))
            return no_store(render(request, "metrics/evaluation_thanks.html", context))
    except LinkClosed as closed:
        return closed_door(request, token, closed.found)
