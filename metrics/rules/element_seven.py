"""Element 7 of the playbook's seven (L96–98): measures of the whole process, not of outcomes only.

Several topics have a say (measures with targets, evaluation rounds). Each adds a source; the
element is in place when all of them are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from partnerships.registries import ElementReport, ElementState, Step


@dataclass(frozen=True)
class SuccessPart:
    """What one topic says about a partnership's measures of success."""

    state: ElementState
    words: str
    step: Step | None = None


#: Reads many partnerships at once (one or two queries) and says its part about each.
SuccessSource = Callable[[Any, Sequence[Any]], dict[UUID, SuccessPart]]

#: `(order, source)`; filled in `AppConfig.ready`.
success_sources: list[tuple[int, SuccessSource]] = []


def process_wide_metrics(convener: Any, partnerships: Sequence[Any]) -> dict[UUID, ElementReport]:
    """Element 7 of each partnership, from every source's part."""
    sources = [source for _, source in sorted(success_sources, key=lambda entry: entry[0])]
    said = [source(convener, partnerships) for source in sources]
    return {
        partnership.pk: combine(
            [parts[partnership.pk] for parts in said if partnership.pk in parts]
        )
        for partnership in partnerships
    }


def combine(parts: Sequence[SuccessPart]) -> ElementReport:
    """One report: attention where any part needs it, in place where all are."""
    states = {part.state for part in parts}
    if ElementState.ATTENTION in states:
        state = ElementState.ATTENTION
    elif len(states) == 1:
        state = states.pop()
    else:
        state = ElementState.UNDER_WAY if states else ElementState.NOT_STARTED
    urgent = sorted(parts, key=lambda part: part.state != ElementState.ATTENTION)
    step = next((part.step for part in urgent if part.step), None)
    words = " ".join(part.words for part in parts if part.words)
    return ElementReport(state, words or "Nothing is measured yet.", step)
