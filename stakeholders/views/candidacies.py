"""One candidacy: its page, who is in charge, why it was chosen, and how it ends."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from config.access import requires, role_may
from config.state import IllegalMove
from partnerships.selectors.partnerships import partnership_or_404
from partnerships.services.audit import Actor
from partnerships.views.late import came_late
from stakeholders.forms.candidacies import CandidacyForm, ClosingForm
from stakeholders.forms.fields import add_refusal
from stakeholders.models import INTERVIEW_PARTS
from stakeholders.rules.interview import total_score
from stakeholders.selectors.candidacies import (
    candidacy_or_404,
    history_of,
    interview_of,
    moved_words,
    possible_owners,
)
from stakeholders.services.candidacies import change_candidacy, close_candidacy
from stakeholders.views.pages import (
    board_crumb,
    candidacy_crumb,
    candidacy_page,
    posted,
    workspace,
)


@requires("recruitment.view")
@require_GET
def candidacy_detail(request: Any, slug: str, candidacy_id: UUID) -> HttpResponse:
    """Facts, interview, the next move and the history."""
    candidacy = candidacy_or_404(partnership_or_404(request, slug), candidacy_id)
    return candidacy_page(request, candidacy)


@requires("candidacies.work")
@require_http_methods(["GET", "POST"])
def candidacy_change(request: Any, slug: str, candidacy_id: UUID) -> HttpResponse:
    """Hands it to another owner, or names another person there."""
    partnership = partnership_or_404(request, slug)
    candidacy = candidacy_or_404(partnership, candidacy_id)
    form = CandidacyForm(candidacy, possible_owners(partnership), posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            change_candidacy(candidacy, actor=Actor.of_request(request), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Saved.")
            return redirect(
                "stakeholders:candidacy-detail", request.convener.slug, slug, candidacy.pk
            )
    return _form_page(request, candidacy, form, "stakeholders/candidacy_change.html")


@requires("candidacies.work")
@require_http_methods(["GET", "POST"])
def candidacy_close(request: Any, slug: str, candidacy_id: UUID) -> HttpResponse:
    """Not aligned: closed without blame, with a day to look again."""
    candidacy = candidacy_or_404(partnership_or_404(request, slug), candidacy_id)
    form = ClosingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            close_candidacy(candidacy, actor=Actor.of_request(request), **form.cleaned_data)
            messages.success(request, f"{candidacy.organization.name} is closed without blame.")
        except IllegalMove:
            came_late(request, form, candidacy, moved_words(candidacy))
        if not form.is_too_late:
            return redirect("stakeholders:recruitment-board", request.convener.slug, slug)
    return _form_page(request, candidacy, form, "stakeholders/candidacy_close.html")


@requires("recruitment.view")
@require_GET
def selection_record(request: Any, slug: str, candidacy_id: UUID) -> HttpResponse:
    """Why was it invited? Profile, interview, who decided and when, on one printable page."""
    candidacy = candidacy_or_404(partnership_or_404(request, slug), candidacy_id)
    interview = interview_of(candidacy)
    crumbs = board_crumb(request, candidacy.partnership), candidacy_crumb(request, candidacy)
    context = workspace(request, candidacy.partnership, "recruitment", *crumbs) | {
        "heading": f"Why {candidacy.organization.name}?",
        "candidacy": candidacy,
        "interview": interview,
        "total": total_score(interview),
        "parts": [
            (label, getattr(interview, f"{key}_score", None), getattr(interview, f"{key}_note", ""))
            for key, label, _ in INTERVIEW_PARTS
        ],
        "history": list(reversed(history_of(candidacy))),
    }
    return render(request, "stakeholders/selection_record.html", context)


def _form_page(request: Any, candidacy: Any, form: Any, template: str) -> HttpResponse:
    crumbs = board_crumb(request, candidacy.partnership), candidacy_crumb(request, candidacy)
    context = workspace(request, candidacy.partnership, "recruitment", *crumbs)
    sees_directory = role_may(request.membership.role, "organizations.write")
    context |= {"form": form, "candidacy": candidacy, "sees_directory": sees_directory}
    status = 422 if request.method == "POST" else 200
    return render(request, template, context, status=status)
