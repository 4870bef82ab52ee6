"""Field helpers shared by the forms of every app.

`missing`: what to do when nothing was entered; without it the label makes the words.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.forms import LongTextField

#: Marks that turn the direction of the text after them: a name with one reads as another name.
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def no_direction_marks(value: str) -> None:
    """Raises ValidationError for hidden marks that turn the reading direction.

    Names in Arabic or Hebrew need none of them.
    """
    if DIRECTION_MARKS & set(value):
        raise ValidationError("Remove the hidden marks that turn the reading direction.")


class LineField(forms.CharField):
    """Text in one line: a break, which only programs and pasted text can bring, is a space."""

    def to_python(self, value: Any) -> str:
        """The text, with its lines joined."""
        return " ".join((super().to_python(value) or "").splitlines())


def line(
    label: str, *, limit: int = 120, hint: str = "", missing: str = "", **options: Any
) -> LineField:
    """One line of text, at most `limit` characters, without hidden direction marks."""
    options |= _for_nothing(missing) | {"validators": [no_direction_marks]}
    return LineField(label=label, max_length=limit, help_text=hint, **options)


def long_text(
    label: str, *, limit: int = 2000, hint: str = "", missing: str = "", **options: Any
) -> LongTextField:
    """Text of several lines, at most `limit` characters, counted beside the field.

    Without hidden direction marks.
    """
    options |= _for_nothing(missing) | {"validators": [no_direction_marks]}
    return LongTextField(label=label, max_length=limit, help_text=hint, **options)


def email(label: str, *, hint: str = "", missing: str = "", **options: Any) -> forms.EmailField:
    """One e-mail address."""
    options |= _for_nothing(missing)
    return forms.EmailField(label=label, max_length=254, help_text=hint, **options)


def _for_nothing(missing: str) -> dict[str, Any]:
    """The option of a field that gives it these words for an empty answer; none for none."""
    return {"error_messages": {"required": missing}} if missing else {}
