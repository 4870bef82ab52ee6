"""Forms about what a partnership lacks and whom it looks for."""

from __future__ import annotations

from typing import Any

from django import forms

from config.forms import MakesOneRow, MemorableDateField, PlainForm, RadioTiles
from partnerships.forms.fields import line, long_text
from stakeholders.forms.organizations import SECTOR_CHOICES
from stakeholders.models import Need, NeedKind, ParticipantProfile

NEED_FACTS = ("kind", "description", "needed_by")
PROFILE_FACTS = ("title", "need", "sector", "skills", "need_met", "seats")


class NeedForm(MakesOneRow):
    """One gap: expertise, a resource or information."""

    kind = forms.ChoiceField(
        label="What is missing?",
        choices=NeedKind,
        initial=NeedKind.EXPERTISE,
        error_messages={"required": "Choose what is missing."},
        widget=RadioTiles(
            hints={
                NeedKind.EXPERTISE: "Somebody who knows how.",
                NeedKind.RESOURCE: "A place, equipment, hours or money.",
                NeedKind.INFORMATION: "Something nobody here knows yet.",
            }
        ),
    )
    description = line(
        "Describe it in a sentence", limit=300, hint="Such as “Clinic sites for 40 students”."
    )
    needed_by = MemorableDateField(label="Needed by", required=False)

    @classmethod
    def of(cls, need: Need, data: Any = None) -> NeedForm:
        """The form filled with a need's facts."""
        initial = {name: getattr(need, name) for name in NEED_FACTS}
        return cls(data, initial=initial).for_change()


class ProfileForm(PlainForm):
    """Short but specific: who would fill the seat, and what that would mend."""

    title = line("Title", hint="Such as “Robotics mentor” or “Clinical host site”.")
    need = forms.ModelChoiceField(
        label="Which need does it meet?",
        queryset=Need.objects.none(),
        empty_label="Choose one",
        error_messages={"required": "Choose which need it meets."},
    )
    sector = forms.ChoiceField(label="Sector", choices=SECTOR_CHOICES)
    skills = long_text(
        "Knowledge and skills",
        limit=600,
        hint="What must they know or be able to?",
        missing="Say what they must know or be able to.",
    )
    need_met = long_text(
        "What it will change",
        limit=600,
        hint="Once the seat is filled.",
        missing="Say what it will change.",
    )
    seats = forms.IntegerField(
        label="Seats",
        min_value=1,
        max_value=99,
        initial=1,
        widget=forms.NumberInput({"class": "tiny"}),
        error_messages={"required": "Enter how many seats there are."},
    )

    def __init__(self, partnership: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needs: Any = self.fields["need"]
        needs.queryset = Need.objects.filter(partnership=partnership)

    @classmethod
    def of(cls, profile: ParticipantProfile, data: Any = None) -> ProfileForm:
        """The form filled with a profile's facts."""
        initial = {name: getattr(profile, name) for name in PROFILE_FACTS}
        return cls(profile.partnership, data, initial=initial).for_change()
