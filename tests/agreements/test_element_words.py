"""Element 6 in words: the evidence does not contradict the state."""

from __future__ import annotations

import pytest

from agreements.rules.elements import clear_roles
from agreements.selectors.element_facts import AgreementFacts
from partnerships.registries import ElementState


@pytest.mark.parametrize(
    ("complete", "asked", "words"),
    [
        (2, 2, "2 of 2 agreements complete."),
        (1, 2, "1 agreement complete; 1 was declined or ran out."),
        (3, 5, "3 agreements complete; 2 were declined or ran out."),
    ],
)
def test_in_place_says_what_became_of_the_rest(complete: int, asked: int, words: str) -> None:
    facts = AgreementFacts(asked, asked, complete, None, None, "", 0, 0)
    report = clear_roles(("prairie", "health-sciences"), facts)
    assert (report.state, report.evidence) == (ElementState.IN_PLACE, words)
