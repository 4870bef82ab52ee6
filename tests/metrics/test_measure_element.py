"""Element 7 says of the measures what their dashboard says."""

from __future__ import annotations

import pytest

from metrics.rules.measures import process_wide_metrics
from metrics.rules.progress import Standing
from metrics.selectors.element_facts import MeasureFact
from partnerships.registries import ElementState


@pytest.mark.parametrize(
    ("standing", "state", "words"),
    [
        (Standing.ON_PATH, ElementState.IN_PLACE, "2 measures against targets, none below path."),
        (
            Standing.SLIGHTLY_BELOW,
            ElementState.IN_PLACE,
            "2 measures against targets, 1 slightly below path.",
        ),
        (Standing.BELOW, ElementState.ATTENTION, "1 of 2 measures below path."),
        (
            Standing.UNKNOWN,
            ElementState.IN_PLACE,
            "2 measures against targets, none below path, 1 hidden.",
        ),
    ],
)
def test_measure_below_its_path_is_named_as_on_the_dashboard(
    standing: Standing, state: ElementState, words: str
) -> None:
    measures = [
        MeasureFact("Enrollment", True, True, Standing.REACHED),
        MeasureFact("Internships", True, True, standing),
    ]
    report = process_wide_metrics(("prairie", "health-sciences"), measures)
    assert (report.state, report.evidence) == (state, words)


def test_nothing_is_said_of_the_path_of_hidden_figures() -> None:
    measures = [MeasureFact("Enrollment", True, True, Standing.UNKNOWN)]
    report = process_wide_metrics(("prairie", "health-sciences"), measures)
    assert report.evidence == "1 measure against targets, 1 hidden."
