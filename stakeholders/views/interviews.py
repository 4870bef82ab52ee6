"""Scoring an interview."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from config.access import requires
from config.state import IllegalMove
from partnerships.selectors.partnerships import partnership_or_404
from partnerships.services.audit import Actor
from stakeholders.forms.candidacies import InterviewForm
from stakeholders.rules.interview import unscored_parts
from stakeholders.selectors.candidacies import candidacy_or_404, interview_of, moved_words
from stakeholders.services.interviews import score_interview
from stakeholders.views.pages import board_crumb, candidacy_crumb, posted, workspace


@requires("candidacies.work")
@require_http_methods(["GET", "POST"])
def interview_score(request: Any, slug: str, candidacy_id: UUID) -> HttpResponse:
    """Four parts, each with a score and a note."""
    candidacy = candidacy_or_404(partnership_or_404(request, slug), candidacy_id)
    form = InterviewForm(interview_of(candidacy), posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = score_interview(candidacy, actor=Actor.of_request(request), **form.cleaned_data)
        except IllegalMove:
            form.refuse_late(moved_words(candidacy))
        else:
            missing = " ".join(finding.message for finding in unscored_parts(made))
            messages.success(request, f"Saved. {missing or 'All four parts are scored.'}")
            return redirect(
                "stakeholders:candidacy-detail", request.convener.slug, slug, candidacy.pk
            )
    crumbs = board_crumb(request, candidacy.partnership), candidacy_crumb(request, candidacy)
    context = workspace(request, candidacy.partnership, "recruitment", *crumbs)
    context |= {"form": form, "candidacy": candidacy}
    status = 422 if request.method == "POST" else 200
    return render(request, "stakeholders/interview_score.html", context, status=status)
