"""The form of a program's key."""

from __future__ import annotations

from django import forms

from config.forms import MakesOneRow
from partnerships.forms.fields import line

DAYS = ((30, "30 days"), (90, "90 days"), (365, "One year"))


class TokenForm(MakesOneRow):
    """What the token is for, and for how long."""

    name = line(
        "What is it for?",
        limit=80,
        hint="Such as Nightly import of enrollments.",
        missing="Say what it is for.",
    )
    days = forms.TypedChoiceField(
        label="Valid for",
        choices=DAYS,
        coerce=int,
        initial=90,
        error_messages={"required": "Choose how long it is valid."},
    )
