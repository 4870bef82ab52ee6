"""Forms of the moves that a candidacy makes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from config.forms import MemorableDateField, PlainForm, RadioTiles, needed_when
from partnerships.forms.fields import line, long_text
from partnerships.models import Membership
from stakeholders.models import INTERVIEW_PARTS, SCORES, Candidacy, Contact, Interview


class FirstContactForm(PlainForm):
    """The first mail, as it goes out."""

    subject = line("Subject", limit=150)
    body = long_text(
        "Text",
        limit=4000,
        rows=14,
        hint="Plain text. Your name and a way to reply are in it already.",
        missing="Write the mail.",
    )


class CallForm(PlainForm):
    """What was said on the phone or at a visit."""

    note = long_text(
        "What was said?",
        limit=1000,
        hint="It stands in the history.",
        missing="Write down what was said.",
    )


class CandidacyForm(PlainForm):
    """Who takes the next step, and whom they talk to."""

    contact = forms.ModelChoiceField(
        label="Contact", queryset=Contact.objects.none(), required=False, empty_label="Nobody yet"
    )
    owner = forms.ModelChoiceField(
        label="Owner", queryset=Membership.objects.none(), required=False, empty_label="Nobody yet"
    )

    def __init__(self, candidacy: Candidacy, owners: QuerySet[Any], data: Any = None) -> None:
        super().__init__(
            data, initial={"contact": candidacy.contact_id, "owner": candidacy.owner_id}
        )
        fields: Any = self.fields
        fields["contact"].queryset = Contact.objects.filter(
            organization_id=candidacy.organization_id
        )
        fields["owner"].queryset = owners


class InterviewForm(PlainForm):
    """Four parts, each with a score and a note; a part may stay open for a second talk."""

    def __init__(self, interview: Interview | None, data: Any = None) -> None:
        super().__init__(data)
        for key, label, hint in INTERVIEW_PARTS:
            score = forms.TypedChoiceField(
                label=label,
                help_text=hint,
                choices=SCORES,
                coerce=int,
                empty_value=None,
                required=False,
                widget=RadioTiles(row=True),
                initial=getattr(interview, f"{key}_score", None),
            )
            self.fields[f"{key}_score"] = needed_when("Needed for the fit", score)
            self.fields[f"{key}_note"] = long_text(
                f"Note on {label.lower()}",
                limit=1000,
                rows=3,
                required=False,
                initial=getattr(interview, f"{key}_note", ""),
            )
        self.fields["conducted_on"] = MemorableDateField(
            label="Day of the talk",
            initial=getattr(interview, "conducted_on", None) or timezone.localdate(),
        )

    def clean_conducted_on(self) -> Any:
        """A talk that has not happened cannot be scored."""
        day = self.cleaned_data["conducted_on"]
        if day and day > timezone.localdate():
            raise ValidationError("This day has not come yet.")
        return day


class InvitingForm(PlainForm):
    """Why an organization is invited."""

    reason = long_text(
        "Why do we invite them?",
        limit=1000,
        rows=3,
        hint="It stands in the history and in the record of why they were chosen.",
        missing="Say why we invite them.",
    )


class ReopeningForm(PlainForm):
    """Why a candidacy is opened before the day that we promised to wait for."""

    reason = long_text(
        "Why before that day?",
        limit=1000,
        rows=3,
        hint="Such as “They called us” or “The date was wrong”. It stands in the history.",
        missing="Say why the day does not hold any more.",
    )


class ClosingForm(PlainForm):
    """Not aligned, without blame, and when to look again."""

    reason = long_text(
        "What did not fit?",
        limit=1000,
        hint="Kept here for the next one who thinks of them.",
        missing="Say what did not fit.",
    )
    revisit_on = MemorableDateField(
        label="Revisit on",
        required=False,
        help_text="Nobody asks them again before this day. Empty means: any time.",
    )

    def clean_revisit_on(self) -> Any:
        """A promise about the future."""
        day = self.cleaned_data["revisit_on"]
        if day and day <= timezone.localdate():
            raise ValidationError("Choose a day that is still to come.")
        return day
