"""Forms of check-ins, on both sides of the link."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

from django import forms

from config.forms import MemorableDateField, PlainForm, RadioTiles
from metrics.models import (
    CheckIn,
    CheckInCadence,
    CheckInItem,
    CheckInSchedule,
    GoalMet,
    PromiseAnswer,
    Temperature,
)
from partnerships.forms.fields import line, long_text
from partnerships.models import Membership, Role
from stakeholders.models import PARTNER_STAGES, Contact


class ContactChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes none at run time
    """A contact, named with the organization."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}, {obj.organization.name}"


class CheckInScheduleForm(PlainForm):
    """Whom we ask, how often, from when, and who calls when it goes badly."""

    contact = ContactChoice(
        label="Whom do we ask?",
        queryset=Contact.objects.none(),
        empty_label="Choose one",
        help_text="Contacts with an e-mail address at partners of this partnership.",
        error_messages={"required": "Choose whom we ask."},
    )
    cadence = forms.TypedChoiceField(
        label="How often?",
        choices=CheckInCadence,
        coerce=int,
        initial=CheckInCadence.MONTHLY,
        error_messages={"required": "Choose how often."},
    )
    starts_on = MemorableDateField(
        label="First check-in",
        help_text="Mail goes out on working days, 8 a.m. to 6 p.m.",
        error_messages={"required": "Enter the day of the first check-in."},
    )
    owner = forms.ModelChoiceField(
        label="Who of us calls after a low answer?",
        queryset=Membership.objects.none(),
        empty_label="Choose one",
        error_messages={"required": "Choose who calls after a low answer."},
    )

    def __init__(self, partnership: Any, today: datetime.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        contact: Any = self.fields["contact"]
        contact.queryset = (
            Contact.objects.filter(
                organization__candidacies__partnership=partnership,
                organization__candidacies__stage__in=PARTNER_STAGES,
            )
            .exclude(email="")
            .select_related("organization")
            .order_by("organization__name", "name")
            .distinct()
        )
        owner: Any = self.fields["owner"]
        owner.queryset = (
            Membership.objects.filter(is_active=True).exclude(role=Role.INTERMEDIARY)
        ).order_by("name")

    def clean_starts_on(self) -> datetime.date:
        """Raises ValidationError for a day that has passed or is over two years away."""
        day: datetime.date = self.cleaned_data["starts_on"]
        if day < self.today:
            raise forms.ValidationError("Choose today or a later day.")
        if day > self.today + datetime.timedelta(days=731):
            raise forms.ValidationError("Choose a day within two years.")
        return day


class CheckInScheduleChangeForm(CheckInScheduleForm):
    """The same of a schedule that stands: its partner and its first day stay."""

    def __init__(self, schedule: CheckInSchedule, *args: Any, **kwargs: Any) -> None:
        super().__init__(schedule.partnership, schedule.starts_on, *args, **kwargs)
        del self.fields["starts_on"]
        contact: Any = self.fields["contact"]
        contact.help_text = "Contacts with an e-mail address at this partner."
        contact.queryset = (
            Contact.objects.filter(organization_id=schedule.organization_id)
            .exclude(email="")
            .select_related("organization")
            .order_by("name")
        )
        self.initial = {
            "contact": schedule.contact_id,
            "cadence": schedule.cadence,
            "owner": schedule.owner_id,
        }
        self.for_change()


class CheckInAnswerForm(PlainForm):
    """Two choices, the promises that came due, a note. Questions are numbered as they occur."""

    def __init__(
        self, check_in: CheckIn, items: list[CheckInItem], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        self.questions = 0
        self.fields["temperature"] = forms.TypedChoiceField(
            label=self._numbered(f"How is the partnership going for {check_in.organization_name}?"),
            choices=Temperature,
            coerce=int,
            widget=RadioTiles,
        )
        if check_in.goal:
            self.fields["goal_met"] = forms.ChoiceField(
                label=self._numbered("Are you getting what you hoped for?"),
                help_text=f"You told us: “{check_in.goal}”",
                choices=GoalMet,
                widget=RadioTiles(row=True),
            )
        if items:
            self._numbered("")
        for item in items:
            self.fields[f"promise_{item.pk}"] = self._promise(item, check_in)
        self.fields["note"] = long_text(
            self._numbered("Anything we should know?"),
            hint="Please do not name students.",
            required=False,
        )

    def _numbered(self, question: str) -> str:
        self.questions += 1
        return f"{self.questions}. {question}"

    def _promise(self, item: CheckInItem, check_in: CheckIn) -> forms.ChoiceField:
        who = "You promised" if item.side == "partner" else "We promised"
        due = f"{item.due_on:%b} {item.due_on.day}, {item.due_on.year}"
        return forms.ChoiceField(
            label=f"{self.questions}. {who}: {item.text}",
            help_text=f"It was due {due}. Was it kept?",
            choices=PromiseAnswer,
            widget=RadioTiles(row=True),
            required=False,
        )

    @classmethod
    def initial_of(cls, check_in: CheckIn, items: list[CheckInItem]) -> dict[str, Any]:
        """What was answered before."""
        promises = {f"promise_{item.pk}": item.answer for item in items if item.answer}
        return {
            "temperature": check_in.temperature,
            "goal_met": check_in.goal_met,
            "note": check_in.note,
            **promises,
        }

    @property
    def answer(self) -> dict[str, Any]:
        """Keyword arguments of `answer_check_in`."""
        cleaned = self.cleaned_data
        promises: dict[UUID, str] = {
            item.pk: cleaned[f"promise_{item.pk}"]
            for item in self.items
            if cleaned[f"promise_{item.pk}"]
        }
        return {
            "temperature": cleaned["temperature"],
            "goal_met": cleaned.get("goal_met", ""),
            "note": cleaned["note"],
            "promises": promises,
        }


class OtherPersonForm(PlainForm):
    """Who should answer instead."""

    words = long_text(
        "Who should answer, and how do we reach them?",
        limit=400,
        hint="A name and an e-mail address or telephone number. We ask them only after we read it.",
        missing="Say who should answer.",
        rows=3,
    )


class NotMeForm(PlainForm):
    """A mail reached the wrong person; who the right one is may be said."""

    words = line("Do you know who is the right person?", limit=200, required=False)


class FollowUpForm(PlainForm):
    """What came of a call."""

    outcome = long_text(
        "What did you learn, and what happens next?",
        hint="Your team reads this. Please do not name students.",
        missing="Say what you learned.",
    )
