"""What a manager does with a round: open, remind, close, discard. One address each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

import metrics.permissions  # noqa: F401  # declares what the views below name
from config.access import requires
from config.state import IllegalMove
from metrics.models import RoundState
from metrics.rules.evaluation_reach import held_words
from metrics.selectors.evaluation_reminders import reminders_of
from metrics.selectors.evaluations import closing_words
from metrics.selectors.mail_choices import reach_of
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
        opened = open_round(round_, actor=actor)
        reach = reach_of(opened)
        sent = len(reach.now)
        first = "One invitation is" if sent == 1 else f"{sent or 'No'} invitations are"
        return " ".join(filter(None, [f"{first} on their way.", held_words(reach)]))

    return _move(request, slug, number, act)


@requires("evaluations.manage")
@require_POST
def evaluation_remind(request: Any, slug: str, number: int) -> HttpResponse:
    """Asks those once more who have not answered and whom a mail reaches."""

    def act(round_: Any, actor: Actor) -> str:
        count = remind_round(round_, actor=actor)
        if not count:
            return f"Nobody was reminded. {reminders_of(round_).why_none(request.convener)}"
        first = f"{count} reminders are" if count > 1 else "One reminder is"
        return " ".join(filter(None, [f"{first} on the way.", reminders_of(round_).held_words]))

    return _move(request, slug, number, act)


@requires("evaluations.manage")
@require_http_methods(["GET", "POST"])
def evaluation_close(request: Any, slug: str, number: int) -> HttpResponse:
    """GET says what the results will lack; POST closes the round and freezes them."""
    if request.method == "GET":
        return _ask_before_closing(request, slug, number)

    def act(round_: Any, actor: Actor) -> str:
        close_round(round_, actor=actor)
        return "The round is closed. Its results do not change any more."

    return _move(request, slug, number, act)


def _ask_before_closing(request: Any, slug: str, number: int) -> HttpResponse:
    round_ = round_or_404(partnership_or_404(request, slug), number)
    back = reverse("metrics:evaluation-round", args=[request.convener.slug, slug, number])
    if round_.state != RoundState.OPEN:
        messages.info(request, "Nothing changed: this evaluation is not open.")
        return redirect(back)
    answered, *consequences = closing_words(round_)
    context = {
        "heading": f"Close evaluation round {round_.number} now?",
        "sentence": answered,
        "consequences": consequences,
        "button": "Close the evaluation",
        "action_url": request.path,
        "cancel_url": back,
        "style": "danger",
    }
    return render(request, "confirm.html", context)


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
