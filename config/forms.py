"""How every form of the product is drawn: USWDS markup, errors beside fields and summed up on top.

`FormRenderer` is the project's `FORM_RENDERER`; a form is a `PlainForm` and needs nothing but its
fields.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import secrets
import time
from collections.abc import Iterable, Mapping
from typing import Any, Self
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.dates import MONTHS

from config.form_words import PlainWords

INPUT_CLASSES = {
    forms.Textarea: "usa-textarea",
    forms.Select: "usa-select",
    forms.CheckboxInput: "usa-checkbox__input",
    forms.FileInput: "file-input",  # the design system's own needs data: images, which CSP refuses
    forms.widgets.Input: "usa-input",
}


#: How the names of fields begin that hold nothing but what somebody typed.
TEXTS = ("text", "reason", "note", "words")
#: What other fields hold that nobody typed: a choice, a mark, a code, a key of a row, a hash.
NOT_TYPED = re.compile(r"[a-z_]*|\d{0,8}|[-A-Za-z0-9_]{32,}")
#: On top of a form whose row is not what its page showed.
CHANGED_MEANWHILE = (
    "Somebody changed this after you opened it. What you typed is still here; send it again to put "
    "it in place of theirs."
)
#: The field of the button that shows a form again that was kept when a session had ended.
REVIEW = "review_kept_form"


def words_typed(fields: Iterable[tuple[str, str]]) -> list[str]:
    """What somebody typed into a form sent as `(name, value)`, without choices and keys."""
    return [
        value
        for name, value in fields
        if value.strip() and (name.startswith(TEXTS) or not NOT_TYPED.fullmatch(value))
    ]


class SeenField(forms.CharField):
    """The hash of what a page shows; shown again, the page has that of what is there by then."""

    widget = forms.HiddenInput

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Never what was sent."""
        return initial


class PlainForm(PlainWords, forms.Form):
    """A form of the product: it says in plain words what to do about its input.

    is_too_late: somebody was faster, so that its button is not shown any more.
    """

    is_too_late = False

    def refuse_late(self, words: str) -> None:
        """Says on top what is the case now; what was typed stays to be read and copied.

        words: a sentence that goes on after “Nothing changed:”.
        """
        self.is_too_late = True
        self.add_error(None, f"Nothing changed: {words} What you typed is still here.")

    def for_change(self) -> Self:
        """The same form, for a row that is there: refused once when its page shows an older one."""
        self.fields["seen"] = SeenField(required=False, initial=self._shown)
        return self

    def _shown(self) -> str:
        values = sorted((name, str(value)) for name, value in self.initial.items())
        return hashlib.sha256(repr(values).encode()).hexdigest()

    def _post_clean(self) -> None:
        seen = self.cleaned_data.pop("seen", "")
        if seen and seen != self._shown() and set(self.changed_data) - {"seen"}:
            self.add_error(None, CHANGED_MEANWHILE)
        if REVIEW in self.data:
            self.add_error(None, "You were signed out before this was sent. Look through it again.")


def _uuid7(stamp: bytes, rest: bytes) -> UUID:
    """A key as the database makes them: six bytes of time, ten that tell apart (RFC 9562, 5.7)."""
    number = int.from_bytes(stamp + rest) & ~(0xF << 76 | 0x3 << 62)
    return UUID(int=number | 0x7 << 76 | 0x2 << 62)


def fresh_row_id() -> UUID:
    """The key of a row that is still to be made."""
    return _uuid7((time.time_ns() // 1_000_000).to_bytes(6), secrets.token_bytes(10))


class RowIdField(forms.UUIDField):
    """A key that no person sees; what is none gives way to a fresh one."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=fresh_row_id)

    def key_of(self, value: Any) -> UUID | None:
        """The key that was sent, if it is one."""
        try:
            return super().clean(value)
        except ValidationError:
            return None

    def clean(self, value: Any) -> UUID:
        """The key that was sent, or a fresh one."""
        return self.key_of(value) or fresh_row_id()

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What a page with errors shows: the same key again."""
        return data if self.key_of(data) else initial


class MakesOneRow(PlainForm):
    """A form that makes a row, and one only, however often it is sent.

    row_id: the key of that row, once the form is clean. It follows from the page's key and from
    what was sent: whoever goes back and sends something else makes another row.
    """

    row_id: UUID
    new_row = RowIdField()

    def for_change(self) -> Self:
        """As above; it makes no row."""
        del self.fields["new_row"]
        return super().for_change()

    def _post_clean(self) -> None:
        super()._post_clean()
        if page := self.cleaned_data.pop("new_row", None):
            words = hashlib.sha256(page.bytes + repr(_sent(self.data)).encode()).digest()
            self.row_id = _uuid7(page.bytes[:6], words[:10])


def _sent(data: Any) -> list[tuple[str, Any]]:
    """Everything that was sent but the browser's own token, in a settled order."""
    pairs = data.lists() if hasattr(data, "lists") else data.items()
    return sorted(pair for pair in pairs if pair[0] != "csrfmiddlewaretoken")


def needed_when[SomeField: forms.Field](words: str, field: SomeField) -> SomeField:
    """Marks a field that another answer makes needed: `words` stand where “Optional” would.

    Without words nothing stands there: every answer, the empty one too, is an answer.
    """
    field.needed_when = words  # type: ignore[attr-defined]  # read by StyledBoundField
    return field


class StyledBoundField(BoundField):
    """A field that gives its widget the USWDS class and knows where its error link leads."""

    @property
    def is_checkbox(self) -> bool:
        """Say whether the label stands after the control."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def mark(self) -> str:
        """Return what stands beside the label of a field that is not always needed."""
        if self.field.required:
            return ""
        return str(getattr(self.field, "needed_when", "Optional"))

    @property
    def is_named_by_error(self) -> bool:
        """Say whether the error names the field, so that a summary need not name it again."""
        return all(self.label.lower() in str(error).lower() for error in self.errors)

    @property
    def is_counted(self) -> bool:
        """Say whether the field shows how many characters it takes: long texts with a limit."""
        return isinstance(self.field.widget, forms.Textarea) and bool(self.limit)

    @property
    def limit(self) -> int | None:
        """Return the most characters the field takes, or None."""
        return getattr(self.field, "max_length", None)

    @property
    def error_target(self) -> str:
        """Return the id that a link in the error summary leads to: the first control."""
        if not self.use_fieldset:
            return self.id_for_label
        first = self.subwidgets[0]
        parts = first.data.get("subwidgets") or [first.data]
        return str(parts[0]["attrs"].get("id", self.auto_id))

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Add the USWDS class, and a place for the count, to what Django sets."""
        built = super().build_widget_attrs(attrs, widget)
        drawn = widget or self.field.widget
        added = [name for kind, name in INPUT_CLASSES.items() if isinstance(drawn, kind)][:1]
        if self.is_counted:
            added.append("usa-character-count__field")
            described = f"{built.get('aria-describedby') or ''} {self.auto_id}_count"
            built["aria-describedby"] = described.strip()
        if drawn.use_fieldset:
            built.pop("aria-invalid", None)  # not allowed on a radio; the fieldset is described
        if drawn.attrs.get("placeholder"):
            built["placeholder"] = False  # it would vanish while typing; label and hint say it
        own = drawn.attrs.get("class", "")
        if added and not drawn.is_hidden:
            built["class"] = " ".join(filter(None, [*added, own]))
        return built


class FormRenderer(TemplatesSetting):
    """Draws forms, fields and widgets with the templates under `templates/components/forms/`."""

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"
    bound_field_class = StyledBoundField


class RadioTiles(forms.RadioSelect):
    """One choice of a few, each a full-width row.

    `hints` maps a choice's value to a line under its label; `row=True` puts short choices side
    by side.
    """

    template_name = "components/forms/tiles.html"
    tile_kind = "radio"

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        hints: Mapping[str, str] | None = None,
        row: bool = False,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}
        self.row = row

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add how the tiles stand to the widget's context."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"row": self.row, "kind": self.tile_kind}
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the choice's hint to Django's option."""
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"hint": self.hints.get(str(value), "")}


class CheckboxTiles(RadioTiles, forms.CheckboxSelectMultiple):
    """Several choices, each a full-width row."""

    template_name = "components/forms/tiles.html"
    tile_kind = "checkbox"
    allow_multiple_selected = True
    input_type = "checkbox"


class MemorableDateWidget(forms.MultiWidget):
    """Month by name, day and year typed: a date people know, without a calendar to click."""

    template_name = "components/forms/memorable_date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        months = [("", "Month"), *((str(number), name) for number, name in MONTHS.items())]
        digits = {"inputmode": "numeric", "class": "usa-input"}
        super().__init__(
            {
                "month": forms.Select({"class": "usa-select"}, months),
                "day": forms.TextInput(digits | {"maxlength": 2}),
                "year": forms.TextInput(digits | {"maxlength": 4}),
            },
            attrs,
        )

    def decompress(self, value: Any) -> list[Any]:
        """Split a date, or an ISO text of one, into month, day and year."""
        if isinstance(value, str):
            try:
                value = datetime.date.fromisoformat(value)
            except ValueError:
                return ["", "", ""]
        if isinstance(value, datetime.date):
            return [str(value.month), str(value.day), str(value.year)]
        return ["", "", ""]


class MemorableDateField(forms.DateField):
    """A date from month, day and year; what was typed stays as typed when it is no date."""

    widget = MemorableDateWidget
    default_error_messages = {"invalid": "Enter a real date, such as Nov 23, 2026."}

    def to_python(self, value: Any) -> datetime.date | None:
        """Return the date.

        Raises ValidationError when the three parts make no date or the year is not four digits.
        """
        if not isinstance(value, list | tuple):
            return super().to_python(value)
        month, day, year = ((part or "").strip() for part in value)
        if not (month or day or year):
            return None
        try:
            if len(year) != 4:
                raise ValueError(year)
            return datetime.date(int(year), int(month), int(day))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class LongTextField(forms.CharField):
    """Text of several lines, counted as browsers count it: a line break is one character."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea({"rows": rows}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Return the text with line breaks as browsers show them, not as they send them."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text
