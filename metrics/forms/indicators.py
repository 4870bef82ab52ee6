"""Forms about periods, indicators and targets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.forms import MakesOneRow, MemorableDateField, PlainForm, RadioTiles, needed_when
from metrics.forms.numbers import AmountField
from metrics.models import (
    Course,
    Direction,
    Indicator,
    IndicatorKind,
    Measure,
    Period,
    PeriodKind,
    Qualifier,
    Target,
)
from partnerships.forms.fields import line

LARGEST = Decimal("999999999.99")


def amount(label: str, kind: str, **options: Any) -> AmountField:
    """A number in the unit people type: dollars for money, 0 to 100 for a percent."""
    top = Decimal(100) if kind == IndicatorKind.PERCENT else LARGEST
    whole = kind in (IndicatorKind.HEADCOUNT, IndicatorKind.ENROLLMENTS, IndicatorKind.COUNT)
    options.setdefault("help_text", _amount_hint(kind))
    return AmountField(
        kind=kind,
        label=label,
        min_value=Decimal(0),
        max_value=top,
        decimal_places=0 if whole else 2,
        max_digits=11,
        widget=forms.TextInput({"inputmode": "decimal", "class": "short"}),
        **options,
    )


def _amount_hint(kind: str) -> str:
    if kind == IndicatorKind.MONEY:
        return "In dollars, such as 202,250 or 202,250.50."
    return "From 0 to 100." if kind == IndicatorKind.PERCENT else "A whole number."


def stored(kind: str, typed: Decimal) -> Decimal:
    """From the unit people type to the stored one: dollars to cents."""
    return typed * 100 if kind == IndicatorKind.MONEY else typed


def typed(kind: str, stored_value: Decimal) -> Decimal:
    """From the stored unit to the one people type, without needless zeros."""
    value = stored_value / 100 if kind == IndicatorKind.MONEY else stored_value
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


class IndicatorForm(PlainForm):
    """What is measured. Code and kind are fixed once figures depend on them."""

    name = line("Name", hint="Such as Enrollment in high-demand pathways.")
    code = forms.SlugField(
        label="Code",
        max_length=60,
        help_text="Small letters, digits and hyphens. Conveners with the same code are set side "
        "by side by a state agency.",
    )
    definition = line("What it counts", limit=400, hint="One line that stands under the name.")
    measure = forms.ChoiceField(
        label="Which measure is it?",
        choices=Measure,
        error_messages={"required": "Choose which measure it is."},
    )
    kind = forms.ChoiceField(
        label="What is the number?",
        choices=IndicatorKind,
        widget=RadioTiles,
        error_messages={"required": "Choose what the number is."},
    )
    unit = line("Unit", limit=40, hint="What is counted, in the plural, such as students.")
    reporters = line("Who reports it", limit=40, hint="In the plural, such as districts.")
    course = forms.ChoiceField(
        label="How does it come about?",
        choices=Course,
        widget=RadioTiles,
        initial=Course.LEVEL,
        error_messages={"required": "Choose how it comes about."},
    )
    direction = forms.ChoiceField(
        label="Which way is better?",
        choices=Direction,
        widget=RadioTiles,
        initial=Direction.UP,
        error_messages={"required": "Choose which way is better."},
    )

    def __init__(self, *args: Any, indicator: Indicator | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if indicator is not None:
            del self.fields["code"], self.fields["kind"]
            self.initial = {name: getattr(indicator, name) for name in self.fields}
            self.for_change()

    def clean_code(self) -> str:
        """The code in small letters."""
        code: str = self.cleaned_data["code"].lower()
        if "_" in code or code.startswith("-"):
            raise ValidationError("Use small letters, digits and hyphens, a letter or digit first.")
        return code


class TargetForm(MakesOneRow):
    """How far, by when, and from where. The baseline is asked once and then frozen."""

    def __init__(
        self, indicator: Indicator, current: Target | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        self.fields["value"] = amount("Target", indicator.kind)
        self.fields["due_on"] = MemorableDateField(
            label="To be reached by",
            error_messages={"required": "Enter the day to reach it by."},
        )
        if current is None:
            self.fields["baseline_value"] = amount(
                "Baseline: where it starts",
                indicator.kind,
                error_messages={"required": "Enter the baseline."},
            )
            self.fields["baseline_qualifier"] = forms.ChoiceField(
                label="How sure is the baseline?",
                choices=Qualifier,
                initial=Qualifier.EXACT,
                error_messages={"required": "Choose how sure the baseline is."},
            )
            self.fields["baseline_period"] = forms.ModelChoiceField(
                label="Period of the baseline",
                queryset=Period.objects.all(),
                empty_label="Choose one",
                help_text="The last complete period before the start. It stays frozen.",
            )
            self.fields["baseline_note"] = line(
                "Note on the baseline", limit=200, required=False, hint="Such as “full year”."
            )
        else:
            self.initial = {
                "value": typed(indicator.kind, current.value),
                "due_on": current.due_on,
            }
        self.current = current

    def clean(self) -> dict[str, Any]:
        """The facts in stored units; the due day must lie after the baseline's period."""
        values = super().clean() or {}
        period = self.current.baseline_period if self.current else values.get("baseline_period")
        due_on = values.get("due_on")
        if period and due_on and due_on <= period.ends_on:
            self.add_error("due_on", "Choose a day after the baseline’s period ends.")
        for name in ("value", "baseline_value"):
            if values.get(name) is not None:
                values[name] = stored(self.indicator.kind, values[name])
        return values


class PeriodForm(PlainForm):
    """A stretch of time that figures can be about."""

    kind = forms.ChoiceField(
        label="What kind of period?",
        choices=PeriodKind,
        widget=RadioTiles,
        error_messages={"required": "Choose what kind of period it is."},
    )
    label = line("Name", limit=40, hint="Such as 2026-27, Fall 2026 or 2017.")
    starts_on = needed_when(
        "Needed unless it is several years", MemorableDateField(label="First day", required=False)
    )
    ends_on = MemorableDateField(label="Last day")

    def clean(self) -> dict[str, Any]:
        """The facts, if they make a period."""
        values = super().clean() or {}
        kind, starts_on, ends_on = (values.get(name) for name in ("kind", "starts_on", "ends_on"))
        if kind and kind != PeriodKind.RANGE and not starts_on and "starts_on" not in self.errors:
            self.add_error("starts_on", "Enter the first day.")
        if starts_on and ends_on and starts_on >= ends_on:
            self.add_error("ends_on", "The last day comes after the first.")
        return values
