"""The seven elements of many partnerships at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Health:
    """How one partnership does: its seven elements, and a line from each app that has one."""

    elements: list[Element]
    lines: list[str]

    @property
    def squares(self) -> tuple[tuple[int, str, str], ...]:
        """As the strip of seven squares draws them: number, name, state."""
        return tuple((one.number, one.name, one.report.state.value) for one in self.elements)


def health_of(convener: Any, partnerships: Sequence[Any], role: str) -> dict[UUID, Health]:
    """The health of each partnership as a member of this role may see it; every app's rule reads
    all partnerships at once.

    partnerships: as `partnerships.selectors.partnerships.with_charter` reads them.
    """
    said = [rule(convener, partnerships) for rule in element_rules.values() if partnerships]
    found = {}
    for one in partnerships:
        reports = [by_partnership[one.pk].for_role(role) for by_partnership in said]
        by_number = {number: told for report in reports for number, told in report.elements.items()}
        found[one.pk] = Health(
            [
                Element(number, name, by_number.get(number, NOTHING))
                for number, name in ELEMENTS.items()
            ],
            [report.line for report in reports if report.line],
        )
    return found


def elements_of(convener: Any, partnership: Any, role: str) -> list[Element]:
    """The seven elements of one partnership; one that is closed has no next step."""
    elements = health_of(convener, [partnership], role)[partnership.pk].elements
    if not partnership.is_closed:
        return elements
    return [replace(one, report=replace(one.report, step=None)) for one in elements]


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
