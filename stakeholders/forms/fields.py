"""Fields that several forms here share."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

PHONE = RegexValidator(
    r"^\+?[0-9][-0-9 ().]{5,24}(?: ?(?:x|ext\.?) ?[0-9]{1,6})?\Z",
    "Enter a phone number such as 507-555-0142.",
)


def add_refusal(form: forms.Form, refusal: ValidationError) -> None:
    """Shows what a service refused beside its field, or on top when the form has no such field."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
