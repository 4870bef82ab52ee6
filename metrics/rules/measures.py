"""Element 7, process-wide success metrics (playbook L96–98, L539–546): figures against targets."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.rules.progress import Standing
from metrics.selectors.element_facts import MeasureFact
from partnerships.registries import ElementReport, ElementState, Step


def process_wide_metrics(
    address: tuple[str, str], measures: Sequence[MeasureFact]
) -> ElementReport:
    """Element 7 of one partnership: what its measures say."""

    def step(words: str) -> Step:
        return Step(words, "Open the dashboard", "metrics:dashboard", address)

    aimed = [one for one in measures if one.has_target]
    if not measures:
        words = "No measure has a figure yet."
        return ElementReport(ElementState.NOT_STARTED, words, step("Record a first figure"))
    if not aimed:
        words = f"{_counted(len(measures), 'measure')} followed, none with a target."
        return ElementReport(ElementState.UNDER_WAY, words, step("Set a target for a measure"))
    below = [one for one in aimed if one.standing == Standing.BELOW]
    waiting = [one for one in aimed if not one.has_figure]
    if below:
        next_step = step(f"See why {below[0].name} is below its path")
        words = f"{len(below)} of {_counted(len(aimed), 'measure')} below path."
        return ElementReport(ElementState.ATTENTION, words, next_step)
    if waiting:
        next_step = step(f"Record the first figure of {waiting[0].name}")
        words = f"{_counted(len(aimed), 'target')} set, {len(waiting)} without a figure."
        return ElementReport(ElementState.UNDER_WAY, words, next_step)
    slightly = sum(one.standing == Standing.SLIGHTLY_BELOW for one in aimed)
    hidden = sum(one.standing == Standing.UNKNOWN for one in aimed)
    said = [
        f"{slightly} slightly below path" if slightly else "none below path",
        f"{hidden} hidden" if hidden else "",
    ]
    below_words = ", ".join(words for words in said[hidden == len(aimed) :] if words)
    words = f"{_counted(len(aimed), 'measure')} against targets, {below_words}."
    return ElementReport(ElementState.IN_PLACE, words)


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"
