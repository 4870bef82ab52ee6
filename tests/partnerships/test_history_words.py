"""History says what happened in a sentence."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from partnerships.templatetags.events import what_happened


@pytest.mark.parametrize(
    ("object_type", "verb", "label", "sentence"),
    [
        ("agreements.agreement", "partner_sign", "Host students", "Ada signed “Host students”"),
        ("agreements.agreement", "asked", "Host students", "Ada asked about “Host students”"),
        (
            "agreements.commitment",
            "keep",
            "Do the paperwork",
            "Ada marked “Do the paperwork” as kept",
        ),
        ("metrics.target", "set a target", "Target for savings", "Ada set the target for savings"),
        ("metrics.checkin", "answer", "Check-in of Bell", "Ada answered the check-in of Bell"),
        ("stakeholders.candidacy", "match", "Bell", "Ada agreed on the fit of Bell"),
        ("stakeholders.need", "meet", "A {} and {lower}", "Ada met A {} and {lower}"),
        ("partnerships.partnership", "closed", "", "Ada closed"),
    ],
)
def test_event_reads_as_a_sentence(object_type: str, verb: str, label: str, sentence: str) -> None:
    event: Any = SimpleNamespace(
        actor_label="Ada", object_type=object_type, verb=verb, object_label=label
    )
    assert what_happened(event) == sentence
