"""Filters of lists; they live in the address, and nonsense there filters nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Case, Q, QuerySet, Value, When

from agreements.models import Agreement, Commitment, CommitmentState, Side
from agreements.selectors.agreements import WAITS, by_waiting, filter_waiting
from config.forms import PlainForm


class AgreementFilter(PlainForm):
    """Search by title or organization; filter by what it waits for; sort."""

    q = forms.CharField(label="Search", required=False, max_length=120)
    waits = forms.ChoiceField(
        label="Waits for", required=False, choices=[("", "Everything"), *WAITS]
    )

    SORTS = {"title": "title", "organization": "organization__name", "ends": "ends_on"}

    def apply(self, found: QuerySet[Agreement]) -> QuerySet[Agreement]:
        """The agreements that match, those that wait for us first unless another order is asked."""
        self.is_valid()
        values: dict[str, Any] = self.cleaned_data
        if words := values.get("q"):
            found = found.filter(Q(title__icontains=words) | Q(organization__name__icontains=words))
        found = filter_waiting(found, values.get("waits", ""))
        asked = str(self.data.get("sort", ""))
        column = self.SORTS.get(asked.removeprefix("-"))
        if column is None:
            return by_waiting(found)
        return found.order_by("-" + column if asked.startswith("-") else column, "pk")


class CommitmentFilter(PlainForm):
    """Whose promises, and what became of them."""

    side = forms.ChoiceField(
        label="Whose",
        required=False,
        choices=[("", "Both sides"), (Side.CONVENER, "Ours"), (Side.PARTNER, "The partners’")],
    )
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), *CommitmentState.choices]
    )

    def apply(self, found: QuerySet[Commitment]) -> QuerySet[Commitment]:
        """The promises that match: open ones, next due first, then the others."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        is_done = Case(When(state=CommitmentState.OPEN, then=Value(0)), default=Value(1))
        return found.filter(**chosen).order_by(is_done, "due_on", "pk")
