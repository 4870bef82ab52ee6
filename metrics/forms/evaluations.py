"""Forms of evaluations, on both sides of the link."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms

from config.forms import CheckboxTiles, MemorableDateField, PlainForm, RadioTiles
from metrics.models import Side
from metrics.rules.evaluation_instrument import (
    NOT_APPLICABLE,
    NOT_APPLICABLE_LABEL,
    SCALE,
    STRANDS,
    Instrument,
    Item,
)
from metrics.services.evaluation_rounds import Person
from partnerships.forms.fields import long_text
from partnerships.models import Phase

#: What a round may be about; a closed partnership is evaluated no more.
PHASES = [(phase.value, phase.label) for phase in Phase if phase != Phase.CLOSED]
LONGEST_DAYS = 120


class EvaluationStartForm(PlainForm):
    """When the round closes, and whom it asks."""

    closes_on = MemorableDateField(
        label="Last day for answers", help_text="It closes by itself after this day."
    )
    phase = forms.ChoiceField(
        label="Phase it looks at",
        choices=PHASES,
        help_text="An evaluation before there are outcomes looks at the way you work.",
    )

    def __init__(
        self,
        people: dict[str, list[tuple[str, Person]]],
        today: datetime.date,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.people = {key: person for side in people.values() for key, person in side}
        labels = {Side.PARTNER: "Partners", Side.CONVENER: "Our own team"}
        groups = [
            (labels[Side(side)], [(key, _label(person)) for key, person in found])
            for side, found in people.items()
            if found
        ]
        self.fields["people"] = forms.MultipleChoiceField(
            label="Whom do we ask?",
            choices=groups,
            widget=CheckboxTiles,
            initial=list(self.people),
            help_text="Results are shown from five answers on. Ask more: not all will answer.",
            error_messages={"required": "Choose whom to ask."},
        )

    def clean_closes_on(self) -> datetime.date:
        """Raises ValidationError unless the day is after today and within four months."""
        day: datetime.date = self.cleaned_data["closes_on"]
        if day <= self.today:
            raise forms.ValidationError("Choose a day after today.")
        if day > self.today + datetime.timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError(f"Choose a day within {LONGEST_DAYS} days.")
        return day

    @property
    def round(self) -> dict[str, Any]:
        """Keyword arguments of `start_round`."""
        cleaned = self.cleaned_data
        return {
            "closes_on": cleaned["closes_on"],
            "phase": cleaned["phase"],
            "people": [self.people[key] for key in cleaned["people"]],
        }


def _label(person: Person) -> str:
    return ", ".join(filter(None, [person.name, person.organization_name]))


class EvaluationAnswerForm(PlainForm):
    """Ten statements, grouped by category, and two open texts."""

    def __init__(self, instrument: Instrument, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        choices = [(str(value), label) for value, label in SCALE]
        for number, item in enumerate(instrument.items, 1):
            self.fields[item.key] = forms.ChoiceField(
                label=f"{number}. {item.text}",
                help_text=f"About {STRANDS[item.strand].lower()}.",
                choices=[*choices, (NOT_APPLICABLE, NOT_APPLICABLE_LABEL)],
                widget=RadioTiles,
            )
        for key, question in instrument.texts.items():
            self.fields[f"text_{key}"] = long_text(
                question,
                hint="Shown without your name, and only when five or more people answer.",
                required=False,
                rows=3,
            )

    def groups(self) -> Iterator[tuple[str, list[Any]]]:
        """`(category, fields)` in order; the open texts come last, under "In your own words"."""
        for key, label in self.instrument.categories.items():
            items: list[Item] = [one for one in self.instrument.items if one.category == key]
            yield label, [self[item.key] for item in items]
        yield "In your own words", [self[f"text_{key}"] for key in self.instrument.texts]

    @classmethod
    def initial_of(cls, answer: dict[str, Any] | None) -> dict[str, Any]:
        """What was answered before."""
        if answer is None:
            return {}
        scores = {
            key: NOT_APPLICABLE if score is None else str(score)
            for key, score in answer["scores"].items()
        }
        return scores | {f"text_{key}": text for key, text in answer["comments"].items()}

    @property
    def answer(self) -> dict[str, Any]:
        """Keyword arguments of `answer_evaluation`."""
        cleaned = self.cleaned_data
        return {
            "scores": {
                item.key: None if cleaned[item.key] == NOT_APPLICABLE else int(cleaned[item.key])
                for item in self.instrument.items
            },
            "comments": {key: cleaned[f"text_{key}"] for key in self.instrument.texts},
        }
