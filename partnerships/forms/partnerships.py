"""Forms about partnerships and their charter."""

from __future__ import annotations

from typing import Any

from django import forms

from config.forms import MakesOneRow, PlainForm, needed_when
from partnerships.forms.fields import line, long_text
from partnerships.models import PARTS, ConvenerKind, Level, Membership, Partnership, Role


class PartnershipForm(PlainForm):
    """What a partnership is called, where it works and who leads it."""

    name = line("Name of the partnership", hint="Such as Health Sciences Academy.")
    region_name = line("Region", hint="The area it serves. A new name makes a new region.")
    pathway = line("Career pathway", hint="Such as Health sciences, Welding or Teaching.")
    level = forms.ChoiceField(label="Level", choices=Level, initial=Level.REGIONAL)
    lead_entity = line("Lead entity", limit=160, hint="The organization that answers for it.")
    lead_kind = forms.ChoiceField(
        label="What kind of organization is it?",
        choices=[("", "Another kind"), *ConvenerKind.choices],
        required=False,
    )
    leader = forms.ModelChoiceField(
        label="Leader", queryset=Membership.objects.none(), empty_label="Choose one"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaders: Any = self.fields["leader"]
        leaders.queryset = (
            Membership.objects.filter(is_active=True).exclude(role=Role.INTERMEDIARY)
        ).order_by("name")

    @classmethod
    def of(cls, partnership: Partnership, data: Any = None) -> PartnershipForm:
        """The form filled with a partnership's facts."""
        names = ("name", "pathway", "level", "lead_entity", "lead_kind", "leader")
        initial = {name: getattr(partnership, name) for name in names}
        return cls(data, initial={**initial, "region_name": partnership.region.name}).for_change()


class CharterForm(PlainForm):
    """The parts of one charter document; a draft may have empty ones."""

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label, hint in PARTS[kind]:
            part = long_text(label, hint=hint, required=False)
            self.fields[key] = needed_when("Needed for approval", part)


class OverrideForm(MakesOneRow):
    """Why somebody is contacted before the charter stands."""

    reason = long_text(
        "Why can this not wait?",
        limit=1000,
        hint="It is kept with your name and the date.",
        missing="Say why this cannot wait.",
    )


class CloseForm(PlainForm):
    """Why a partnership ends."""

    reason = long_text(
        "Why does it end?",
        limit=1000,
        hint="The lesson for the next one.",
        missing="Say why it ends.",
    )
