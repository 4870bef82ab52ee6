"""Field helpers shared by the forms of every app.

`missing`: what to do when nothing was entered; without it the label makes the words.
"""

from __future__ import annotations

from typing import Any

from django import forms

from config.forms import LongTextField


def line(
    label: str, *, limit: int = 120, hint: str = "", missing: str = "", **options: Any
) -> forms.CharField:
    """One line of text, at most `limit` characters."""
    options |= _for_nothing(missing)
    return forms.CharField(label=label, max_length=limit, help_text=hint, **options)


def long_text(
    label: str, *, limit: int = 2000, hint: str = "", missing: str = "", **options: Any
) -> LongTextField:
    """Text of several lines, at most `limit` characters, counted beside the field."""
    options |= _for_nothing(missing)
    return LongTextField(label=label, max_length=limit, help_text=hint, **options)


def email(label: str, *, hint: str = "", missing: str = "", **options: Any) -> forms.EmailField:
    """One e-mail address."""
    options |= _for_nothing(missing)
    return forms.EmailField(label=label, max_length=254, help_text=hint, **options)


def _for_nothing(missing: str) -> dict[str, Any]:
    """The option of a field that gives it these words for an empty answer; none for none."""
    return {"error_messages": {"required": missing}} if missing else {}
