"""The seven elements of many partnerships at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from partnerships.registries import (
    ELEMENTS,
    ElementReport,
    ElementState,
    Step,
    element_rules,
)

NOTHING = ElementReport(ElementState.NOT_STARTED, "Nothing is recorded yet.")


@dataclass(frozen=True)
class Element:
    """One of the seven, as a partnership has it. `mark` is a key of the template tags' marks."""

    number: int
    name: str
    report: ElementReport

    @property
    def state(self) -> str:
        return self.report.state.value

    @property
    def square(self) -> dict[str, Any]:
        """As the strip of seven squares draws it."""
        return {"number": self.number, "name": self.name, "state": self.state}


def elements_of(convener: Any, partnerships: Sequence[Any]) -> dict[UUID, list[Element]]:
    """The seven elements of each partnership; each rule reads all partnerships at once."""
    by_number = {
        number: rule(convener, partnerships) if partnerships else {}
        for number, rule in element_rules.items()
    }
    return {
        partnership.pk: [
            Element(number, name, by_number.get(number, {}).get(partnership.pk, NOTHING))
            for number, name in ELEMENTS.items()
        ]
        for partnership in partnerships
    }


def most_urgent_step(elements: Sequence[Element]) -> Step | None:
    """The next step of the first element that needs attention, else of the first that has one."""
    steps = [element for element in elements if element.report.step]
    steps.sort(key=lambda element: element.report.state != ElementState.ATTENTION)
    return steps[0].report.step if steps else None


def count_words(elements: Sequence[Element]) -> str:
    """`2 in place, 4 under way, 1 needs attention`; states that do not occur are left out."""
    counts = Counter(element.report.state for element in elements)
    words = {
        ElementState.IN_PLACE: "in place",
        ElementState.UNDER_WAY: "under way",
        ElementState.ATTENTION: "needs attention",
        ElementState.NOT_STARTED: "not started",
    }
    if counts[ElementState.ATTENTION] > 1:
        words[ElementState.ATTENTION] = "need attention"
    return ", ".join(f"{counts[state]} {word}" for state, word in words.items() if counts[state])
