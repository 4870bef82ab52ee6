"""Forms for entering and correcting a figure."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from config.forms import MemorableDateField, PlainForm, needed_when
from config.templatetags.formatting import us_date
from metrics.forms.indicators import amount, stored, typed
from metrics.forms.numbers import CountField
from metrics.models import Indicator, IndicatorKind, Observation, Period, Qualifier
from partnerships.forms.fields import line

COUNTS = ("expected", "reporting", "on_time")
LARGEST_COUNT = 10_000_000
EARLIEST_YEAR = 1900


def count(label: str, *, hint: str = "", **options: Any) -> CountField:
    """A whole number that may be left open, unless an option says otherwise."""
    options.setdefault("required", False)
    return CountField(
        label=label,
        min_value=0,
        max_value=LARGEST_COUNT,
        help_text=hint,
        widget=forms.TextInput({"inputmode": "numeric", "class": "tiny"}),
        **options,
    )


class FigureForm(PlainForm):
    """The parts that a new figure and a correction share. period: the one that stays, if any."""

    period: Period | None = None

    def __init__(self, indicator: Indicator, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        kind, reporters = indicator.kind, indicator.reporters
        self.fields["value"] = amount(
            f"Figure ({indicator.unit})", kind, error_messages={"required": "Enter the figure."}
        )
        self.fields["qualifier"] = forms.ChoiceField(
            label="How sure is it?",
            choices=Qualifier,
            initial=Qualifier.EXACT,
            error_messages={"required": "Choose how sure it is."},
        )
        if kind in (IndicatorKind.PERCENT, IndicatorKind.MONEY):
            self.fields["denominator"] = count(
                "About how many people?",
                hint="Figures about too few people are hidden.",
                required=kind == IndicatorKind.PERCENT,
                error_messages={"required": "Enter how many people the percent is about."},
            )
        self.fields["expected"] = count(f"How many {reporters} should report?")
        self.fields["reporting"] = needed_when(
            "Needed with the number above", count(f"How many {reporters} did?")
        )
        self.fields["on_time"] = count("How many of them on time?")
        self.fields["source"] = line(
            "Source", limit=160, hint="Such as District counts. Please do not name people."
        )
        self.fields["as_of"] = MemorableDateField(
            label="As of",
            initial=timezone.localdate,
            error_messages={"required": "Enter the day it is about."},
        )
        self.fields["note"] = line(
            "Note", limit=200, required=False, hint="Shown under the measures, such as a formula."
        )

    def clean_as_of(self) -> Any:
        """A day that has come, of a year that can be."""
        day = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise ValidationError("A figure cannot be about a day to come.")
        if day.year < EARLIEST_YEAR:
            raise ValidationError(f"Enter a year from {EARLIEST_YEAR} on.")
        return day

    def clean(self) -> dict[str, Any]:
        """The facts in stored units, with counts that fit each other."""
        values = super().clean() or {}
        if values.get("value") is not None:
            values["value"] = stored(self.indicator.kind, values["value"])
        is_percent = self.indicator.kind == IndicatorKind.PERCENT
        if is_percent and not values.get("denominator") and "denominator" not in self.errors:
            self.add_error("denominator", "Enter how many people the percent is about.")
        expected, reporting, on_time = (values.get(name) for name in COUNTS)
        if expected is not None and reporting is None and "reporting" not in self.errors:
            self.add_error("reporting", "Enter how many did; 0 is a number too.")
        if None not in (expected, reporting) and reporting > expected:  # type: ignore[operator]  # neither is None
            self.add_error("reporting", "More reported than should. Check both numbers.")
        if on_time is not None and on_time > (reporting or 0):
            self.add_error("on_time", "More were on time than reported. Check both numbers.")
        self._check_as_of(values.get("period") or self.period, values.get("as_of"))
        return values

    def _check_as_of(self, period: Period | None, as_of: date | None) -> None:
        """A figure is about a day of its period, or a later one on which it was counted."""
        first = period and period.starts_on
        if first and as_of and as_of < first:
            self.add_error(
                "as_of", f"Enter {us_date(first)} or a later day: the period begins then."
            )


class ObservationForm(FigureForm):
    """A new figure of one period, of the whole or of one part."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = {
            "period": forms.ModelChoiceField(
                label="Period", queryset=Period.objects.all(), empty_label="Choose one"
            ),
            "breakdown_key": needed_when(
                "Leave empty for the whole",
                line("Part of", limit=40, required=False, hint="Such as Grade."),
            ),
            "breakdown_value": needed_when(
                "Leave empty for the whole",
                line("Which part", limit=80, required=False, hint="Such as 11."),
            ),
        }
        self.fields = first | self.fields

    def clean(self) -> dict[str, Any]:
        """Both halves of a part, or neither."""
        values = super().clean()
        key, part = values.get("breakdown_key"), values.get("breakdown_value")
        if key and not part and "breakdown_value" not in self.errors:
            self.add_error("breakdown_value", "Say which part, or leave both open.")
        if part and not key and "breakdown_key" not in self.errors:
            self.add_error("breakdown_key", "Say what it is a part of, or leave both open.")
        return values


class CorrectionForm(FigureForm):
    """A figure in place of another, with the reason; the period and part stay."""

    def __init__(self, observation: Observation, *args: Any, **kwargs: Any) -> None:
        super().__init__(observation.indicator, *args, **kwargs)
        self.period = observation.period
        self.fields["reason"] = line(
            "Why is it corrected?",
            limit=200,
            hint="It is kept with your name and the date.",
            missing="Say why it is corrected.",
        )
        self.initial = {
            name: getattr(observation, name)
            for name in self.fields
            if name not in ("value", "reason")
        }
        self.initial["value"] = typed(observation.indicator.kind, observation.value)
