"""What a field says when its input cannot be taken: what to do, in plain words.

Django's own sentences ("This field is required.") are replaced unless a field was given words of
its own, through `error_messages` or as a field class of ours.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

#: Code of an error: what to do. `%(…)s` is what the check gives along.
WORDS = {
    "max_length": "Shorten this to %(limit_value)s characters; it has %(show_value)s.",
    "min_length": "Enter at least %(limit_value)s characters; it has %(show_value)s.",
    "min_value": "Enter %(limit_value)s or more.",
    "max_value": "Enter %(limit_value)s or less.",
    "max_digits": "Enter at most %(max)s digits.",
    "max_whole_digits": "Enter at most %(max)s digits before the point.",
    "null_characters_not_allowed": "A hidden character came along with this. Type it again.",
    "invalid_choice": "Choose one of those listed.",
    "invalid_list": "Choose from those listed.",
    "invalid_pk_value": "Choose from those listed.",
}
#: Class of a field: words that only such a field needs. The first class that fits counts.
WORDS_OF_KIND: dict[type[forms.Field], dict[str, str]] = {
    forms.EmailField: {"invalid": "Enter an e-mail address such as name@example.org."},
    forms.URLField: {"invalid": "Enter a web address such as https://example.org."},
    forms.SlugField: {"invalid": "Use letters, digits and hyphens only."},
    forms.FileField: {
        "invalid": "Choose a file.",
        "missing": "Choose a file.",
        "empty": "This file is empty. Choose another.",
        "max_length": "Shorten the file’s name to %(max)d characters; it has %(length)d.",
    },
}
#: A label that begins with one of these is a request already.
REQUESTS = frozenset({"choose", "describe", "enter", "say", "type", "write"})
#: A label that begins with one of these takes no article.
NO_ARTICLE = frozenset(
    {"a", "an", "its", "our", "the", "their", "this", "your"}
    | {"how", "what", "when", "where", "which", "who"}
)


def plain_words(field: forms.Field, label: str) -> dict[str, Any]:
    """The words, by code of an error, that take the place of Django's.

    label: as the page shows it; where nothing was entered, the words are made from it.
    """
    words = WORDS | {"required": words_for_nothing(field, label)}
    for kind, own in WORDS_OF_KIND.items():
        if isinstance(field, kind):
            words |= own
            break
    if isinstance(field, forms.DecimalField):
        words["max_decimal_places"] = (
            "Enter at most %(max)s digits after the point."
            if field.decimal_places
            else "Enter a whole number."
        )
    shipped = _shipped(field)
    return {
        code: text
        for code, text in words.items()
        if field.error_messages.get(code) is shipped.get(code)
    }


def _shipped(field: forms.Field) -> dict[str, Any]:
    """The field's messages as Django ships them, before anybody gave it others."""
    found: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("django."):
            found |= vars(kind).get("default_error_messages", {})
    return found


def words_for_nothing(field: forms.Field, label: str) -> str:
    """What to do about a field that was left empty: "Enter the region.", "Choose a file."."""
    if isinstance(field, forms.BooleanField):
        return "Tick this box to go on."
    if isinstance(field, forms.FileField):
        return "Choose a file."
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return "Choose at least one."
    chooses = isinstance(field, forms.ChoiceField)
    if not label or label[-1] in "?.:!":
        return "Choose an answer." if chooses else "Write an answer."
    first = label.split()[0]
    if first.lower() in REQUESTS:
        return f"{label}."
    thing = label if first.isupper() else label[0].lower() + label[1:]
    if first.lower() not in NO_ARTICLE:
        thing = f"the {thing}"
    is_long = isinstance(field.widget, forms.Textarea)
    return f"{'Choose' if chooses else 'Write' if is_long else 'Enter'} {thing}."


class PlainWords:
    """A form whose fields say in plain words what to do; stands before Django's class."""

    fields: dict[str, forms.Field]

    def full_clean(self) -> None:
        """Gives every field its words, then checks what was sent."""
        for name, field in self.fields.items():
            label: Any = self[name].label  # type: ignore[index]  # a form's bound field
            field.error_messages |= plain_words(field, str(label))
        super().full_clean()  # type: ignore[misc]  # Django's form comes after this class

    def add_error(self, field: str | None, error: Any) -> None:
        """Adds an error; a hidden character in a choice makes it one that is not listed."""
        chosen = self.fields.get(field or "")
        is_hidden = getattr(error, "code", "") == "null_characters_not_allowed"
        if is_hidden and isinstance(chosen, forms.ChoiceField):
            error = ValidationError(chosen.error_messages["invalid_choice"], "invalid_choice")
        super().add_error(field, error)  # type: ignore[misc]  # as above
