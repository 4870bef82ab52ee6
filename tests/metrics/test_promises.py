"""Agreements and both sides' promises on the dashboard, and in its PDF."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string

from agreements.models import Commitment
from metrics.selectors.promises import SideLine, agreements_panel, finding_of, promises_panel
from tests.agreements.makers import complete, draft, sent
from tests.cast import House

pytestmark = pytest.mark.requirement("R72")


def side(name: str, *, kept: int = 0, missed: int = 0, overdue: int = 0) -> SideLine:
    return SideLine(name, kept=kept, missed=missed, overdue=overdue, to_come=3)


@pytest.mark.parametrize(
    ("partners", "us", "finding"),
    [
        (side("p"), side("u"), "No promise has fallen due yet"),
        (side("p", kept=3), side("u", kept=2), "Both sides kept every promise that fell due"),
        (
            side("p", missed=1),
            side("u", kept=2),
            "We kept our side; partners are past the day on some of theirs",
        ),
        (side("p"), side("u", missed=2), "2 promises of ours are past the day we promised"),
        (
            side("p", overdue=1),
            side("u", kept=3, overdue=1),
            "One promise of ours is past the day we promised",
        ),
    ],
)
@pytest.mark.requirement("B15")
def test_finding_names_our_own_misses_first(partners: SideLine, us: SideLine, finding: str) -> None:
    assert finding_of([partners, us]) == finding


def test_partnership_without_agreements_has_neither_panel(prairie: House) -> None:
    with prairie.scope():
        args = (prairie.convener, prairie.partnership, date(2026, 11, 23))
        assert (promises_panel(*args), agreements_panel(*args)) == (None, None)


def test_agreements_are_counted_by_state(prairie: House) -> None:
    with prairie.scope():
        sent(prairie)
        facts = agreements_panel(prairie.convener, prairie.partnership, date(2026, 11, 23))
        draft(prairie)
        with_draft = agreements_panel(prairie.convener, prairie.partnership, date(2026, 11, 23))
    assert facts is not None
    assert facts["rows"] == [("Waiting for the partner", 1)]
    assert facts["finding"] == "0 of 1 agreement is complete; 1 waits for a signature"
    assert with_draft is not None
    assert with_draft["finding"].startswith("0 of 1 agreement sent is complete;")


def test_promises_of_both_sides_are_counted_and_drawn(prairie: House) -> None:
    with prairie.scope():
        complete(prairie)
        first = Commitment.objects.order_by("due_on").first()
        assert first is not None
        Commitment.objects.filter(pk=first.pk).update(state="missed")
        today = first.due_on + timedelta(days=1)
        facts = promises_panel(prairie.convener, prairie.partnership, today)
        assert facts is not None
        number = Commitment.objects.count()
    lines = facts["lines"]
    assert [sum(line.missed for line in lines), sum(line.overdue for line in lines)] == [1, 1]
    assert sum(line.due + line.to_come for line in lines) == number
    assert facts["basis"].startswith("Promises kept, or past their day, from signed agreements.")
    for template in ("metrics/panel_promises.html", "pdf/dashboard_promises.html"):
        assert first.text in render_to_string(template, {"panel": facts})
