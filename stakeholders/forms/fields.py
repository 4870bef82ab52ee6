"""Fields that several forms here share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from partnerships.forms.fields import line, long_text

#: Marks that turn the direction of the text after them: a name with one reads as another name.
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
PHONE = RegexValidator(
    r"^\+?[0-9][-0-9 ().]{5,24}(?: ?(?:x|ext\.?) ?[0-9]{1,6})?\Z",
    "Enter a phone number such as 507-555-0142.",
)


def no_direction_marks(value: str) -> None:
    """Raises ValidationError for hidden marks that turn the reading direction.

    Names in Arabic or Hebrew need none of them.
    """
    if DIRECTION_MARKS & set(value):
        raise ValidationError("Remove the hidden marks that turn the reading direction.")


def plain_line(label: str, **options: Any) -> forms.CharField:
    """One line of text without hidden direction marks."""
    return line(label, validators=[no_direction_marks], **options)


def plain_text(label: str, **options: Any) -> forms.CharField:
    """Text of several lines without hidden direction marks."""
    return long_text(label, validators=[no_direction_marks], **options)


def add_refusal(form: forms.Form, refusal: ValidationError) -> None:
    """Shows what a service refused beside its field, or on top when the form has no such field."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
