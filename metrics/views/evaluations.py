"""The evaluation section of a workspace: rounds, their progress, the ten cells."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import metrics.permissions  # noqa: F401  # declares what the views below name
from config.access import requires, role_may
from config.templatetags.formatting import us_date
from metrics.forms.evaluations import EvaluationStartForm
from metrics.models import EvaluationRound, RoundState
from metrics.rules.evaluation_cells import MINIMUM
from metrics.rules.evaluation_instrument import INSTRUMENTS
from metrics.selectors.check_ins import messages_of
from metrics.selectors.evaluation_reminders import reminders_of
from metrics.selectors.evaluations import (
    cells_of,
    people_to_ask,
    people_without_address,
    rounds_of,
)
from metrics.selectors.mail_choices import reach_of
from metrics.services.evaluation_rounds import RoundInHand, local_date, start_round
from partnerships.models import Phase
from partnerships.selectors.partnerships import partnership_or_404, workspace_context
from partnerships.services.audit import Actor

TAB = "evaluation"


@requires("evaluations.view")
@require_GET
def evaluation_list(request: Any, slug: str) -> HttpResponse:
    """The ten cells of the last closed round, and every round."""
    partnership = partnership_or_404(request, slug)
    rounds = rounds_of(partnership)
    closed = next((one for one in rounds if one.state == RoundState.CLOSED), None)
    context = workspace_context(request, partnership, TAB) | {
        "rounds": rounds,
        "cells": cells_of(closed) if closed else None,
        "in_hand": next((one for one in rounds if one.state != RoundState.CLOSED), None),
        "may_manage": _may_manage(request) and partnership.phase != Phase.CLOSED,
        "lead": _lead(rounds),
    }
    return render(request, "metrics/evaluation_list.html", context)


def _lead(rounds: list[EvaluationRound]) -> str:
    if not rounds:
        return "Five categories, each asked about a person’s own part and about the process."
    latest: Any = rounds[0]
    words = {
        RoundState.DRAFT: "is not sent yet",
        RoundState.OPEN: f"is open: {latest.answered} of {latest.invited} answered",
        RoundState.CLOSED: f"is closed: {latest.answered} of {latest.invited} answered",
    }
    return f"Round {latest.number} {words[RoundState(latest.state)]}."


@requires("evaluations.manage")
@require_http_methods(["GET", "POST"])
def evaluation_start(request: Any, slug: str) -> HttpResponse:
    """Drafts a round; what goes out is shown before it does."""
    partnership = partnership_or_404(request, slug)
    form = EvaluationStartForm(
        people_to_ask(partnership),
        local_date(request.convener),
        request.POST if request.method == "POST" else None,
        initial={"phase": partnership.phase},
    )
    if form.is_bound and form.is_valid():
        try:
            made = start_round(partnership, actor=Actor.of_request(request), **form.round)
        except (ValidationError, RoundInHand) as refusal:
            form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal))
        else:
            return redirect("metrics:evaluation-round", request.convener.slug, slug, made.number)
    context = workspace_context(request, partnership, TAB) | {
        "form": form,
        "without_address": people_without_address(partnership),
    }
    status = 422 if form.is_bound else 200
    return render(request, "metrics/evaluation_start.html", context, status=status)


@requires("evaluations.view")
@require_GET
def evaluation_round(request: Any, slug: str, number: int) -> HttpResponse:
    """One round: a preview while drafted, progress while open, results when closed."""
    partnership = partnership_or_404(request, slug)
    round_ = round_or_404(partnership, number)
    instrument = INSTRUMENTS[round_.instrument]
    context = workspace_context(request, partnership, TAB) | {
        "round": round_,
        "title": str(round_),
        "lead": _round_lead(round_),
        "may_manage": _may_manage(request),
        "may_retry": role_may(request.membership.role, "messages.retry"),
        "minimum": MINIMUM,
        "instrument": instrument,
    }
    if round_.state == RoundState.CLOSED:
        context["cells"] = cells_of(round_)
        texts = (round_.results or {})["comments"]
        context["comments"] = [
            (question, texts.get(key, [])) for key, question in instrument.texts.items()
        ]
        return render(request, "metrics/evaluation_results.html", context)
    if round_.state == RoundState.DRAFT:
        reach = reach_of(round_)
        context |= {
            "reach": reach,
            "without_address": people_without_address(partnership),
            "send_label": _send_label(len(reach.now)),
        }
        return render(request, "metrics/evaluation_preview.html", context)
    invitations = list(round_.invitations.all())
    context |= {"invitations": invitations, **_progress_words(round_)}
    by_subject = messages_of([one.pk for one in invitations])
    reminders = reminders_of(round_)
    context["reminders"] = reminders
    context["why_no_reminder"] = reminders.why_none(request.convener)
    context["troubled"] = [
        (one, mail)
        for one in invitations
        for mail in by_subject.get(one.pk, [])[:1]
        if mail.state in ("failed", "bounced")
    ]
    return render(request, "metrics/evaluation_progress.html", context)


def _round_lead(round_: Any) -> str:
    """The sentence under the heading of a round's page."""
    until = us_date(round_.closes_on)
    return {
        RoundState.DRAFT: "Nothing has been sent. This is who gets what.",
        RoundState.OPEN: f"Open until {until}. Results appear when it is closed.",
        RoundState.CLOSED: f"{round_.answered} of {round_.invited} answered. Closed "
        f"{us_date(round_.closed_at, round_.convener)}; results do not change any more.",
    }[RoundState(round_.state)]


def _progress_words(round_: Any) -> dict[str, str]:
    rate = round(100 * round_.answered / round_.invited) if round_.invited else 0
    return {
        "answered_words": f"{round_.answered} of {round_.invited}",
        "rate_words": f"{rate}%",
        "last_day": us_date(round_.closes_on),
    }


def _send_label(count: int) -> str:
    """The button's words; count: those whose mail goes out at once."""
    if not count:
        return "Open without a mail now"
    return "Send to 1 person" if count == 1 else f"Send to {count} people"


def round_or_404(partnership: Any, number: int) -> Any:
    """The round of that number, with `invited`, `answered` and `waiting`; Http404 when none."""
    found: Any = next((one for one in rounds_of(partnership) if one.number == number), None)
    if found is None:
        raise Http404("No such evaluation.")
    found.waiting = found.invited - found.answered
    return found


def _may_manage(request: Any) -> bool:
    return role_may(request.membership.role, "evaluations.manage")
