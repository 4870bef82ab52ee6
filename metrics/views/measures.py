"""One measure of a partnership: its figures, corrections and targets."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import metrics.permissions  # noqa: F401  # declares what the views below name
from config.access import requires, role_may
from metrics.forms.indicators import TargetForm
from metrics.forms.observations import CorrectionForm, ObservationForm
from metrics.models import Indicator, Observation, Target
from metrics.selectors.records import record_of
from metrics.services.indicators import set_target
from metrics.services.observations import (
    AlreadyCorrected,
    AlreadyRecorded,
    correct_observation,
    record_observation,
)
from partnerships.selectors.partnerships import partnership_or_404, workspace_context
from partnerships.services.audit import Actor
from partnerships.views.late import came_late

TAB = "dashboard"


@requires("dashboard.view")
@require_GET
def measure_detail(request: Any, slug: str, indicator_id: Any) -> HttpResponse:
    """Every figure of one measure, with what was corrected, and its targets."""
    partnership = partnership_or_404(request, slug)
    indicator = get_object_or_404(Indicator, pk=indicator_id)
    context = workspace_context(request, partnership, TAB) | {
        "indicator": indicator,
        "record": record_of(request.convener, partnership, indicator),
        "may_enter": role_may(request.membership.role, "observations.write"),
        "may_manage": role_may(request.membership.role, "indicators.manage"),
    }
    return render(request, "metrics/measure_detail.html", context)


@requires("observations.write")
@require_http_methods(["GET", "POST"])
def observation_create(request: Any, slug: str, indicator_id: Any) -> HttpResponse:
    """Entering a figure. In the address, `period` names the one that is chosen beforehand."""
    partnership = partnership_or_404(request, slug)
    indicator = get_object_or_404(Indicator, pk=indicator_id)
    known = {"period": request.GET.get("period", "")}
    form = ObservationForm(indicator, request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        period = facts.pop("period")
        try:
            record_observation(
                partnership, indicator, period, actor=Actor.of_request(request), **facts
            )
        except AlreadyRecorded:
            form.add_error("period", "This figure is on record already. Correct it instead.")
        else:
            messages.success(request, f"The figure for {period.label} is on record.")
            return _to_measure(request, slug, indicator_id)
    context = workspace_context(request, partnership, TAB)
    context |= {"indicator": indicator, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "metrics/observation_create.html", context, status=status)


@requires("observations.write")
@require_http_methods(["GET", "POST"])
def observation_correct(request: Any, slug: str, observation_id: Any) -> HttpResponse:
    """Correcting a figure; the earlier one stays on record."""
    partnership = partnership_or_404(request, slug)
    found = get_object_or_404(
        Observation.objects.select_related("indicator", "period", "partnership"),
        pk=observation_id,
        partnership=partnership,
    )
    if request.method == "GET" and found.superseded_at:
        messages.info(request, "Nothing changed: this figure was corrected already.")
        return _to_measure(request, slug, found.indicator_id)
    form = CorrectionForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            correct_observation(found, actor=Actor.of_request(request), **form.cleaned_data)
        except AlreadyCorrected:
            newer = Observation.objects.select_related("entered_by").get(corrects=found)
            came_late(request, form, newer, f"meanwhile {newer.entered_by.name} corrected it.")
        else:
            messages.success(request, "The figure is corrected. The earlier one stays on record.")
        if not form.is_too_late:
            return _to_measure(request, slug, found.indicator_id)
    context = workspace_context(request, partnership, TAB)
    context |= {"observation": found, "indicator": found.indicator, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "metrics/observation_correct.html", context, status=status)


@requires("indicators.manage")
@require_http_methods(["GET", "POST"])
def target_set(request: Any, slug: str, indicator_id: Any) -> HttpResponse:
    """Setting a target, or a new one in its place."""
    partnership = partnership_or_404(request, slug)
    indicator = get_object_or_404(Indicator, pk=indicator_id)
    current = (
        Target.objects.filter(partnership=partnership, indicator=indicator, superseded_at=None)
        .select_related("baseline_period")
        .first()
    )
    form = TargetForm(indicator, current, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor, facts = Actor.of_request(request), form.cleaned_data
        try:
            set_target(partnership, indicator, actor=actor, row_id=form.row_id, **facts)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "The target is set. The baseline is frozen.")
            return _to_measure(request, slug, indicator_id)
    context = workspace_context(request, partnership, TAB)
    context |= {"indicator": indicator, "form": form, "current": current}
    status = 422 if request.method == "POST" else 200
    return render(request, "metrics/target_set.html", context, status=status)


def _to_measure(request: Any, slug: str, indicator_id: Any) -> HttpResponse:
    return redirect("metrics:measure-detail", request.convener.slug, slug, indicator_id)
