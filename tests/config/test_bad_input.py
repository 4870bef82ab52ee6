"""Forms in general: none without its grid of bad input, none that speaks like a machine."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms

from agreements.forms.doors import CodeMixin
from config.form_words import PlainWords, plain_words
from config.forms import LongTextField, MemorableDateField, PlainForm, needed_when
from metrics.forms.observations import FigureForm
from partnerships.forms.fields import email, line, long_text
from tests.agreements import bad_input_rows as agreements
from tests.bad_input import APPS
from tests.config.account_rows import ACCOUNTS
from tests.metrics import bad_input_rows as metrics
from tests.partnerships import bad_input_rows as partnerships
from tests.stakeholders import bad_input_rows as stakeholders

#: What other forms are made from; no page shows them.
BASES: set[Any] = {CodeMixin, FigureForm, PlainForm}


def subclasses(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def forms_of_the_product() -> set[type]:
    """Every form that a module of the four apps defines."""
    for app in APPS:
        for module in pkgutil.walk_packages(importlib.import_module(app).__path__, f"{app}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    found = {one for one in subclasses(forms.BaseForm) if one.__module__.split(".")[0] in APPS}
    return found - BASES


def test_every_form_has_a_row_in_a_grid_of_bad_input() -> None:
    apps: list[Any] = [partnerships, stakeholders, agreements, metrics]
    rows = [row for app in apps for row in (*app.FORMS.values(), *app.FILTERS.values())]
    named = {row.form for row in rows} | {row.form for row in ACCOUNTS.values()}
    assert {form.__name__ for form in forms_of_the_product() - named} == set()


def test_every_form_says_in_plain_words_what_to_do() -> None:
    assert {form for form in forms_of_the_product() if not issubclass(form, PlainWords)} == set()


FIELDS = [
    (line("Region"), "Enter the region."),
    (line("Type your full name"), "Type your full name."),
    (line("Their organization"), "Enter their organization."),
    (line("NAICS sector"), "Enter the NAICS sector."),
    (line("What is it for?"), "Write an answer."),
    (line("What is it for?", missing="Say what it is for."), "Say what it is for."),
    (long_text("Your answer"), "Write your answer."),
    (email("E-mail address"), "Enter the e-mail address."),
    (MemorableDateField(label="First day"), "Enter the first day."),
    (forms.IntegerField(label="Seats"), "Enter the seats."),
    (forms.ChoiceField(label="How often"), "Choose how often."),
    (forms.ChoiceField(label="1. How is it going?"), "Choose an answer."),
    (forms.MultipleChoiceField(label="Whom do we ask?"), "Choose at least one."),
    (forms.BooleanField(label="I may sign."), "Tick this box to go on."),
    (forms.FileField(label="The PDF"), "Choose a file."),
]


@pytest.mark.parametrize(("field", "words"), FIELDS)
def test_field_left_empty_says_what_to_do(field: forms.Field, words: str) -> None:
    form = form_with(field, {})
    assert form.errors["field"] == [words]


def form_with(field: forms.Field, data: dict[str, str]) -> PlainForm:
    kind: Any = type("OneField", (PlainForm,), {"field": field, "__module__": __name__})
    form: PlainForm = kind(data)
    return form


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (line("Name", limit=80), "x" * 91, "Shorten this to 80 characters; it has 91."),
        (line("Name"), "a\x00b", "A hidden character came along with this. Type it again."),
        (email("E-mail"), "tom@", "Enter an e-mail address such as name@example.org."),
        (forms.IntegerField(min_value=1), "0", "Enter 1 or more."),
        (forms.IntegerField(max_value=99), "100", "Enter 99 or less."),
        (forms.DecimalField(decimal_places=0), "6.5", "Enter a whole number."),
        (
            forms.DecimalField(decimal_places=2),
            "6.543",
            "Enter at most 2 digits after the point.",
        ),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "Choose one of those listed."),
    ],
)
def test_field_filled_wrongly_says_what_to_do(field: forms.Field, typed: str, words: str) -> None:
    assert form_with(field, {"field": typed}).errors["field"] == [words]


def test_words_of_a_field_of_its_own_stand() -> None:
    own = {"required": "Say why.", "max_length": "That is a novel."}
    field = LongTextField(max_length=2, error_messages=own)
    assert {"required", "max_length"}.isdisjoint(plain_words(field, "Why"))


@pytest.mark.parametrize(
    ("field", "mark"),
    [
        (line("Name"), ""),
        (line("Name", required=False), "Optional"),
        (needed_when("Needed for a new one", line("Name", required=False)), "Needed for a new one"),
        (needed_when("", line("Name", required=False)), ""),
    ],
)
def test_label_says_truly_when_a_field_is_needed(field: forms.Field, mark: str) -> None:
    html = str(form_with(field, {"field": "x"}))
    shown = f'<span class="optional">{mark}</span>' if mark else ""
    assert ('class="optional"' in html) == bool(mark)
    assert shown in html


def test_summary_names_a_field_once() -> None:
    html = str(form_with(line("Region"), {}))
    assert '<li><a href="#id_field">Enter the region.</a></li>' in html
    html = str(form_with(line("Region", missing="Say where."), {}))
    assert '<li><a href="#id_field">Region</a> Say where.</li>' in html
