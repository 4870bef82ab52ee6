"""What every form answers to input that people and programs send.

Each app names its forms in `tests/<app>/bad_input_rows.py`; what is sent to them follows from
their fields. A form without a row fails in `tests/config/test_bad_input.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.validators import RegexValidator
from django.db import models
from django.test import Client

from agreements.forms.doors import CodeField
from config.forms import MemorableDateField
from config.tenancy.models import TenantModel
from metrics.services.periods import find_or_make_period, school_year
from partnerships.models import AuditEvent
from tests.cast import House, make_house
from tests.stakeholders.world import add_candidacy

RAW_HTML = "<i>&<b>"
#: Text that looks odd and is honest, in HTML, Arabic, Hebrew and emoji: kept and shown as typed.
UNUSUAL = f"{RAW_HTML} مستشفى רות 🧑🏽‍🏭"
#: What no form of ours says.
DRY = ["This field is required", "Ensure this", "Select a valid choice", "Null characters"]
APPS = ("partnerships", "stakeholders", "agreements", "metrics")


@dataclass(frozen=True)
class FormRow:
    """A form, and how one comes to its page.

    world: makes what the page needs; gives its address and input that is taken.
    role: who sends it; None for a door, which nobody signs in to.
    taken: what the page answers to good input.
    is_kept: whether its texts are found in the convener's own tables afterwards.
    needs_one: nothing is refused although no single field is needed.
    silent: why good input leaves no line in the audit trail; empty when it must.
    """

    form: type[forms.BaseForm]
    world: Callable[[House], tuple[str, dict[str, Any]]]
    role: str | None = "owner"
    taken: int = 302
    is_kept: bool = True
    needs_one: bool = False
    silent: str = ""


@dataclass(frozen=True)
class FilterRow:
    """A page that reads its address: a list with a filter, or one without a form.

    names: what it reads there besides the filter's fields and what every list reads.
    """

    form: type[forms.BaseForm] | None
    url: Callable[[House], str]
    role: str = "owner"
    answers: int = 200
    names: tuple[str, ...] = ()


class Sent:
    """One answer of a form's page, with the form and what its controls show."""

    def __init__(self, client: Client, row: FormRow, url: str, data: dict[str, Any]) -> None:
        # A browser always sends its token along: an empty form is not an empty request.
        self.data = {"csrfmiddlewaretoken": "x", **data}
        self.answer = client.post(url, self.data)
        self.page = self.answer.content.decode()
        self.form = form_in(self.answer, row.form)

    def refused(self) -> None:
        """Asserts the status of a refusal, and that it speaks plainly."""
        assert self.answer.status_code == 422
        assert [words for words in DRY if words in self.page] == []

    def beside(self, name: str) -> bool:
        """Whether an error stands beside a field, or on top for one that nobody sees."""
        if self.form.fields[name].widget.is_hidden:
            return name in self.form.errors and 'class="error-summary"' in self.page
        return f'id="id_{name}_error"' in self.page

    def errors(self) -> set[str]:
        """The fields with an error beside them."""
        return {name for name in self.form.fields if self.beside(name)}

    def lost(self) -> dict[str, Any]:
        """What was typed and is not shown any more. A choice that is none cannot be shown."""
        shown = Controls(self.page).values
        return {
            control: (typed, shown.get(control))
            for name, field in self.form.fields.items()
            if not isinstance(field, forms.ChoiceField) or name not in self.form.errors
            for control, typed in typed_into(name, field, self.data).items()
            if shown.get(control) != typed
        }


def form_in(answer: Any, kind: type[forms.BaseForm]) -> Any:
    """The form of this class in what the page was drawn with; None where there is none."""
    for layer in answer.context or []:
        for value in layer.flatten().values():
            if isinstance(value, kind):
                return value
    return None


def typed_into(name: str, field: forms.Field, data: dict[str, Any]) -> dict[str, str]:
    """`control: text` of a field, as it was sent. Passwords and files are never shown again."""
    if isinstance(field.widget, forms.PasswordInput | forms.FileInput):
        return {}
    parts = ("month", "day", "year") if isinstance(field, MemorableDateField) else ()
    controls = [f"{name}_{part}" for part in parts if part != "month"] or [name]
    return {control: str(data[control]) for control in controls if is_one_text(data, control)}


def is_one_text(data: dict[str, Any], control: str) -> bool:
    """Whether one text was sent for a control."""
    return control in data and not isinstance(data[control], list)


class Controls(HTMLParser):
    """The values that a page's controls show, by name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._text: str | None = None
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, found: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in found}
        name = attributes.get("name", "")
        if tag == "textarea":
            self._text, self.values[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in attributes:
            self.values[self._select] = attributes.get("value", "")
        elif tag == "input" and attributes.get("type") in ("radio", "checkbox"):
            if "checked" in attributes:
                self.values[name] = attributes.get("value", "on")
        elif tag == "input":
            self.values.setdefault(name, attributes.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self.values[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            # The first line break after the tag is the template's, not the person's.
            self.values[self._text] = self.values[self._text].removeprefix("\n")
            self._text = None


def is_text(field: forms.Field) -> bool:
    """Whether anything that a person writes is an answer."""
    patterns = [one for one in field.validators if isinstance(one, RegexValidator)]
    return type(field).clean is forms.Field.clean and (
        isinstance(field, forms.CharField)
        and not isinstance(field, forms.EmailField | forms.URLField | CodeField)
        and not patterns
        and not field.widget.is_hidden
    )


def texts(form: Any) -> list[str]:
    """The fields that take free text."""
    return [name for name, field in form.fields.items() if is_text(field)]


def web_addresses(form: Any) -> list[str]:
    """The fields whose answer is the address of a page; a path may hold any sign."""
    return [name for name, field in form.fields.items() if isinstance(field, forms.URLField)]


def typed_fields(form: Any) -> list[str]:
    """The fields whose answer has a form: numbers, days, addresses, choices."""
    kinds = (forms.BooleanField, forms.FileField, CodeField)
    return [
        name
        for name, field in form.fields.items()
        if not is_text(field) and not isinstance(field, kinds) and not field.widget.is_hidden
    ]


def optional_fields(form: Any) -> list[str]:
    """The fields that the page calls optional."""
    return [one.name for one in form if one.mark == "Optional" and not one.is_checkbox]


def without(data: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """The input with some fields left empty."""
    parts = {f"{name}_{part}" for name in names for part in ("month", "day", "year")}
    return {name: value for name, value in data.items() if name not in {*names, *parts}}


def bad_value(form: Any, name: str, value: str) -> dict[str, Any]:
    """The controls of a field with a value that is none of its kind."""
    field = form.fields[name]
    if isinstance(field, MemorableDateField):
        return {f"{name}_month": "13", f"{name}_day": value, f"{name}_year": value}
    return {name: value}


def check_form(
    house: House, row: FormRow, patch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    """Sends every kind of input to a form; asserts what every form owes to it."""
    url, good = row.world(house)
    client = house.client(row.role) if row.role else Client()

    def send(data: dict[str, Any]) -> Sent:
        return Sent(client, row, url, data)

    form = refuse_all(send, good, row, patch).form
    with subtests.test("empty"):
        _check_empty(send, form, row, patch)
    with subtests.test("without what is optional"):
        fields = optional_fields(form)
        for left in [fields, *([one] for one in fields)]:
            refuse_all(send, without(good, left), row, patch)
    with subtests.test("over-long"):
        _check_long(send, form, good)
    with subtests.test("NUL"):
        _check_bad(send, form, good, texts(form) + typed_fields(form), "Mission\x00Hydraulics")
    with subtests.test("hidden direction mark"):
        marked = texts(form) if row.is_kept else []  # what nobody keeps nobody reads
        _check_bad(send, form, good, marked, "Mission\u202eHydraulics")
        _check_bad(send, form, good, web_addresses(form), "https://example.org/\u202ednim")
    for kind, value in {"wrong type": "pirates@@x", "unusual wrong type": UNUSUAL}.items():
        with subtests.test(kind):
            _check_bad(send, form, good, typed_fields(form), value)
    if foreign := foreign_ids(form.fields):
        with subtests.test("another convener's ids"):
            _check_refused(send(good | foreign), set(foreign))
    with subtests.test("HTML, right to left and emoji"):
        odd = good | unusual(form)
        assert RAW_HTML not in refuse_all(send, odd, row, patch).page
        check_taken(house, row, client, url, odd)


def foreign_ids(fields: dict[str, forms.Field]) -> dict[str, str]:
    """The id of a row of another convener for each field that names one."""
    named = {
        name: field.queryset.model
        for name, field in fields.items()
        if isinstance(field, forms.ModelChoiceField)
    }
    if not named:
        return {}
    rival = make_house("rival", "Rival Chamber", {"owner": "Rex Rival"})
    add_candidacy(rival)
    with rival.scope():
        find_or_make_period(**school_year(2025))
        return {name: str(model.objects.all()[0].pk) for name, model in named.items()}


def unusual(form: Any) -> dict[str, str]:
    """Odd text for each field that takes any, with the field's name to tell them apart."""
    return {name: f"{UNUSUAL} {name}"[: form.fields[name].max_length] for name in texts(form)}


def refuse_all(
    send: Callable[[Any], Sent], data: Any, row: FormRow, patch: pytest.MonkeyPatch
) -> Sent:
    """What the page shows when a form refuses input for a reason of no field."""
    own = row.form.clean

    def refuse(form: Any) -> Any:
        values = own(form)
        form.add_error(None, "Refused by the test.")
        return values

    with patch.context() as here:
        here.setattr(row.form, "clean", refuse)
        sent = send(data)
    assert sent.answer.status_code == 422, f"{row.form.__name__} took what it should refuse"
    assert "Refused by the test." in sent.page
    assert sent.errors() == set(), sent.form.errors
    assert sent.lost() == {}
    return sent


def _check_empty(
    send: Callable[[Any], Sent], form: Any, row: FormRow, patch: pytest.MonkeyPatch
) -> None:
    needed = {name for name, field in form.fields.items() if field.required}
    if not needed and not row.needs_one:
        refuse_all(send, {}, row, patch)  # it would be taken, and the page would be gone
        return
    sent = send({})
    sent.refused()
    assert needed <= sent.errors()
    assert all(words[-1].endswith(".") for words in sent.form.errors.values())


def _check_long(send: Callable[[Any], Sent], form: Any, good: dict[str, Any]) -> None:
    limits = {name: getattr(form.fields[name], "max_length", None) for name in form.fields}
    unlimited = [name for name in texts(form) if not limits[name]]
    assert not unlimited, f"No limit: {unlimited}"
    long = {name: "Ä" * (limit + 1) for name, limit in limits.items() if limit}
    if long:
        _check_refused(send(good | long), set(long))


def _check_bad(
    send: Callable[[Any], Sent], form: Any, good: dict[str, Any], names: list[str], value: str
) -> None:
    bad: dict[str, Any] = {}
    for name in names:
        bad |= bad_value(form, name, value)
    if bad:
        _check_refused(send(good | bad), set(names))


def _check_refused(sent: Sent, names: set[str]) -> None:
    sent.refused()
    assert names <= sent.errors()
    assert sent.lost() == {}
    assert RAW_HTML not in sent.page


def check_taken(house: House, row: FormRow, client: Client, url: str, data: dict[str, Any]) -> None:
    """Asserts that input is taken, audited, kept as it was typed, and escaped on the page after
    it."""
    before = audited(house)
    answer = client.post(url, data)
    found = form_in(answer, row.form)
    assert answer.status_code == row.taken, found and found.errors
    assert (audited(house) > before) != bool(row.silent), "the audit trail"
    page = client.get(answer.headers["Location"]) if answer.status_code == 302 else answer
    assert page.status_code == 200
    assert RAW_HTML not in page.content.decode()
    kept = everything_kept(house) if row.is_kept else ""
    odd = [value for value in data.values() if str(value).startswith(UNUSUAL)]
    assert [value for value in odd if row.is_kept and value not in kept] == []


def audited(house: House) -> int:
    """How many lines the convener's audit trail has."""
    with house.scope():
        return AuditEvent.objects.count()


def everything_kept(house: House) -> str:
    """Every text in the convener's own tables."""
    found: list[Any] = []
    with house.scope():
        for model in apps.get_models():
            if model._meta.app_label in APPS and issubclass(model, TenantModel):
                kinds = (models.CharField, models.TextField, models.JSONField)
                names = [one.name for one in model._meta.fields if isinstance(one, kinds)]
                found += model.objects.values_list(*names) if names else []
    return json.dumps(found, ensure_ascii=False, default=str)


#: What stands in an address that somebody made up.
NONSENSE = ["", "Ä" * 3000, "-1", "Mission\x00Hydraulics", "Mission\u202eHydraulics", UNUSUAL]


def check_filter(house: House, row: FilterRow, subtests: pytest.Subtests) -> None:
    """Sends nonsense in every part of a list's address: it breaks nothing and is escaped."""
    fields = row.form.base_fields if row.form else {}
    names = [*fields, *row.names, "sort", "page", "all", "show"]
    client, url = house.client(row.role), row.url(house)
    addresses = {value[:20]: dict.fromkeys(names, value) for value in NONSENSE}
    if foreign := foreign_ids(fields):
        addresses["another convener's ids"] = dict.fromkeys(names, "") | foreign
    for kind, asked in addresses.items():
        with subtests.test(kind):
            answer = client.get(url, asked)
            page = answer.content.decode()
            assert answer.status_code == row.answers
            assert RAW_HTML not in page
            assert not any(words in page for words in DRY)
