"""The moves of a candidacy that need no page of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from config.access import requires
from config.state import GuardFailed, IllegalMove
from partnerships.selectors.partnerships import partnership_or_404
from partnerships.services.audit import Actor
from partnerships.services.outreach import OutreachClosed, PartnershipClosed
from partnerships.views.late import came_late
from stakeholders.forms.candidacies import InvitingForm, ReopeningForm
from stakeholders.selectors.candidacies import candidacy_or_404, moved_words
from stakeholders.services.candidacies import (
    agree_match,
    invite_candidate,
    reopen_candidacy,
    start_interview,
)
from stakeholders.views.pages import candidacy_page, say_nothing_changed


@requires("candidacies.work")
@require_POST
def interview_start(request: Any, slug: str, candidacy_id: UUID) -> HttpResponse:
    """The conversation begins."""
    words = "The interview of {} has begun. Score its four parts as you go."
    return _move(request, slug, candidacy_id, start_interview, words)


@requires("candidacies.work")
@require_POST
def candidacy_match(request: Any, slug: str, candidacy_id: UUID) -> HttpResponse:
    """Both sides see the fit; refused until the four parts are scored (B5)."""
    return _move(request, slug, candidacy_id, agree_match, "The fit of {} is agreed.")


@requires("candidacies.work")
@require_POST
def candidacy_invite(request: Any, slug: str, candidacy_id: UUID) -> HttpResponse:
    """Decides to invite, with the reason; refused until the four parts are scored (B5)."""
    form = InvitingForm(request.POST)
    if not form.is_valid():
        candidacy = candidacy_or_404(partnership_or_404(request, slug), candidacy_id)
        return candidacy_page(request, candidacy, invite_form=form)
    words = "{} is invited. The agreement is what they will read and sign."
    return _move(request, slug, candidacy_id, invite_candidate, words, invite_form=form)


@requires("candidacies.work")
@require_POST
def candidacy_reopen(request: Any, slug: str, candidacy_id: UUID) -> HttpResponse:
    """Starts over; before the day we promised only with a reason, and never for a profile that is
    not open."""
    candidacy = candidacy_or_404(partnership_or_404(request, slug), candidacy_id)
    is_asked = candidacy.is_to_wait or "reason" in request.POST
    form = ReopeningForm(request.POST) if is_asked else None
    if form and not form.is_valid():
        return candidacy_page(request, candidacy, reopen_form=form)
    words = "{} is a prospect again."
    return _move(request, slug, candidacy_id, reopen_candidacy, words, reopen_form=form)


def _move(
    request: Any,
    slug: str,
    candidacy_id: UUID,
    service: Callable[..., Any],
    words: str,
    **forms: Any,
) -> HttpResponse:
    """forms: what was sent along, as `candidacy_page` names it."""
    form = next(iter(forms.values()), None)
    facts = form.cleaned_data if form else {}
    candidacy = candidacy_or_404(partnership_or_404(request, slug), candidacy_id)
    try:
        service(candidacy, actor=Actor.of_request(request), **facts)
    except (OutreachClosed, PartnershipClosed, GuardFailed) as refusal:
        return candidacy_page(request, candidacy, **forms, refusal=refusal)
    except IllegalMove as moved:
        if form is None:
            say_nothing_changed(request, moved)
        elif came_late(request, form, candidacy, moved_words(candidacy)):
            now = candidacy_or_404(candidacy.partnership, candidacy_id)
            return candidacy_page(request, now, **forms)
    except ValidationError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, words.format(candidacy.organization.name))
    return redirect("stakeholders:candidacy-detail", request.convener.slug, slug, candidacy.pk)
