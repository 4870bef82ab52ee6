"""What a manager does with a round: open, remind, close, discard. One address each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

import metrics.permissions  # noqa: F401  # declares what the views below name
from config.access import requires
from config.state import IllegalMove
from metrics.services.evaluation_rounds import (
    close_round,
    discard_round,
    open_round,
    remind_round,
)
from metrics.views.evaluations import round_or_404
from partnerships.selectors.partnerships import partnership_or_404
from partnerships.services.audit import Actor
from partnerships.services.outreach import OutreachClosed


def _move(request: Any, slug: str, number: int, act: Callable[..., Any]) -> HttpResponse:
    """Does one thing with a round and says what happened; a second press changes nothing."""
    round_ = round_or_404(partnership_or_404(request, slug), number)
    try:
        messages.success(request, act(round_, Actor.of_request(request)))
    except IllegalMove as refusal:
        messages.info(request, f"Nothing changed: {refusal}")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    except OutreachClosed as refusal:
        messages.error(request, f"Not sent. {refusal} Complete the charter first.")
        return redirect("partnerships:charter", request.convener.slug, slug)
    return redirect("metrics:evaluation-round", request.convener.slug, slug, number)


@requires("evaluations.manage")
@require_POST
def evaluation_open(request: Any, slug: str, number: int) -> HttpResponse:
    """Sends the invitations."""

    def act(round_: Any, actor: Actor) -> str:
        open_round(round_, actor=actor)
        return f"{round_.invited} invitations are on their way."

    return _move(request, slug, number, act)


@requires("evaluations.manage")
@require_POST
def evaluation_remind(request: Any, slug: str, number: int) -> HttpResponse:
    """Asks everybody once more who has not answered."""

    def act(round_: Any, actor: Actor) -> str:
        count = remind_round(round_, actor=actor)
        if not count:
            return "Nobody was reminded: everybody has answered, or was reminded today."
        return f"{count} reminders are on their way." if count > 1 else "One reminder goes out."

    return _move(request, slug, number, act)


@requires("evaluations.manage")
@require_POST
def evaluation_close(request: Any, slug: str, number: int) -> HttpResponse:
    """Closes the round and freezes its results."""

    def act(round_: Any, actor: Actor) -> str:
        close_round(round_, actor=actor)
        return "The round is closed. Its results do not change any more."

    return _move(request, slug, number, act)


@requires("evaluations.manage")
@require_POST
def evaluation_discard(request: Any, slug: str, number: int) -> HttpResponse:
    """Drops a draft."""
    round_ = round_or_404(partnership_or_404(request, slug), number)
    try:
        discard_round(round_, actor=Actor.of_request(request))
        messages.success(request, "The draft is discarded. Nobody received anything.")
    except IllegalMove as refusal:
        messages.info(request, f"Nothing changed: {refusal}")
    return redirect("metrics:evaluation-list", request.convener.slug, slug)
