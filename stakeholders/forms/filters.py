"""Filters of lists; they live in the address, and nonsense there filters nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from config.forms import PlainForm
from partnerships.models import Membership
from stakeholders.models import (
    STAGE_LIMIT,
    Contact,
    Organization,
    ParticipantProfile,
    Sector,
)


class OrganizationFilter(PlainForm):
    """Search by name, city or contact; filter by sector; sort by name, sector or place."""

    q = forms.CharField(label="Search", required=False, max_length=120)
    sector = forms.ChoiceField(
        label="Sector", required=False, choices=[("", "All sectors"), *Sector.choices]
    )

    SORTS = {"name": "name_key", "sector": "sector", "place": "city"}

    def apply(self, found: QuerySet[Organization]) -> QuerySet[Organization]:
        """The organizations that match, in the order that is asked for."""
        self.is_valid()
        values = self.cleaned_data
        if words := values.get("q"):
            people = Contact.objects.filter(organization=OuterRef("pk")).filter(
                Q(name__icontains=words) | Q(email__icontains=words)
            )
            found = found.filter(
                Q(name__icontains=words) | Q(city__icontains=words) | Exists(people)
            )
        if sector := values.get("sector"):
            found = found.filter(sector=sector)
        asked = self.data.get("sort", "")
        column = self.SORTS.get(asked.removeprefix("-"), "name_key")
        return found.order_by("-" + column if asked.startswith("-") else column, "pk")


class BoardFilter(PlainForm):
    """Which candidacies of one partnership the board shows."""

    profile = forms.ChoiceField(label="Profile", required=False)
    owner = forms.ChoiceField(label="Owner", required=False)
    waiting = forms.ChoiceField(
        label="Waiting",
        required=False,
        choices=[
            ("", "Any time in stage"),
            ("past", f"Past our {STAGE_LIMIT.days} days"),
        ],
    )

    def __init__(
        self, data: Any, profiles: list[ParticipantProfile], owners: list[Membership]
    ) -> None:
        super().__init__(data)
        everything = {0: "No profile yet", 1: "Any profile"}
        fields: Any = self.fields
        fields["profile"].choices = [
            ("", everything.get(len(profiles), f"All {len(profiles)} profiles")),
            *((str(profile.pk), profile.title) for profile in profiles),
            ("none", "Without a profile"),
        ]
        fields["owner"].choices = [
            ("", "Anyone"),
            *((str(owner.pk), owner.name) for owner in owners),
            ("none", "No owner"),
        ]

    def apply(self, candidacies: list[Any]) -> list[Any]:
        """The candidacies that match, of those that were read already."""
        self.is_valid()
        values = self.cleaned_data
        tests: dict[str, Callable[[Any, str], bool]] = {
            "profile": lambda row, wanted: str(row.profile_id or "none") == wanted,
            "owner": lambda row, wanted: str(row.owner_id or "none") == wanted,
            "waiting": lambda row, wanted: row.days_past_limit > 0,
        }
        chosen = [(tests[name], wanted) for name, wanted in values.items() if wanted]
        return [row for row in candidacies if all(test(row, wanted) for test, wanted in chosen)]
