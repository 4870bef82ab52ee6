"""Filters of lists; they live in the address, and nonsense there filters nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from config.forms import PlainForm
from partnerships.models import Phase


class PartnershipFilter(PlainForm):
    """Search by name or pathway, filter by phase, sort by name, region or phase."""

    q = forms.CharField(label="Search", required=False, max_length=120)
    phase = forms.ChoiceField(
        label="Phase", required=False, choices=[("", "All phases"), *Phase.choices]
    )

    SORTS = {"name": "name", "region": "region__name", "phase": "phase"}

    def apply(self, found: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that match, in the order that is asked for."""
        values = self.cleaned_data if self.is_valid() else {}
        if words := values.get("q"):
            found = found.filter(name__icontains=words) | found.filter(pathway__icontains=words)
        if phase := values.get("phase"):
            found = found.filter(phase=phase)
        asked = self.data.get("sort", "")
        column = self.SORTS.get(asked.lstrip("-"), "name")
        return found.order_by("-" + column if asked.startswith("-") else column, "pk")
