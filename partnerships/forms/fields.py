"""Field helpers shared by the forms of every app."""

from __future__ import annotations

from typing import Any

from django import forms

from config.forms import LongTextField


def line(label: str, *, limit: int = 120, hint: str = "", **options: Any) -> forms.CharField:
    """One line of text, at most `limit` characters."""
    return forms.CharField(label=label, max_length=limit, help_text=hint, **options)


def long_text(label: str, *, limit: int = 2000, hint: str = "", **options: Any) -> LongTextField:
    """Text of several lines, at most `limit` characters, counted beside the field."""
    return LongTextField(label=label, max_length=limit, help_text=hint, **options)


def email(label: str, *, hint: str = "", **options: Any) -> forms.EmailField:
    """One e-mail address."""
    return forms.EmailField(label=label, max_length=254, help_text=hint, **options)
