"""Forms about an agreement that was sent, for the convener's people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from agreements.forms.fields import content_read
from agreements.services.sending import DRAFT_CHANGED
from config.forms import MemorableDateField, PlainForm, SeenField
from config.templatetags.formatting import us_date
from partnerships.forms.fields import email, line, long_text

LONGEST_WAIT = timedelta(days=180)


class SignByForm(PlainForm):
    """Until when the partner may sign."""

    sign_by = MemorableDateField(
        label="Sign by",
        help_text="The link in the mail works until the end of this day.",
        error_messages={"required": "Enter the last day to sign."},
    )

    def __init__(self, data: Any, *, today: date, ends_on: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.today, self.ends_on = today, ends_on

    def clean_sign_by(self) -> date:
        """A day that is still to come, at most half a year away."""
        sign_by: date = self.cleaned_data["sign_by"]
        if sign_by <= self.today:
            raise forms.ValidationError("Choose a day that is still to come.")
        if sign_by > self.today + LONGEST_WAIT:
            raise forms.ValidationError("Choose a day within the next six months.")
        if sign_by >= self.ends_on:
            ends = us_date(self.ends_on)
            raise forms.ValidationError(f"Choose a day before {ends}, the agreement’s last day.")
        return sign_by


class SendForm(SignByForm):
    """Sends the draft that the page shows, and no other."""

    previewed = SeenField(required=False)

    def clean(self) -> dict[str, Any]:
        """Refuses a draft that was changed since its page was opened."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("previewed") != self.initial["previewed"]:
            self.add_error(None, DRAFT_CHANGED)
        return values


class AddressForm(PlainForm):
    """Another address for the same person."""

    email = email("The right e-mail address", hint="The old link stops working at once.")


class SignerForm(PlainForm):
    """Somebody else who signs for the partner."""

    name = line("Full name")
    title = line("Job title", required=False)
    email = email("E-mail address", hint="A new link goes to this address.")


class ReasonForm(PlainForm):
    """Why; the people on the other side read it."""

    reason = long_text("Reason", limit=500, hint="The people who were asked to sign read this.")


class ReopenForm(PlainForm):
    """Why a partner who said “not right now” is asked again."""

    reason = long_text(
        "How do you know that they want to be asked again?",
        limit=500,
        hint="Such as “Tom called on May 4”. It stands in the history, which both sides get.",
        missing="Say how you know that they want it.",
    )


class AnswerForm(PlainForm):
    """The answer to a signer's question."""

    answer = long_text("Your answer", limit=2000, hint="It goes out by mail, as you write it.")


class FoundOutForm(PlainForm):
    """What the convener found out about somebody who said “this is not for me”."""

    answer = long_text("What you found out", limit=2000, hint="It stays here; no mail goes out.")


class CountersignForm(PlainForm):
    """The convener's signature. The boxes ship unticked."""

    content_sha256 = content_read()
    authority = forms.BooleanField(
        label="I may sign.", error_messages={"required": "Tick this, or have somebody else sign."}
    )
    electronic = forms.BooleanField(
        label="I agree to sign electronically.",
        error_messages={"required": "Tick this to sign here."},
    )
    name = line("Type your full name", hint="This is your signature.")
    title = line("Your job title")

    def __init__(self, data: Any, *, authority: str, consent: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["authority"].label = authority
        self.fields["electronic"].label = consent
