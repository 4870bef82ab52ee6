"""What the convener measures, and its periods."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

import metrics.permissions  # noqa: F401  # declares what the views below name
from config.access import requires, role_may
from metrics.forms.indicators import IndicatorForm, PeriodForm
from metrics.models import Indicator, Period
from metrics.rules.five_measures import FIVE_MEASURES
from metrics.services.indicators import change_indicator, create_indicator
from metrics.services.periods import create_period
from partnerships.models import Partnership
from partnerships.selectors.memberships import visible_partnerships
from partnerships.selectors.partnerships import settings_crumbs
from partnerships.services.audit import Actor


@requires("indicators.view")
@require_GET
def indicator_list(request: Any) -> HttpResponse:
    """Every measure and every period."""
    context = {
        "settings_crumbs": settings_crumbs(request),
        "indicators": list(Indicator.objects.all()),
        "periods": list(Period.objects.all()),
        "may_manage": role_may(request.membership.role, "indicators.manage"),
    }
    return render(request, "metrics/indicator_list.html", context)


@requires("indicators.manage")
@require_http_methods(["GET", "POST"])
def indicator_create(request: Any) -> HttpResponse:
    """A new measure. In the address, `measure` fills in one of the five beforehand, and `for`
    names the partnership whose dashboard asks for it."""
    known = FIVE_MEASURES.get(request.GET.get("measure", ""), {})
    form = IndicatorForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_indicator(actor=Actor.of_request(request), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return _to_figures(request, made)
    status = 422 if request.method == "POST" else 200
    return render(request, "metrics/indicator_create.html", {"form": form}, status=status)


def _to_figures(request: Any, made: Indicator) -> HttpResponse:
    """To the measure in the partnership that asked for it, or to all measures."""
    messages.success(request, f"{made.name} can now be measured in every partnership.")
    if one := _asking(request):
        return redirect("metrics:measure-detail", request.convener.slug, one.slug, made.pk)
    return redirect("metrics:indicator-list", request.convener.slug)


@requires("indicators.manage")
@require_http_methods(["GET", "POST"])
def indicator_change(request: Any, indicator_id: Any) -> HttpResponse:
    """Changing a measure's words; code and kind stay."""
    indicator = get_object_or_404(Indicator, pk=indicator_id)
    form = IndicatorForm(request.POST or None, indicator=indicator)
    if request.method == "POST" and form.is_valid():
        change_indicator(indicator, actor=Actor.of_request(request), **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("metrics:indicator-list", request.convener.slug)
    context = {"form": form, "indicator": indicator}
    status = 422 if request.method == "POST" else 200
    return render(request, "metrics/indicator_change.html", context, status=status)


@requires("indicators.manage")
@require_http_methods(["GET", "POST"])
def period_create(request: Any) -> HttpResponse:
    """A new period. In the address, `for` and `measure` name the partnership and the measure whose
    figure asks for it."""
    figure_url = _figure_url(request)
    form = PeriodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_period(actor=Actor.of_request(request), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{made.label} can now be chosen for figures.")
            if figure_url:
                return redirect(f"{figure_url}?period={made.pk}")
            return redirect("metrics:indicator-list", request.convener.slug)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "figure_url": figure_url}
    return render(request, "metrics/period_create.html", context, status=status)


def _asking(request: Any) -> Partnership | None:
    """The partnership that `for` in the address names, if the member may see it."""
    return visible_partnerships(request.membership).filter(slug=_asked(request, "for")).first()


def _asked(request: Any, name: str) -> str:
    """What the address says, as the database can look for it."""
    return str(request.GET.get(name, "")).replace("\0", "")


def _figure_url(request: Any) -> str:
    """The form of the figure that the address names; empty where there is none such."""
    one = _asking(request)
    measure = Indicator.objects.filter(code=_asked(request, "measure")).first()
    if one is None or measure is None:
        return ""
    where = [request.convener.slug, one.slug, measure.pk]
    return reverse("metrics:observation-create", args=where)
