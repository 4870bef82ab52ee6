"""JSON checked by the same forms as the pages, so that both doors keep one set of rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from config.forms import MemorableDateWidget

#: Of longer lists an error names no choices.
MOST_CHOICES = 30


class FormSerializer(serializers.Serializer[Any]):
    """Declares shape and types; the rules are the form's.

    A subclass gives the form in `make_form`; `validated_data` is then what the form cleaned.
    """

    def to_internal_value(self, data: Any) -> Any:
        """The fields given. A name that is not one of them is refused: a slip would be lost."""
        if isinstance(data, Mapping) and (others := set(data) - set(self.fields)):
            words = "There is no such field, or it is not written here."
            raise serializers.ValidationError({str(name): [words] for name in sorted(others)})
        return super().to_internal_value(data)

    def make_form(self, data: dict[str, Any]) -> forms.Form:
        """The bound form. data: one text for each control, as a browser would send them."""
        raise NotImplementedError

    def form_values(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Values by the form's field names; those of the request unless a subclass maps them."""
        return attrs

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What the form cleaned. Raises ValidationError by field."""
        return self.cleaned_form(attrs).cleaned_data

    def cleaned_form(self, attrs: dict[str, Any]) -> Any:
        """The valid form. Raises ValidationError by field."""
        blank = self.make_form({})
        form = self.make_form(as_posted(blank, self.form_values(attrs)))
        if not form.is_valid():
            raise serializers.ValidationError(errors_of(form))
        return form


def errors_of(form: forms.Form) -> dict[str, list[str]]:
    """A form's sentences by field, `request` for the whole. Where a choice is wrong or missing,
    the last says what there is to choose: a program sees no list."""
    found = {}
    for name, errors in form.errors.as_data().items():
        words = [text for error in errors for text in error.messages]
        if {error.code for error in errors} & {"invalid_choice", "required", "invalid"}:
            words += choices_of(form.fields.get(name))
        found["request" if name == "__all__" else name] = words
    return found


def choices_of(field: forms.Field | None) -> list[str]:
    """A sentence with a field's choices, none for another field or where they are many."""
    if not isinstance(field, forms.ChoiceField):
        return []
    choices: Any = field.choices
    pairs = [(str(value), str(label)) for value, label in choices if value]
    if not pairs or len(pairs) > MOST_CHOICES:
        return []
    named = (value if value == label else f"{value} ({label})" for value, label in pairs)
    return [f"There is: {', '.join(named)}."]


def checked(
    kind: type[FormSerializer], request: Any, subject: Any = None, **context: Any
) -> dict[str, Any]:
    """What a request's body says, checked.

    subject: what it changes, from the facts given only; locked, since what is not given is taken
    from it, and another request may be changing that.
    Raises ValidationError by field.
    """
    wanted = kind(
        subject,
        data=request.data,
        partial=subject is not None,
        context={"request": request, **context},
    )
    wanted.is_valid(raise_exception=True)
    values: dict[str, Any] = wanted.validated_data
    return values


def page_of(view: GenericAPIView[Any], rows: Any) -> Response:
    """One page of a list's rows, as the view's own serializer writes them."""
    page: Any = view.paginate_queryset(rows)
    shape: Any = view.serializer_class
    return view.get_paginated_response(shape(page, many=True).data)


def as_posted(form: forms.Form, values: dict[str, Any]) -> dict[str, Any]:
    """Values as a browser would post them; the form's own initial values fill what is absent."""
    posted: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = values.get(name, form.get_initial_for_field(field, name))
        if value is None or value is False:
            continue
        if isinstance(field.widget, MemorableDateWidget):
            day = value if isinstance(value, date) else date.fromisoformat(str(value))
            parts = {"month": day.month, "day": day.day, "year": f"{day.year:04d}"}
            posted |= {f"{name}_{part}": str(number) for part, number in parts.items()}
        else:
            posted[name] = _text(value)
    return posted


def _text(value: Any) -> str:
    if value is True:
        return "on"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"  # 41.00 is a whole number, and is typed as one
    return str(getattr(value, "pk", value))
