"""Changing a schedule of check-ins."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

import metrics.permissions  # noqa: F401  # declares what the views below name
from config.access import requires
from metrics.forms.check_ins import CheckInScheduleChangeForm
from metrics.models import WAITING
from metrics.services.check_in_changes import change_schedule
from metrics.views.check_ins import TAB, schedule_or_404
from partnerships.selectors.partnerships import workspace_context
from partnerships.services.audit import Actor


@requires("check_ins.manage")
@require_http_methods(["GET", "POST"])
def check_in_schedule_change(request: Any, slug: str, schedule_id: Any) -> HttpResponse:
    """Whom it asks, how often, and who of us calls."""
    schedule = schedule_or_404(request, slug, schedule_id)
    form = CheckInScheduleChangeForm(schedule, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            changed = change_schedule(
                schedule, actor=Actor.of_request(request), **form.cleaned_data
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            who = form.cleaned_data["contact"].name
            if changed:
                messages.success(request, f"Saved. {who} is asked from now on.")
            else:
                messages.info(request, "Nothing changed.")
            return redirect("metrics:check-in-list", request.convener.slug, slug)
    context = workspace_context(request, schedule.partnership, TAB) | {
        "schedule": schedule,
        "form": form,
        "open_check_in": schedule.check_ins.filter(state__in=WAITING).first(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "metrics/check_in_schedule_change.html", context, status=status)
